-- 处罚种类构成
-- 回答：每年各种处罚有多少宗；单处和并处各多少，涉及多少罚没金额。
-- 注意：“按最重计”一宗只计一次，与统计表一致；“出现次数”并处的各计一次，相加大于宗数。
WITH told AS (
    SELECT counted_year, unnest(kinds) AS kind, len(kinds) AS together
    FROM core_decision
    WHERE act_type = '行政处罚' AND not_counted IS NULL
),
times AS (
    SELECT
        counted_year,
        kind,
        count(*) AS named,
        count(*) FILTER (together = 1) AS alone
    FROM told
    GROUP BY ALL
),
counted AS (
    SELECT year, item, sum(cases)::BIGINT AS cases, sum(yuan) AS yuan
    FROM out_penalty_yuan
    GROUP BY ALL
)
SELECT
    coalesce(t.counted_year, c.year) AS 年度,
    coalesce(t.kind, c.item) AS 处罚种类,
    coalesce(c.cases, 0) AS "按最重计（宗）",
    coalesce(t.named, 0) AS 出现次数,
    coalesce(t.alone, 0) AS 其中单处,
    coalesce(c.yuan, 0) AS "按最重计的罚没金额（元）"
FROM times AS t
FULL JOIN counted AS c ON c.year = t.counted_year AND c.item = t.kind
ORDER BY 年度 DESC, 出现次数 DESC;
