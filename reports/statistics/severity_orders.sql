-- Printed under the penalty form: the order it names, or those that decisions of the year were counted by.
SELECT title, clause, list(kind ORDER BY rank) AS kinds
FROM meta_severity_order
WHERE
    CASE
        WHEN $severity_order IS NOT NULL THEN severity_order = $severity_order
        ELSE by_decision_date
            AND coalesce(in_force_from, make_date($year, 12, 31)) <= make_date($year, 12, 31)
            AND coalesce(in_force_to, make_date($year, 1, 1)) >= make_date($year, 1, 1)
    END
GROUP BY severity_order, title, clause
ORDER BY severity_order;
