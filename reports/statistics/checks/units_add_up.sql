-- 各单位之和等于合计：每个计入的决定都在表上列出的一个单位之下，我委、全市的表都是
WITH counted AS (
    SELECT f.form, f.profile, f.title, d.decision_id
    FROM core_decision AS d
    JOIN (SELECT form, profile, title, unnest(act_types) AS act_type FROM meta_form) AS f USING (act_type)
    WHERE d.not_counted IS NULL AND d.counted_year = $year
),
under_unit AS (
    SELECT DISTINCT e.form, e.profile, e.unit, e.decision_id
    FROM out_cell_decision AS e
    JOIN out_form_unit AS u USING (form, profile, year, unit)
    WHERE e.year = $year AND e.measure = 'cases' AND list_contains(u.levels, e.level)
)
SELECT
    concat(c.title, '（样式', c.profile, '）') AS place,
    concat('列出的各单位共', count(u.decision_id), '件，全部计入的', count(DISTINCT c.decision_id), '件') AS problem
FROM counted AS c
LEFT JOIN under_unit AS u USING (form, profile, decision_id)
GROUP BY c.title, c.profile
HAVING count(u.decision_id) <> count(DISTINCT c.decision_id)
ORDER BY place;
