-- 同一机关、同一类别、同一文书号只计一次
SELECT
    concat(any_value(a.name), d.act_type, d.document_number) AS place,
    concat('登记为', count(*), '个决定（', string_agg(DISTINCT d.lead_source, '、' ORDER BY d.lead_source),
        '），都已计入') AS problem
FROM core_decision AS d
JOIN core_authority AS a USING (authority_key)
WHERE d.not_counted IS NULL AND d.counted_year = $year AND d.document_number <> ''
GROUP BY a.unit, d.act_type, d.document_number
HAVING count(*) > 1
ORDER BY place;
