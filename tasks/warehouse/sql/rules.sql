-- What the snapshot was counted by, kept inside it so that every number can be explained later.

CREATE TABLE meta_snapshot (
    item VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    meaning VARCHAR NOT NULL
);
COMMENT ON TABLE meta_snapshot IS '本快照的说明：何时生成、数据截至何时、所用规则版本';
COMMENT ON COLUMN meta_snapshot.item IS '项目';
COMMENT ON COLUMN meta_snapshot.value IS '内容';
COMMENT ON COLUMN meta_snapshot.meaning IS '含义';

-- The day in Beijing as of which everything here is counted.
CREATE MACRO snapshot_day() AS (
    SELECT (left(value, 19)::TIMESTAMP + INTERVAL 8 HOUR)::DATE FROM meta_snapshot WHERE item = 'built_at'
);

CREATE TABLE meta_severity_order (
    severity_order VARCHAR,
    title VARCHAR,
    rank INTEGER,
    kind VARCHAR,
    by_decision_date BOOLEAN,
    in_force_from DATE,
    in_force_to DATE,
    clause VARCHAR,
    source VARCHAR
);
COMMENT ON TABLE meta_severity_order IS '处罚种类由轻到重的顺序，一行一个种类';
COMMENT ON COLUMN meta_severity_order.severity_order IS '顺序编号';
COMMENT ON COLUMN meta_severity_order.title IS '顺序名称';
COMMENT ON COLUMN meta_severity_order.rank IS '轻重，1为最轻';
COMMENT ON COLUMN meta_severity_order.kind IS '处罚种类';
COMMENT ON COLUMN meta_severity_order.by_decision_date IS '是否按决定日期适用；否则只用于指明它的统计表';
COMMENT ON COLUMN meta_severity_order.in_force_from IS '适用于何日起的决定；空为不限';
COMMENT ON COLUMN meta_severity_order.in_force_to IS '适用于何日止的决定；空为不限';
COMMENT ON COLUMN meta_severity_order.clause IS '条款';
COMMENT ON COLUMN meta_severity_order.source IS '出处';

CREATE TABLE meta_most_severe (
    severity_order VARCHAR,
    kinds VARCHAR[],
    counted_kind VARCHAR
);
COMMENT ON TABLE meta_most_severe IS '几种处罚并处时，按各顺序计入哪一种';
COMMENT ON COLUMN meta_most_severe.severity_order IS '顺序编号';
COMMENT ON COLUMN meta_most_severe.kinds IS '并处的种类';
COMMENT ON COLUMN meta_most_severe.counted_kind IS '计入的种类';

CREATE TABLE meta_form (
    form VARCHAR,
    profile VARCHAR,
    title VARCHAR,
    act_types VARCHAR[],
    severity_order VARCHAR,
    source VARCHAR,
    notes VARCHAR[]
);
COMMENT ON TABLE meta_form IS '统计表的样式';
COMMENT ON COLUMN meta_form.form IS '统计表：penalty处罚、licence许可、coercion强制、other_acts其他';
COMMENT ON COLUMN meta_form.profile IS '样式：default为本系统所用，其余为各地样式';
COMMENT ON COLUMN meta_form.title IS '表名';
COMMENT ON COLUMN meta_form.act_types IS '统计的执法类别';
COMMENT ON COLUMN meta_form.severity_order IS '指明的轻重顺序；空为按决定日期适用';
COMMENT ON COLUMN meta_form.source IS '出处';
COMMENT ON COLUMN meta_form.notes IS '填表说明';

CREATE TABLE meta_form_column (
    form VARCHAR,
    profile VARCHAR,
    ordinal INTEGER,
    heading VARCHAR,
    items VARCHAR[],
    measure VARCHAR
);
COMMENT ON TABLE meta_form_column IS '统计表的栏目';
COMMENT ON COLUMN meta_form_column.form IS '统计表';
COMMENT ON COLUMN meta_form_column.profile IS '样式';
COMMENT ON COLUMN meta_form_column.ordinal IS '第几栏，从1起，单位名称之后';
COMMENT ON COLUMN meta_form_column.heading IS '栏目名称';
COMMENT ON COLUMN meta_form_column.items IS '合并计入的项目；空为全部';
COMMENT ON COLUMN meta_form_column.measure IS '计什么：cases宗数、yuan罚没元、wan罚没万元、simple简易程序、ordinary普通程序、reviewed法制审核、not_collected未归集';

CREATE TABLE meta_table (
    ordinal INTEGER,
    table_name VARCHAR,
    grain VARCHAR,
    caveat VARCHAR
);
COMMENT ON TABLE meta_table IS '各表和视图的使用说明，目录页据此生成';
COMMENT ON COLUMN meta_table.ordinal IS '在目录页中的先后，从1起';
COMMENT ON COLUMN meta_table.table_name IS '表或视图的名称';
COMMENT ON COLUMN meta_table.grain IS '一行是什么';
COMMENT ON COLUMN meta_table.caveat IS '使用时须注意的事项';
