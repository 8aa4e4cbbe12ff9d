-- 单位名称: authorities named one by one print zeros too; those known by the end of their name only where they acted.
SELECT
    a.unit,
    arg_max(a.name, coalesce(a.in_force_from, DATE '0001-01-01')) AS name
FROM core_authority AS a
WHERE
    list_contains($levels, a.level)
    AND (
        (
            a.explicit
            AND coalesce(a.in_force_from, make_date($year, 12, 31)) <= make_date($year, 12, 31)
            AND coalesce(a.in_force_to, make_date($year, 1, 1)) >= make_date($year, 1, 1)
        )
        OR EXISTS (
            SELECT 1 FROM core_decision AS d
            WHERE d.authority_key = a.authority_key
                AND d.counted_year = $year
                AND list_contains($act_types, d.act_type)
        )
    )
GROUP BY a.unit
ORDER BY min(a.ordinal), name;
