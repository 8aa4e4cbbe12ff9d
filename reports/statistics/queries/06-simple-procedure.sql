-- 简易程序处罚所占比例
-- 回答：各机关的处罚有多少是当场作出的。
-- 注意：程序未填的单列，不计入比例。
SELECT
    counted_year AS 年度,
    authority_name AS 执法机关,
    count(*) AS 处罚宗数,
    count(*) FILTER (procedure_kind = '简易程序') AS 简易程序,
    count(*) FILTER (procedure_kind = '普通程序') AS 普通程序,
    count(*) FILTER (procedure_kind IS NULL) AS 未填,
    round(100.0 * count(*) FILTER (procedure_kind = '简易程序') / nullif(count(procedure_kind), 0), 1)
        AS "简易程序占比（%）"
FROM core_decision
WHERE act_type = '行政处罚'
GROUP BY ALL
ORDER BY 年度 DESC, 处罚宗数 DESC;
