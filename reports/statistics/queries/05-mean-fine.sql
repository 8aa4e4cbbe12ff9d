-- 平均罚款、中位数和最高罚款
-- 回答：不同程序的罚款通常有多重，个别大额罚款是否拉高了平均数。
-- 注意：只算写明罚款金额的处罚。
SELECT
    year(decided_on) AS 年度,
    coalesce(procedure_kind, '未填') AS 案件程序,
    count(*) AS 罚款宗数,
    avg(fine_yuan)::DECIMAL(18, 2) AS "平均罚款（元）",
    median(fine_yuan)::DECIMAL(18, 2) AS "罚款中位数（元）",
    max(fine_yuan) AS "最高罚款（元）",
    sum(fine_yuan) AS "罚款合计（元）"
FROM out_fine_yuan
WHERE fine_yuan > 0
GROUP BY ALL
ORDER BY 年度 DESC, 案件程序;
