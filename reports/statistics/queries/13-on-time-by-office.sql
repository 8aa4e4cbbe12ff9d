-- 各处室网站按期公示率
-- 回答：各处室的决定有多少在期限内公示，从决定到公示平均几天。
-- 注意：不予公示、已在原网站公开的不计；逾期仍未公示的算未按期；未公示即届满的不计；天数为自然日。
WITH due AS (
    SELECT
        d.authority_name,
        coalesce(nullif(d.office, ''), '未注明') AS office,
        d.decided_on,
        p.first_published_at,
        CASE
            WHEN p.on_time IS NOT NULL THEN p.on_time
            WHEN p.state IN ('held', 'due') AND p.due_on < snapshot_day() THEN false
        END AS on_time
    FROM core_publication AS p
    JOIN core_decision AS d USING (decision_id)
    WHERE p.channel = 'website' AND p.state <> 'exempt' AND p.gate IS DISTINCT FROM 'elsewhere'
)
SELECT
    authority_name AS 执法机关,
    office AS 承办处室,
    count(on_time) AS 已到期限或者已公示,
    count(*) FILTER (on_time) AS 按期公示,
    count(*) FILTER (NOT on_time AND first_published_at IS NOT NULL) AS 逾期公示,
    count(*) FILTER (NOT on_time AND first_published_at IS NULL) AS 逾期未公示,
    round(100.0 * count(*) FILTER (on_time) / nullif(count(on_time), 0), 1) AS "按期率（%）",
    round(avg(first_published_at::DATE - decided_on), 1) AS 平均几天公示
FROM due
GROUP BY ALL
ORDER BY "按期率（%）", 执法机关, 承办处室;
