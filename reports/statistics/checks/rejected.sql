-- 本年度没有退回待更正、因而未计入的记录；决定日期读不出的也列出
SELECT
    concat(source, '第', batch_id, '批第', row_number, '条（退回记录', record_id, '）') AS place,
    concat(
        act_type,
        coalesce('，决定日期' || decided_on, '，决定日期读不出'),
        '，', first_seen_at::DATE, '收到，尚未计入'
    ) AS problem
FROM raw_record
WHERE state = 'quarantined'
    AND decision_id IS NULL
    AND act_type IS NOT NULL
    AND (decided_on IS NULL OR year(decided_on) = $year)
ORDER BY batch_id, row_number, record_id;
