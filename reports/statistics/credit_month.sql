-- 双公示月报: licences and penalties decided in the month, by unit, office and what became of them up to $today.
-- A decision handed in later stays in the month in which it was produced.
SELECT
    c.act_type,
    a.unit,
    c.office,
    CASE
        WHEN c.standing <> 'due' THEN c.standing
        WHEN c.due_on < $today::DATE THEN 'overdue'
        WHEN c.basis_kind = 'failed' THEN 'failed'
        ELSE 'waiting'
    END AS measure,
    c.basis_kind,
    c.basis_rule,
    min(c.basis_text) AS basis_text,
    count(*) AS decisions,
    count(*) FILTER (c.shown) AS shown,
    count(*) FILTER (c.stored) AS stored,
    count(*) FILTER (c.stored AND NOT c.refused_once) AS compliant,
    count(*) FILTER (c.reported_on_time) AS on_time,
    count(*) FILTER (c.awaiting) AS awaiting,
    coalesce(list_sort(list_distinct(list(c.reported_as))), []) AS ways
FROM out_credit AS c
JOIN core_authority AS a USING (authority_key)
WHERE c.decided_on >= $first::DATE AND c.decided_on < $after::DATE
GROUP BY ALL
ORDER BY ALL;
