-- Under a form: registered acts of the year that do not count, by reason. Executions not completed have no year yet.
WITH elsewhere AS (SELECT authority_key FROM core_authority WHERE NOT list_contains($levels, level))
SELECT
    CASE
        WHEN authority_key IN (SELECT authority_key FROM elsewhere) THEN '区县机关的执法行为' ELSE not_counted
    END AS reason,
    count(*) AS cases
FROM core_decision
WHERE (not_counted IS NOT NULL OR authority_key IN (SELECT authority_key FROM elsewhere))
    AND list_contains($act_types, act_type)
    AND coalesce(counted_year, year(decided_on)) = $year
GROUP BY ALL
ORDER BY cases DESC, reason;
