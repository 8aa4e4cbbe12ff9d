-- 官方网站撤下的原因和办理时限
-- 回答：每年因什么从官方网站撤下多少，有多少在期限内办结，平均用几天。
SELECT
    year(requested_at) AS 年度,
    CASE reason
        WHEN 'revoked' THEN '撤销'
        WHEN 'annulled' THEN '确认无效'
        WHEN 'unlawful' THEN '确认违法'
        WHEN 'changed' THEN '变更'
        WHEN 'remade' THEN '重新作出'
        WHEN 'corrected' THEN '更正'
        WHEN 'repaired' THEN '信用修复'
        WHEN 'expired' THEN '公示期届满'
        WHEN 'in_error' THEN '公示有误'
        ELSE reason
    END AS 撤下原因,
    count(*) AS 撤下件数,
    count(*) FILTER (was_public) AS 撤下前已公开,
    count(*) FILTER (settled_at::DATE <= due_on) AS 期限内办结,
    count(*) FILTER (settled_at IS NULL) AS 尚未办结,
    round(avg(settled_at::DATE - requested_at::DATE), 1) AS 平均办理天数
FROM core_withdrawal
WHERE channel = 'website'
GROUP BY ALL
ORDER BY 年度 DESC, 撤下件数 DESC, 撤下原因;
