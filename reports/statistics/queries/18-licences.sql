-- 许可按证书和结果
-- 回答：每年各类许可证书准予、不予多少。
-- 注意：结果未填的按准予许可计，与统计表一致。
SELECT
    counted_year AS 年度,
    coalesce(licence_kind, '未填') AS 许可类别,
    coalesce(certificate_name, '未填') AS 许可证书,
    count(*) AS 决定数,
    count(*) FILTER (counted_kind LIKE '准予%') AS 准予,
    count(*) FILTER (licence_outcome LIKE '不予%') AS 不予,
    count(*) FILTER (valid_until < snapshot_day()) AS 其中已过有效期
FROM core_decision
WHERE act_type = '行政许可'
GROUP BY ALL
ORDER BY 年度 DESC, 决定数 DESC, 许可证书;
