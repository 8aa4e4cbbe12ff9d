-- Under a form: registered acts of the year that do not count, by reason. Executions not completed have no year yet.
SELECT
    CASE
        WHEN list_contains($levels, coalesce(a.level, 'own')) THEN d.not_counted ELSE '区县机关的执法行为'
    END AS reason,
    count(*) AS cases
FROM core_decision AS d
LEFT JOIN core_authority AS a USING (authority_key)
WHERE (d.not_counted IS NOT NULL OR NOT list_contains($levels, a.level))
    AND list_contains($act_types, d.act_type)
    AND coalesce(d.counted_year, year(d.decided_on)) = $year
GROUP BY ALL
ORDER BY cases DESC, reason;
