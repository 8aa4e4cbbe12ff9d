-- 历年各类执法决定数及同比
-- 回答：每年作出多少许可、处罚、强制、检查等决定，比上一年增减多少。
-- 注意：不论是否公示都计入；本年度截至快照之日，与上年同期相比。
WITH yearly AS (
    SELECT
        year(decided_on) AS decided_year,
        act_type,
        count(*) AS decisions,
        count(*) FILTER (
            year(decided_on) <> year(snapshot_day()) - 1 OR decided_on <= snapshot_day() - INTERVAL 1 YEAR
        ) AS to_compare
    FROM core_decision
    GROUP BY ALL
)
SELECT
    y.decided_year AS 年度,
    y.act_type AS 执法类别,
    y.decisions AS 决定数,
    b.to_compare AS 上年同期,
    round(100.0 * (y.decisions - b.to_compare) / nullif(b.to_compare, 0), 1) AS "同比（%）"
FROM yearly AS y
LEFT JOIN yearly AS b ON b.act_type = y.act_type AND b.decided_year = y.decided_year - 1
ORDER BY 年度 DESC, 决定数 DESC;
