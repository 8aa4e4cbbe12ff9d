-- 处罚依据前二十的条款
-- 回答：哪些法律、法规、规章的哪一条用得最多。
-- 注意：一个决定引用几条的各计一次；只取“《》第×条”，款、项不再细分。
WITH cited AS (
    SELECT
        decision_id,
        unnest(regexp_extract_all(legal_basis, '《[^》]+》第[零一二三四五六七八九十百千0-9]+条')) AS article
    FROM core_decision
    WHERE act_type = '行政处罚'
)
SELECT
    article AS 处罚依据,
    count(DISTINCT decision_id) AS 处罚宗数,
    round(100.0 * count(DISTINCT decision_id) / (SELECT count(DISTINCT decision_id) FROM cited), 1)
        AS "占有依据处罚的比例（%）"
FROM cited
GROUP BY ALL
ORDER BY 处罚宗数 DESC, 处罚依据
LIMIT 20;
