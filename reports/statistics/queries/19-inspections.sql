-- 检查按事项、方式和结果
-- 回答：查了什么、怎么查的、查了多少对象，有多少引出处罚或者其他处理。
-- 注意：被查对象按统一社会信用代码去重，没有代码的不计入对象数。
SELECT
    year(decided_on) AS 年度,
    coalesce(inspection_item, '未填') AS 检查事项,
    coalesce(inspection_kind, '未填') AS 检查方式,
    count(*) AS 检查次数,
    count(DISTINCT nullif(party_uscc, '')) AS 被查对象数,
    count(*) FILTER (record_complete = '是') AS 记录完整,
    count(*) FILTER (followed_by IS NOT NULL AND followed_by <> '' AND followed_by <> '无') AS 有后续处理,
    round(
        100.0 * count(*) FILTER (followed_by IS NOT NULL AND followed_by <> '' AND followed_by <> '无') / count(*), 1
    ) AS "引出处理的比例（%）"
FROM core_decision
WHERE act_type = '行政检查'
GROUP BY ALL
ORDER BY 年度 DESC, 检查次数 DESC, 检查事项, 检查方式;
