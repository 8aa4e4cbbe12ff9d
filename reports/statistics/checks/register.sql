-- 统计库与登记库一致：决定按类别、年度、网站状态的件数和罚没金额，记录按类别、状态的条数
WITH warehouse_figure AS (
    SELECT
        '决定' AS what,
        act_type,
        year(decided_on) AS year,
        coalesce(website_state, '') AS state,
        count(*) AS number,
        sum(coalesce(fine_fen, 0) + coalesce(confiscated_fen, 0))::BIGINT AS fen
    FROM core_decision
    GROUP BY ALL
    UNION ALL
    SELECT '记录', coalesce(act_type, ''), 0, state, count(*), 0 FROM raw_record GROUP BY ALL
)
SELECT
    concat_ws(' ', what, nullif(act_type, ''), CASE WHEN year > 0 THEN concat(year, '年') END, coalesce(n.name, state)) AS place,
    concat(
        '登记库', coalesce(r.number, 0), '件、罚没', (coalesce(r.fen, 0) / 100)::DECIMAL(20, 2),
        '元，统计库', coalesce(w.number, 0), '件、罚没', (coalesce(w.fen, 0) / 100)::DECIMAL(20, 2), '元'
    ) AS problem
FROM register_figure AS r
FULL JOIN warehouse_figure AS w USING (what, act_type, year, state)
LEFT JOIN state_name AS n USING (state)
WHERE r.number IS DISTINCT FROM w.number OR r.fen IS DISTINCT FROM w.fen
ORDER BY place;
