-- 不予公示和暂缓公示的原因
-- 回答：没有公示的决定依什么理由、卡在哪个环节。
SELECT
    act_type AS 执法类别,
    CASE state WHEN 'exempt' THEN '不予公示' WHEN 'held' THEN '暂缓公示' ELSE '待公示' END AS 状态,
    CASE
        WHEN state = 'exempt'
            THEN coalesce(regexp_replace(p.disclosure_reason, '，复核日期.*$', ''), '经人决定（理由不入统计库）')
        WHEN p.gate = 'elsewhere' THEN '已在原网站公开，待接管'
        WHEN p.gate = 'policy_unsigned' THEN '公示政策待签署'
        WHEN p.gate = 'deferred' THEN '暂缓公示，待作出决定或者到期'
        WHEN p.gate = 'redaction_doubt' THEN '公开文本存疑，待核对'
        WHEN p.gate = 'legal_review' THEN '未见法制审核通过'
        WHEN p.gate = 'not_served' THEN '尚未送达'
        WHEN p.gate = 'release_review' THEN '发布审查未完成'
        ELSE '待发布'
    END AS 原因,
    count(*) AS 决定数,
    min(d.decided_on) AS 最早决定日期
FROM core_publication AS p
JOIN core_decision AS d USING (decision_id)
WHERE p.channel = 'website' AND p.state IN ('exempt', 'held', 'due')
GROUP BY ALL
ORDER BY 决定数 DESC, 执法类别, 原因;
