-- The official forms cell by cell. The forms count these rows and a drill lists them, so the two cannot differ.

CREATE VIEW out_cell_decision AS
WITH form_act AS (
    SELECT form, profile, severity_order, unnest(act_types) AS act_type FROM meta_form
),
entry AS (
    -- Each act that counts, once for each form; a form with an order of severity of its own may see another kind.
    SELECT
        f.form,
        f.profile,
        d.counted_year AS year,
        a.unit,
        a.level,
        d.decision_id,
        coalesce(m.counted_kind, d.counted_kind) AS item,
        d.procedure_kind,
        d.review_date,
        coalesce(d.fine_fen, 0) + coalesce(d.confiscated_fen, 0) AS fen
    FROM core_decision AS d
    JOIN core_authority AS a USING (authority_key)
    JOIN form_act AS f USING (act_type)
    LEFT JOIN meta_most_severe AS m ON m.severity_order = f.severity_order AND m.kinds = d.kinds
    WHERE d.not_counted IS NULL
)
SELECT
    e.form,
    e.profile,
    e.year,
    e.unit,
    e.level,
    c.ordinal,
    c.heading,
    c.measure,
    e.decision_id,
    e.item,
    CASE c.measure
        WHEN 'cases' THEN 1
        WHEN 'simple' THEN (e.procedure_kind = '简易程序')::BIGINT
        WHEN 'ordinary' THEN (e.procedure_kind = '普通程序')::BIGINT
        WHEN 'reviewed' THEN (e.review_date IS NOT NULL)::BIGINT
        WHEN 'yuan' THEN e.fen
        WHEN 'wan' THEN e.fen
    END AS value
FROM entry AS e
JOIN meta_form_column AS c
    ON c.form = e.form AND c.profile = e.profile AND (len(c.items) = 0 OR list_contains(c.items, e.item))
WHERE value <> 0;
COMMENT ON VIEW out_cell_decision IS '统计表每一格由哪些决定构成，一行一个决定';
COMMENT ON COLUMN out_cell_decision.form IS '统计表';
COMMENT ON COLUMN out_cell_decision.profile IS '样式';
COMMENT ON COLUMN out_cell_decision.year IS '年度';
COMMENT ON COLUMN out_cell_decision.unit IS '统计单位';
COMMENT ON COLUMN out_cell_decision.level IS '层级：own本委、district区县（只计入全市的报告）';
COMMENT ON COLUMN out_cell_decision.ordinal IS '第几栏，从1起，单位名称之后';
COMMENT ON COLUMN out_cell_decision.heading IS '栏目名称';
COMMENT ON COLUMN out_cell_decision.measure IS '计什么，见meta_form_column.measure';
COMMENT ON COLUMN out_cell_decision.decision_id IS '决定编号';
COMMENT ON COLUMN out_cell_decision.item IS '按本表的轻重顺序计入的项目';
COMMENT ON COLUMN out_cell_decision.value IS '计多少：宗（次）数为1，罚没金额单位为分';

CREATE VIEW out_cell AS
SELECT form, profile, year, unit, level, ordinal, heading, measure, sum(value)::BIGINT AS value
FROM out_cell_decision
GROUP BY ALL;
COMMENT ON VIEW out_cell IS '统计表的每一格，为0的不列';
COMMENT ON COLUMN out_cell.form IS '统计表';
COMMENT ON COLUMN out_cell.profile IS '样式';
COMMENT ON COLUMN out_cell.year IS '年度';
COMMENT ON COLUMN out_cell.unit IS '统计单位';
COMMENT ON COLUMN out_cell.level IS '层级：own本委、district区县（只计入全市的报告）';
COMMENT ON COLUMN out_cell.ordinal IS '第几栏';
COMMENT ON COLUMN out_cell.heading IS '栏目名称';
COMMENT ON COLUMN out_cell.measure IS '计什么，见meta_form_column.measure';
COMMENT ON COLUMN out_cell.value IS '宗（次）数；罚没金额单位为分';

CREATE VIEW out_left_out AS
SELECT
    f.form,
    f.profile,
    coalesce(d.counted_year, year(d.decided_on)) AS year,
    a.unit,
    d.decision_id,
    d.not_counted AS reason
FROM core_decision AS d
JOIN (SELECT form, profile, unnest(act_types) AS act_type FROM meta_form) AS f USING (act_type)
LEFT JOIN core_authority AS a USING (authority_key)
WHERE d.not_counted IS NOT NULL;
COMMENT ON VIEW out_left_out IS '已登记但按规则不计入统计表的决定，一行一个；强制执行尚未完毕的列在决定年度';
COMMENT ON COLUMN out_left_out.form IS '统计表';
COMMENT ON COLUMN out_left_out.profile IS '样式';
COMMENT ON COLUMN out_left_out.year IS '年度';
COMMENT ON COLUMN out_left_out.unit IS '统计单位；其他机关的为空';
COMMENT ON COLUMN out_left_out.decision_id IS '决定编号';
COMMENT ON COLUMN out_left_out.reason IS '不计入的原因';

