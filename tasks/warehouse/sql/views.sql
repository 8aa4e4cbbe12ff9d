-- What the official forms are counted from, for anyone to ask further: one row per year, authority and item.

CREATE VIEW out_counted AS
SELECT
    d.counted_year AS year,
    a.unit,
    a.name AS authority,
    a.level,
    d.act_type,
    d.counted_kind AS item,
    count(*) AS cases,
    sum(coalesce(d.fine_fen, 0) + coalesce(d.confiscated_fen, 0))::BIGINT AS fen
FROM core_decision AS d
JOIN core_authority AS a USING (authority_key)
WHERE d.not_counted IS NULL
GROUP BY ALL;
COMMENT ON VIEW out_counted IS '计入统计表的执法行为，按年度、机关、类别、栏目汇总';
COMMENT ON COLUMN out_counted.year IS '年度';
COMMENT ON COLUMN out_counted.unit IS '统计单位';
COMMENT ON COLUMN out_counted.authority IS '单位名称';
COMMENT ON COLUMN out_counted.level IS '层级：own本委、district区县';
COMMENT ON COLUMN out_counted.act_type IS '执法类别';
COMMENT ON COLUMN out_counted.item IS '计入的栏目';
COMMENT ON COLUMN out_counted.cases IS '宗（次）数';
COMMENT ON COLUMN out_counted.fen IS '罚没金额，单位：分';

CREATE VIEW out_penalty AS
SELECT year, unit, authority, level, item, cases, fen FROM out_counted WHERE act_type = '行政处罚';
COMMENT ON VIEW out_penalty IS '行政处罚，按年度、机关、种类汇总（轻重顺序按决定日期适用）';
COMMENT ON COLUMN out_penalty.year IS '年度';
COMMENT ON COLUMN out_penalty.unit IS '统计单位';
COMMENT ON COLUMN out_penalty.authority IS '单位名称';
COMMENT ON COLUMN out_penalty.level IS '层级：own本委、district区县';
COMMENT ON COLUMN out_penalty.item IS '处罚种类';
COMMENT ON COLUMN out_penalty.cases IS '宗数';
COMMENT ON COLUMN out_penalty.fen IS '罚没金额，单位：分';

CREATE VIEW out_licence AS
SELECT year, unit, authority, level, item, cases FROM out_counted WHERE act_type = '行政许可';
COMMENT ON VIEW out_licence IS '行政许可，按年度、机关、结果汇总';
COMMENT ON COLUMN out_licence.year IS '年度';
COMMENT ON COLUMN out_licence.unit IS '统计单位';
COMMENT ON COLUMN out_licence.authority IS '单位名称';
COMMENT ON COLUMN out_licence.level IS '层级：own本委、district区县';
COMMENT ON COLUMN out_licence.item IS '许可结果';
COMMENT ON COLUMN out_licence.cases IS '件数';

CREATE VIEW out_coercion AS
SELECT year, unit, authority, level, item, cases FROM out_counted WHERE act_type = '行政强制';
COMMENT ON VIEW out_coercion IS '行政强制，按年度、机关、类别汇总';
COMMENT ON COLUMN out_coercion.year IS '年度';
COMMENT ON COLUMN out_coercion.unit IS '统计单位';
COMMENT ON COLUMN out_coercion.authority IS '单位名称';
COMMENT ON COLUMN out_coercion.level IS '层级：own本委、district区县';
COMMENT ON COLUMN out_coercion.item IS '强制类别';
COMMENT ON COLUMN out_coercion.cases IS '宗数';

CREATE VIEW out_other_act AS
SELECT year, unit, authority, level, item, cases FROM out_counted
WHERE act_type IN ('行政征收', '行政征用', '行政检查');
COMMENT ON VIEW out_other_act IS '其他行政执法行为，按年度、机关、类别汇总';
COMMENT ON COLUMN out_other_act.year IS '年度';
COMMENT ON COLUMN out_other_act.unit IS '统计单位';
COMMENT ON COLUMN out_other_act.authority IS '单位名称';
COMMENT ON COLUMN out_other_act.level IS '层级：own本委、district区县';
COMMENT ON COLUMN out_other_act.item IS '执法类别';
COMMENT ON COLUMN out_other_act.cases IS '次数';

CREATE VIEW out_uncounted AS
SELECT act_type, year(decided_on) AS year, count(*) AS records
FROM raw_record
WHERE state = 'quarantined' AND act_type <> ''
GROUP BY ALL;
COMMENT ON VIEW out_uncounted IS '退回未登记、因而尚未计入统计表的记录';
COMMENT ON COLUMN out_uncounted.act_type IS '执法类别';
COMMENT ON COLUMN out_uncounted.year IS '决定年度；读不出决定日期的为空';
COMMENT ON COLUMN out_uncounted.records IS '记录数';
