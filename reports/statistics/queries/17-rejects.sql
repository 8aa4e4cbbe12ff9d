-- 各来源退回的问题
-- 回答：哪个来源系统因为什么退回最多，改正了多少。
-- 注意：一条记录可有几个问题，按记录计数；问题代码的含义见数据约定的问题清单。
SELECT
    f.source AS 来源系统,
    f.code AS 问题代码,
    any_value(f.field) AS 字段,
    count(DISTINCT f.record_id) AS 记录数,
    count(DISTINCT f.record_id) FILTER (f.closed_at IS NULL) AS 尚未改正,
    round(100.0 * count(DISTINCT f.record_id) / any_value(r.records), 2) AS "占该来源记录（%）"
FROM core_finding AS f
LEFT JOIN (SELECT source, count(*) AS records FROM raw_record GROUP BY ALL) AS r USING (source)
WHERE f.severity = 'error' AND f.scope = 'record'
GROUP BY f.source, f.code
ORDER BY 记录数 DESC, 来源系统, 问题代码;
