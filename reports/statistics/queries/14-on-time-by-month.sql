-- 各渠道逐月按期公示率
-- 回答：各渠道的按期率是在变好还是变坏。
-- 注意：按首次公示的月份，只算已经公示的。
SELECT
    strftime(first_published_at, '%Y-%m') AS 公示月份,
    CASE channel
        WHEN 'website' THEN '官方网站'
        WHEN 'service_hall' THEN '网上办事大厅'
        WHEN 'credit' THEN '信用平台'
        WHEN 'supervision' THEN '执法监督平台'
        WHEN 'cms' THEN '内容管理系统'
        ELSE channel
    END AS 渠道,
    count(*) AS 公示件数,
    count(*) FILTER (on_time) AS 按期件数,
    round(100.0 * count(*) FILTER (on_time) / count(*), 1) AS "按期率（%）"
FROM core_publication
WHERE on_time IS NOT NULL
GROUP BY ALL
ORDER BY 公示月份 DESC, 渠道;
