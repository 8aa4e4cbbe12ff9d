-- 分区县的执法情况
-- 回答：市本级和各区县各作出多少决定、罚没多少元。
-- 注意：区县由执法机关名称推得，名称不含区、县、旗的计入市本级。
WITH placed AS (
    SELECT
        *,
        coalesce(nullif(regexp_extract(authority_name, '([^省市]{1,7}?(?:区|县|旗))', 1), ''), '市本级') AS district
    FROM core_decision
)
SELECT
    year(decided_on) AS 年度,
    district AS 区县,
    count(*) FILTER (act_type = '行政许可') AS 许可,
    count(*) FILTER (act_type = '行政处罚') AS 处罚,
    count(*) FILTER (act_type = '行政检查') AS 检查,
    count(*) FILTER (act_type = '行政强制') AS 强制,
    sum(in_yuan(coalesce(fine_fen, 0) + coalesce(confiscated_fen, 0))) AS "罚没金额（元）"
FROM placed
GROUP BY ALL
ORDER BY 年度 DESC, 区县;
