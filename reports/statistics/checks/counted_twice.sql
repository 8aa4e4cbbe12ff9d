-- 区县用报表报送的单位没有同时按系统中的决定计数
SELECT
    concat(f.district, '报表 ', f.unit) AS place,
    concat('已按系统中的决定计数（', string_agg(DISTINCT m.title, '、' ORDER BY m.title), '），报表中的数据未计入') AS problem
FROM core_district_figure AS f
JOIN meta_form AS m ON m.form = f.form AND m.profile = 'default'
ANTI JOIN out_district_cell AS c
    ON c.form = f.form AND c.year = f.year AND c.district = f.district AND c.unit = f.unit
WHERE f.year = $year AND f.counted_as IS NOT NULL AND f.value IS NOT NULL
GROUP BY f.district, f.unit
ORDER BY place;
