-- 合计等于各种类之和：有合计栏的统计表，逐样式、逐单位核对
WITH part AS (
    SELECT form, profile, ordinal, len(items) = 0 AS is_total
    FROM meta_form_column
    WHERE measure = 'cases'
),
cell AS (
    SELECT form, profile, year, unit, ordinal, value FROM out_cell
    UNION ALL
    SELECT form, profile, year, concat(district, '报表 ', unit), ordinal, value FROM out_district_cell
),
sums AS (
    SELECT
        c.form,
        c.profile,
        c.unit,
        coalesce(sum(c.value) FILTER (p.is_total), 0) AS total,
        coalesce(sum(c.value) FILTER (NOT p.is_total), 0) AS kinds
    FROM cell AS c
    JOIN part AS p USING (form, profile, ordinal)
    WHERE c.year = $year AND (c.form, c.profile) IN (SELECT (form, profile) FROM part WHERE is_total)
    GROUP BY ALL
)
SELECT
    concat(f.title, '（样式', s.profile, '）', coalesce(u.name, s.unit)) AS place,
    concat('各种类之和', s.kinds, '，合计', s.total) AS problem
FROM sums AS s
JOIN meta_form AS f USING (form, profile)
LEFT JOIN out_form_unit AS u
    ON u.form = s.form AND u.profile = s.profile AND u.unit = s.unit AND u.year = $year
WHERE s.total <> s.kinds
ORDER BY place;
