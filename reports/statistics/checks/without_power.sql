-- 没有此项职权的单位没有此类决定
SELECT
    a.name AS place,
    concat('没有', d.act_type, '职权，却有', count(*), '件计入') AS problem
FROM core_decision AS d
JOIN core_authority AS a USING (authority_key)
WHERE d.not_counted IS NULL
    AND d.counted_year = $year
    AND len(a.act_types) > 0
    AND NOT list_contains(a.act_types, d.act_type)
GROUP BY a.name, d.act_type
ORDER BY place, problem;
