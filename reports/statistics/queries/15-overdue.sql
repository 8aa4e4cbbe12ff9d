-- 逾期尚未公示的决定
-- 回答：快照之日有多少决定已过公开期限仍未公示，在哪个处室，最长超了几天。
-- 注意：已在原网站公开的不算逾期；天数为自然日，超期的工作日数以系统状态页为准。
SELECT
    d.authority_name AS 执法机关,
    coalesce(nullif(d.office, ''), '未注明') AS 承办处室,
    d.act_type AS 执法类别,
    count(*) AS 逾期决定数,
    min(p.due_on) AS 最早公开期限,
    max(snapshot_day() - p.due_on) AS "最长已超（天）",
    count(*) FILTER (p.provisional) AS 其中期限暂定
FROM core_publication AS p
JOIN core_decision AS d USING (decision_id)
WHERE p.channel = 'website' AND p.state IN ('held', 'due') AND p.due_on < snapshot_day()
    AND p.gate IS DISTINCT FROM 'elsewhere'
GROUP BY ALL
ORDER BY 逾期决定数 DESC, 执法机关, 承办处室;
