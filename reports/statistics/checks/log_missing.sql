-- 曾经公示的决定在公示日志中都有公开的记载
SELECT
    concat(d.act_type, coalesce(d.document_number, ''), '（决定编号', d.decision_id, '）') AS place,
    concat(d.first_published_at::DATE, '已在网站公示，公示日志中没有公开的记载') AS problem
FROM core_decision AS d
ANTI JOIN register_leaf AS l USING (decision_id)
WHERE year(d.decided_on) = $year AND d.first_published_at IS NOT NULL
ORDER BY place;
