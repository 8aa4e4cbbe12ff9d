-- 违法行为类型前二十
-- 回答：哪些违法行为最多，罚得多重，涉及多少当事人。
-- 注意：自然人没有代码，不计入当事人数。
SELECT
    coalesce(violation_kind, '未填') AS 违法行为类型,
    count(*) AS 处罚宗数,
    count(DISTINCT nullif(party_uscc, '')) AS 单位和个体户数,
    avg(in_yuan(fine_fen))::DECIMAL(18, 2) AS "平均罚款（元）",
    min(decided_on) AS 最早决定日期,
    max(decided_on) AS 最近决定日期
FROM core_decision
WHERE act_type = '行政处罚'
GROUP BY ALL
ORDER BY 处罚宗数 DESC, 违法行为类型
LIMIT 20;
