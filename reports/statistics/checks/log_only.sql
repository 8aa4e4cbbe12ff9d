-- 公示日志中有公开记载的决定都已公示过
SELECT
    concat(d.act_type, coalesce(d.document_number, ''), '（决定编号', d.decision_id, '）') AS place,
    concat('公示日志中有', l.leaves, '项公开的记载，各渠道均没有公示过') AS problem
FROM core_decision AS d
JOIN register_leaf AS l USING (decision_id)
WHERE year(d.decided_on) = $year
    AND NOT EXISTS (
        SELECT 1 FROM core_publication AS p
        WHERE p.decision_id = d.decision_id AND p.first_published_at IS NOT NULL
    )
ORDER BY place;
