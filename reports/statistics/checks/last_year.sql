-- 与上一年度相比没有成倍增减
WITH counted AS (
    SELECT form, unit, ordinal, heading, measure, year, value FROM out_cell
    WHERE profile = 'default' AND year IN ($year, $year - 1)
    UNION ALL
    SELECT form, unit, ordinal, heading, measure, year, value FROM out_district_cell
    WHERE year IN ($year, $year - 1)
),
cell AS (
    FROM counted
    UNION ALL
    SELECT form, '', ordinal, heading, measure, year, sum(value)::BIGINT FROM counted GROUP BY ALL
),
compared AS (
    SELECT
        form,
        unit,
        ordinal,
        heading,
        measure,
        coalesce(sum(value) FILTER (year = $year), 0) AS now,
        coalesce(sum(value) FILTER (year = $year - 1), 0) AS before
    FROM cell
    GROUP BY ALL
),
unit_name AS (
    SELECT form, unit, arg_max(name, year) AS name FROM out_form_unit
    WHERE profile = 'default' AND year IN ($year, $year - 1)
    GROUP BY ALL
),
told AS (
    SELECT
        f.title,
        c.*,
        CASE WHEN c.measure IN ('yuan', 'wan') THEN 100 ELSE 1 END AS per,
        CASE WHEN c.unit = '' THEN '合计' ELSE coalesce(u.name, c.unit) END AS name
    FROM compared AS c
    JOIN meta_form AS f ON f.form = c.form AND f.profile = 'default'
    LEFT JOIN unit_name AS u ON u.form = c.form AND u.unit = c.unit
)
SELECT
    concat(title, ' ', name, ' ', heading) AS place,
    concat(
        $year - 1, '年度', CASE per WHEN 1 THEN before::VARCHAR ELSE concat((before / per)::DECIMAL(20, 2), '元') END,
        '，', $year, '年度', CASE per WHEN 1 THEN now::VARCHAR ELSE concat((now / per)::DECIMAL(20, 2), '元') END
    ) AS problem
FROM told
WHERE greatest(now, before) / per >= CASE per WHEN 1 THEN $at_least ELSE $at_least_yuan END
    AND (now > before * $more_than OR now < before * $less_than)
    AND form IN (SELECT form FROM compared WHERE before > 0)
UNION ALL
SELECT DISTINCT title, concat($year - 1, '年度没有数据，无从比较') FROM told
WHERE form NOT IN (SELECT form FROM compared WHERE before > 0)
ORDER BY place;
