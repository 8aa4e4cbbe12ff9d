-- 本年度已登记的决定没有被退回的更正记录
SELECT
    concat(r.source, '第', r.batch_id, '批第', r.row_number, '条（退回记录', r.record_id, '）') AS place,
    concat(r.act_type, coalesce(d.document_number, ''), '的更正被退回，仍按原登记内容计入') AS problem
FROM raw_record AS r
JOIN core_decision AS d USING (decision_id)
WHERE r.state = 'quarantined'
    AND r.act_type IS NOT NULL
    AND (r.decided_on IS NULL OR year(r.decided_on) = $year)
ORDER BY r.batch_id, r.row_number, r.record_id;
