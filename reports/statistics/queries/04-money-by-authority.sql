-- 各机关罚没金额及同比
-- 回答：每个机关每年处罚多少宗、罚没多少元，比上一年增减多少。
-- 注意：为决定书所载金额，不是实缴金额；没收财物无法确定金额的不在内。本年度截至快照之日，与上年同期相比。
WITH penalty AS (
    SELECT
        d.counted_year,
        a.unit,
        a.name,
        in_yuan(coalesce(d.fine_fen, 0) + coalesce(d.confiscated_fen, 0)) AS yuan,
        d.counted_year <> year(snapshot_day()) - 1 OR d.counted_on <= snapshot_day() - INTERVAL 1 YEAR AS to_compare
    FROM core_decision AS d
    JOIN core_authority AS a USING (authority_key)
    WHERE d.act_type = '行政处罚' AND d.not_counted IS NULL
),
yearly AS (
    SELECT
        counted_year,
        unit,
        max(name) AS name,
        count(*) AS cases,
        sum(yuan) AS yuan,
        sum(yuan) FILTER (to_compare) AS yuan_to_compare
    FROM penalty
    GROUP BY counted_year, unit
)
SELECT
    y.counted_year AS 年度,
    y.name AS 执法机关,
    y.cases AS 处罚宗数,
    y.yuan AS "罚没金额（元）",
    b.yuan_to_compare AS "上年同期（元）",
    round(100.0 * (y.yuan - b.yuan_to_compare) / nullif(b.yuan_to_compare, 0), 1) AS "同比（%）"
FROM yearly AS y
LEFT JOIN yearly AS b ON b.unit = y.unit AND b.counted_year = y.counted_year - 1
ORDER BY 年度 DESC, y.yuan DESC;
