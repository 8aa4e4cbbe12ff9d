-- 迟报、逾期未报: by number, those handed in after their deadline and those that are owed still on $today.
SELECT
    c.act_type,
    a.unit,
    c.office,
    c.document_number,
    c.decided_on,
    c.due_on,
    c.provisional,
    c.standing,
    c.reported_at::DATE AS reported_on
FROM out_credit AS c
JOIN core_authority AS a USING (authority_key)
WHERE
    c.decided_on >= $first::DATE AND c.decided_on < $after::DATE
    AND (NOT c.reported_on_time OR (c.standing IN ('due', 'held') AND c.due_on < $today::DATE))
ORDER BY c.act_type DESC, c.decided_on, c.document_number, c.decision_id;
