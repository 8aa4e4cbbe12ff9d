-- 处罚按卫生专业分类
-- 回答：各专业每年处罚多少宗、罚没多少元。
-- 注意：专业由处罚依据的法律文件名称推得，以先列明的依据为准；依据未填或者不属于卫生专业的归入“其他”。
WITH first_law AS (
    SELECT
        counted_year,
        regexp_extract(coalesce(legal_basis, ''), '《([^》]+)》', 1) AS law,
        in_yuan(coalesce(fine_fen, 0) + coalesce(confiscated_fen, 0)) AS yuan
    FROM core_decision
    WHERE act_type = '行政处罚' AND not_counted IS NULL
)
SELECT
    counted_year AS 年度,
    CASE
        WHEN law LIKE '%放射%' THEN '放射卫生'
        WHEN law LIKE '%职业病%' OR law LIKE '%职业卫生%' OR law LIKE '%工作场所%' THEN '职业卫生'
        WHEN law LIKE '%学校%' OR law LIKE '%托幼%' THEN '学校卫生'
        WHEN law LIKE '%公共场所%' THEN '公共场所卫生'
        WHEN law LIKE '%饮用水%' THEN '饮用水卫生'
        WHEN law LIKE '%传染病%' OR law LIKE '%医疗废物%' OR law LIKE '%消毒%' OR law LIKE '%疫苗%'
            OR law LIKE '%病原微生物%' OR law LIKE '%医院感染%' OR law LIKE '%食品安全%' OR law LIKE '%餐%'
            THEN '传染病防治（含医疗废物、消毒、餐饮具）'
        WHEN law LIKE '%医%' OR law LIKE '%护士%' OR law LIKE '%处方%' OR law LIKE '%药%' OR law LIKE '%母婴%'
            OR law LIKE '%计划生育%' OR law LIKE '%献血%' OR law LIKE '%血液%' OR law LIKE '%血站%'
            OR law LIKE '%精神卫生%' OR law LIKE '%人类辅助%' THEN '医疗卫生（含血液、母婴保健、中医药）'
        ELSE '其他'
    END AS 卫生专业,
    count(*) AS 处罚宗数,
    sum(yuan) AS "罚没金额（元）",
    avg(yuan)::DECIMAL(18, 2) AS "平均罚没（元）"
FROM first_law
GROUP BY ALL
ORDER BY 年度 DESC, 处罚宗数 DESC, 卫生专业;