-- The same under the form of a scope: in the commission's own, what districts' authorities did is left out as theirs.
CREATE MACRO left_out_in(levels) AS TABLE
SELECT
    f.form,
    f.profile,
    coalesce(d.counted_year, year(d.decided_on)) AS year,
    a.unit,
    d.decision_id,
    CASE WHEN NOT list_contains(levels, a.level) THEN '区县机关的执法行为' ELSE d.not_counted END AS reason
FROM core_decision AS d
JOIN (SELECT form, profile, unnest(act_types) AS act_type FROM meta_form) AS f USING (act_type)
LEFT JOIN core_authority AS a USING (authority_key)
WHERE d.not_counted IS NOT NULL OR NOT list_contains(levels, a.level);

CREATE VIEW out_form_unit AS
WITH form_act AS (
    SELECT form, profile, unnest(act_types) AS act_type FROM meta_form
),
present AS (
    -- Named one by one, in force in the year and with the power: there whether they acted or not.
    SELECT y.year, f.form, f.profile, a.*
    FROM (SELECT unnest(range(2000, 2101)) AS year) AS y
    JOIN core_authority AS a
        ON a.explicit
        AND coalesce(a.in_force_from, make_date(y.year, 12, 31)) <= make_date(y.year, 12, 31)
        AND coalesce(a.in_force_to, make_date(y.year, 1, 1)) >= make_date(y.year, 1, 1)
    JOIN form_act AS f ON len(a.act_types) = 0 OR list_contains(a.act_types, f.act_type)
    UNION ALL
    SELECT acted.year, f.form, f.profile, a.*
    FROM (SELECT DISTINCT counted_year AS year, authority_key, act_type FROM core_decision) AS acted
    JOIN core_authority AS a USING (authority_key)
    JOIN form_act AS f USING (act_type)
)
SELECT
    year,
    form,
    profile,
    unit,
    arg_max(name, coalesce(in_force_from, DATE '0001-01-01')) AS name,
    min(ordinal) AS ordinal,
    list(DISTINCT level ORDER BY level) AS levels
FROM present
GROUP BY ALL;
COMMENT ON VIEW out_form_unit IS '各年度统计表上的单位：有此项职权而列名的（没有执法行为填0），以及确有执法行为的';
COMMENT ON COLUMN out_form_unit.year IS '年度';
COMMENT ON COLUMN out_form_unit.form IS '统计表';
COMMENT ON COLUMN out_form_unit.profile IS '样式';
COMMENT ON COLUMN out_form_unit.unit IS '统计单位';
COMMENT ON COLUMN out_form_unit.name IS '单位名称，当年更名的取现名';
COMMENT ON COLUMN out_form_unit.ordinal IS '在机关表中的先后';
COMMENT ON COLUMN out_form_unit.levels IS '当年的层级：own本委、district区县（只列入全市的报告）';

CREATE VIEW out_district_cell AS
SELECT c.form, c.profile, f.year, f.district, f.unit, c.ordinal, c.heading, c.measure, f.value
FROM core_district_figure AS f
JOIN meta_form_column AS c
    ON c.form = f.form AND c.heading = f.heading AND c.profile = 'default' AND c.measure <> 'not_collected'
ANTI JOIN out_form_unit AS u
    ON u.form = c.form AND u.profile = c.profile AND u.year = f.year AND u.unit = f.counted_as
ANTI JOIN core_authority AS a
    ON a.explicit
    AND a.unit = f.counted_as
    AND coalesce(a.in_force_from, make_date(f.year, 12, 31)) <= make_date(f.year, 12, 31)
    AND coalesce(a.in_force_to, make_date(f.year, 1, 1)) >= make_date(f.year, 1, 1)
WHERE f.value IS NOT NULL;
COMMENT ON VIEW out_district_cell IS '全市统计表中取自区县报表的每一格；已按系统中的决定计数的单位不列';
COMMENT ON COLUMN out_district_cell.form IS '统计表';
COMMENT ON COLUMN out_district_cell.profile IS '样式，区县报表只有一种';
COMMENT ON COLUMN out_district_cell.year IS '年度';
COMMENT ON COLUMN out_district_cell.district IS '区县名称';
COMMENT ON COLUMN out_district_cell.unit IS '单位名称';
COMMENT ON COLUMN out_district_cell.ordinal IS '第几栏';
COMMENT ON COLUMN out_district_cell.heading IS '栏目名称';
COMMENT ON COLUMN out_district_cell.measure IS '计什么，见meta_form_column.measure';
COMMENT ON COLUMN out_district_cell.value IS '宗（次）数；罚没金额单位为分';
