-- 行政处罚实施情况统计表: penalties decided in the year, each once under its most severe kind.
-- A form with a severity order of its own ($severity_order) overrides the order of the decision date.
SELECT
    a.unit,
    coalesce(m.counted_kind, d.counted_kind) AS item,
    count(*) AS cases,
    sum(coalesce(d.fine_fen, 0) + coalesce(d.confiscated_fen, 0))::BIGINT AS fen,
    count(*) FILTER (d.procedure_kind = '简易程序') AS simple,
    count(*) FILTER (d.procedure_kind = '普通程序') AS ordinary,
    count(*) FILTER (d.review_date IS NOT NULL) AS reviewed
FROM core_decision AS d
JOIN core_authority AS a USING (authority_key)
LEFT JOIN meta_most_severe AS m ON m.severity_order = $severity_order AND m.kinds = d.kinds
WHERE
    d.act_type = '行政处罚'
    AND d.counted_year = $year
    AND d.not_counted IS NULL
    AND list_contains($levels, a.level)
GROUP BY ALL;
