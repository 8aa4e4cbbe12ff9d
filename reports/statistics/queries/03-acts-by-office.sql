-- 各机关各处室承办的决定数
-- 回答：每个处室每年承办多少决定，其中多少已经公示。
SELECT
    year(decided_on) AS 年度,
    authority_name AS 执法机关,
    coalesce(nullif(office, ''), '未注明') AS 承办处室,
    count(*) AS 决定数,
    count(*) FILTER (website_state = 'published') AS 现正公示,
    count(*) FILTER (website_state IN ('withdrawn', 'expired')) AS 已撤下或届满,
    count(*) FILTER (website_state IN ('held', 'due')) AS 待公示,
    count(*) FILTER (website_state = 'exempt') AS 不予公示
FROM core_decision
GROUP BY ALL
ORDER BY 年度 DESC, 决定数 DESC;
