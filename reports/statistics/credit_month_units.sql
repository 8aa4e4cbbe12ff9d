-- 单位名称: authorities named one by one print zeros too; those known by the end of their name only where they acted.
SELECT
    a.unit,
    arg_max(a.name, coalesce(a.in_force_from, DATE '0001-01-01')) AS name
FROM core_authority AS a
WHERE
    (
        a.explicit
        AND coalesce(a.in_force_from, $first::DATE) < $after::DATE
        AND coalesce(a.in_force_to, $first::DATE) >= $first::DATE
    )
    OR EXISTS (
        SELECT 1 FROM core_decision AS d
        WHERE
            d.authority_key = a.authority_key
            AND d.act_type IN ('行政许可', '行政处罚')
            AND d.decided_on >= $first::DATE AND d.decided_on < $after::DATE
    )
GROUP BY a.unit
ORDER BY min(a.ordinal), name;
