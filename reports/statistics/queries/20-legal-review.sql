-- 法制审核覆盖情况
-- 回答：应当经过法制审核的决定，有多少查到了决定之前的审核记录。
-- 注意：普通程序处罚（程序未填的按普通程序）、经过听证的决定和重大执法决定算应审；审核日期晚于决定日期的不算审过。
WITH reviewable AS (
    SELECT
        *,
        (act_type = '行政处罚' AND coalesce(procedure_kind, '') <> '简易程序')
            OR coalesce(hearing_held, '') = '是'
            OR coalesce(is_major, '') = '是' AS must_be_reviewed,
        review_date <= decided_on AS reviewed
    FROM core_decision
)
SELECT
    year(decided_on) AS 年度,
    authority_name AS 执法机关,
    act_type AS 执法类别,
    count(*) FILTER (must_be_reviewed) AS 应审,
    count(*) FILTER (must_be_reviewed AND reviewed) AS 已审,
    count(*) FILTER (must_be_reviewed AND review_date IS NULL) AS 无审核记录,
    count(*) FILTER (must_be_reviewed AND NOT reviewed) AS 审核晚于决定,
    round(
        100.0 * count(*) FILTER (must_be_reviewed AND reviewed) / nullif(count(*) FILTER (must_be_reviewed), 0), 1
    ) AS "覆盖率（%）"
FROM reviewable
WHERE must_be_reviewed
GROUP BY ALL
ORDER BY 年度 DESC, 应审 DESC, 执法机关, 执法类别;
