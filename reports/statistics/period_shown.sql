-- How decisions that fell due in a period were shown on the website, by office; `overdue` are all that are past their
-- day by the end of the period and still wait. What an old site shows already is not overdue.
SELECT
    office,
    count(*) FILTER (on_time AND website_due_on >= $from) AS on_time,
    count(*) FILTER (NOT on_time AND website_due_on >= $from) AS late,
    count(*) FILTER (
        website_state IN ('held', 'due') AND website_gate IS DISTINCT FROM 'elsewhere' AND website_due_on < $today
    ) AS overdue
FROM core_decision AS d
LEFT JOIN core_authority AS a USING (authority_key)
WHERE (a.level IS NULL OR list_contains($levels, a.level)) AND website_due_on <= $until
GROUP BY ALL
HAVING on_time + late + overdue > 0
ORDER BY ALL;
