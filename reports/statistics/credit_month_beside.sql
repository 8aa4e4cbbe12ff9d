-- What the table does not hold: decisions of other authorities, and records sent back, of the month or undated.
SELECT 'other_authority' AS kind, act_type, count(*) AS decisions
FROM core_decision
WHERE
    authority_key IS NULL
    AND act_type IN ('行政许可', '行政处罚')
    AND decided_on >= $first::DATE AND decided_on < $after::DATE
GROUP BY ALL
UNION ALL
SELECT CASE WHEN decided_on IS NULL THEN 'sent_back_undated' ELSE 'sent_back' END, act_type, count(*)
FROM raw_record
WHERE
    state = 'quarantined'
    AND decision_id IS NULL
    AND act_type IN ('行政许可', '行政处罚')
    AND (decided_on IS NULL OR (decided_on >= $first::DATE AND decided_on < $after::DATE))
GROUP BY ALL
ORDER BY ALL;
