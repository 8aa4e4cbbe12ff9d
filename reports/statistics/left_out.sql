-- Under a form: registered acts of the year that do not count, by reason. Executions not completed have no year yet.
SELECT not_counted AS reason, count(*) AS cases
FROM core_decision
WHERE not_counted IS NOT NULL
    AND list_contains($act_types, act_type)
    AND coalesce(counted_year, year(decided_on)) = $year
GROUP BY ALL
ORDER BY cases DESC, reason;
