-- 每个决定计一次、计入一栏：不重复，不遗漏
WITH ours AS (
    SELECT * FROM core_decision WHERE coalesce(counted_year, year(decided_on)) = $year
),
form_act AS (
    SELECT form, profile, title, unnest(act_types) AS act_type FROM meta_form
),
with_total AS (
    SELECT DISTINCT form, profile FROM meta_form_column WHERE measure = 'cases' AND len(items) = 0
),
placed AS (
    SELECT e.form, e.profile, e.decision_id, count(*) AS columns
    FROM out_cell_decision AS e
    JOIN meta_form_column AS c USING (form, profile, ordinal)
    WHERE e.year = $year AND c.measure = 'cases' AND len(c.items) > 0
    GROUP BY ALL
)
SELECT
    concat(any_value(act_type), coalesce(any_value(document_number), ''), '（决定编号', decision_id, '）') AS place,
    concat('在统计库中有', count(*), '行') AS problem
FROM ours
GROUP BY decision_id
HAVING count(*) > 1
UNION ALL
SELECT
    concat(o.act_type, coalesce(o.document_number, ''), '（决定编号', o.decision_id, '）'),
    '没有计入的栏目，也没有不计入的原因'
FROM ours AS o
WHERE o.not_counted IS NULL AND (o.counted_kind IS NULL OR o.counted_year IS NULL OR o.authority_key IS NULL)
UNION ALL
SELECT
    concat(f.title, '（样式', f.profile, '）', coalesce(o.document_number, ''), '（决定编号', o.decision_id, '）'),
    CASE
        WHEN p.columns IS NULL THEN concat('计入“', o.counted_kind, '”，本表没有此栏目')
        ELSE concat('同时计入', p.columns, '栏')
    END
FROM ours AS o
JOIN form_act AS f USING (act_type)
LEFT JOIN with_total AS t USING (form, profile)
LEFT JOIN placed AS p ON p.form = f.form AND p.profile = f.profile AND p.decision_id = o.decision_id
WHERE o.not_counted IS NULL
    AND o.counted_kind IS NOT NULL
    AND (p.columns IS NULL OR (t.form IS NOT NULL AND p.columns > 1))
ORDER BY place;
