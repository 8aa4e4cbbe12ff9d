-- 逐月各类执法决定数
-- 回答：各月的工作量怎样变化，年底是否集中。
SELECT
    strftime(decided_on, '%Y-%m') AS 决定月份,
    count(*) FILTER (act_type = '行政许可') AS 许可,
    count(*) FILTER (act_type = '行政处罚') AS 处罚,
    count(*) FILTER (act_type = '行政强制') AS 强制,
    count(*) FILTER (act_type = '行政检查') AS 检查,
    count(*) FILTER (act_type IN ('行政征收', '行政征用')) AS 征收征用,
    count(*) AS 合计
FROM core_decision
GROUP BY ALL
ORDER BY 决定月份 DESC;
