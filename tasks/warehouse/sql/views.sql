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

-- Money for people who read yuan: fen stay integers, yuan is exact to the fen.
CREATE VIEW out_counted_yuan AS
SELECT * EXCLUDE (fen), in_yuan(fen) AS yuan FROM out_counted;
COMMENT ON VIEW out_counted_yuan IS '计入统计表的执法行为，按年度、机关、类别、栏目汇总，金额单位：元';
COMMENT ON COLUMN out_counted_yuan.year IS '年度';
COMMENT ON COLUMN out_counted_yuan.unit IS '统计单位';
COMMENT ON COLUMN out_counted_yuan.level IS '层级，见core_authority.level';
COMMENT ON COLUMN out_counted_yuan.authority IS '单位名称';
COMMENT ON COLUMN out_counted_yuan.act_type IS '执法类别';
COMMENT ON COLUMN out_counted_yuan.item IS '计入的栏目';
COMMENT ON COLUMN out_counted_yuan.cases IS '宗（次）数';
COMMENT ON COLUMN out_counted_yuan.yuan IS '罚没金额，单位：元';

CREATE VIEW out_penalty_yuan AS
SELECT * EXCLUDE (fen), in_yuan(fen) AS yuan FROM out_penalty;
COMMENT ON VIEW out_penalty_yuan IS '行政处罚，按年度、机关、种类汇总，金额单位：元';
COMMENT ON COLUMN out_penalty_yuan.year IS '年度';
COMMENT ON COLUMN out_penalty_yuan.unit IS '统计单位';
COMMENT ON COLUMN out_penalty_yuan.level IS '层级，见core_authority.level';
COMMENT ON COLUMN out_penalty_yuan.authority IS '单位名称';
COMMENT ON COLUMN out_penalty_yuan.item IS '处罚种类';
COMMENT ON COLUMN out_penalty_yuan.cases IS '宗数';
COMMENT ON COLUMN out_penalty_yuan.yuan IS '罚没金额，单位：元';

CREATE VIEW out_fine_yuan AS
SELECT
    decision_id,
    decided_on,
    authority_name AS authority,
    office,
    procedure_kind,
    in_yuan(fine_fen) AS fine_yuan,
    in_yuan(confiscated_fen) AS confiscated_yuan
FROM core_decision
WHERE act_type = '行政处罚';
COMMENT ON VIEW out_fine_yuan IS '每宗行政处罚的罚款和没收金额，单位：元';
COMMENT ON COLUMN out_fine_yuan.decision_id IS '决定编号，见core_decision';
COMMENT ON COLUMN out_fine_yuan.decided_on IS '决定日期';
COMMENT ON COLUMN out_fine_yuan.authority IS '执法机关（按记录）';
COMMENT ON COLUMN out_fine_yuan.office IS '承办处室';
COMMENT ON COLUMN out_fine_yuan.procedure_kind IS '案件程序类别：简易程序、普通程序；未填的为空';
COMMENT ON COLUMN out_fine_yuan.fine_yuan IS '罚款金额，单位：元；决定书未写明的为空';
COMMENT ON COLUMN out_fine_yuan.confiscated_yuan IS '没收金额，单位：元；无法确定的为空';

-- 双公示: one row per licence and penalty, with what became of it on the credit platform. Exactly one standing each.
CREATE VIEW out_credit AS
WITH sent AS (
    SELECT
        decision_id,
        min(placed_at) FILTER (task = 'publish') AS reported_at,
        string_agg(DISTINCT file_kind, '、' ORDER BY file_kind) FILTER (task = 'publish') AS reported_as,
        count(*) FILTER (task = 'publish' AND result = 'confirmed') > 0 AS confirmed,
        count(*) FILTER (task = 'publish' AND result = 'refused') > 0 AS refused_once,
        arg_max(task || coalesce(result, ''), hand_in_row_id) AS last_said,
        arg_max(coalesce(code, '未注明代码'), hand_in_row_id) FILTER (task = 'publish' AND result = 'refused')
            AS refusal_code
    FROM core_hand_in
    WHERE channel = 'credit'
    GROUP BY decision_id
    HAVING count(*) FILTER (task = 'publish') > 0
),
ended AS (
    SELECT decision_id, arg_max(reason, withdrawal_id) AS reason
    FROM core_withdrawal
    WHERE channel = 'credit'
    GROUP BY decision_id
),
own_site AS (
    SELECT DISTINCT decision_id
    FROM core_publication
    WHERE channel IN ('website', 'cms') AND (first_published_at IS NOT NULL OR gate = 'elsewhere')
),
joined AS (
    SELECT
        d.decision_id, d.act_type, d.decided_on, d.authority_key, coalesce(d.office, '') AS office, d.document_number,
        w.decision_id IS NOT NULL AS shown,
        p.state, p.gate, p.due_on, p.latest_on, p.provisional, p.disclosure, p.disclosure_rule, p.attempts,
        p.disclosure_reason, p.first_published_at,
        s.* EXCLUDE (decision_id),
        e.reason AS ending,
        CASE
            WHEN s.decision_id IS NOT NULL THEN 'reported'
            WHEN p.decision_id IS NULL THEN 'unknown'
            WHEN p.state = 'exempt' AND p.disclosure_rule = 'before-channel' THEN 'unknown'
            WHEN p.state IN ('exempt', 'held', 'due') THEN p.state
            WHEN p.state IN ('withdrawn', 'expired') THEN 'ended'
            ELSE 'unknown'
        END AS standing
    FROM core_decision AS d
    LEFT JOIN core_publication AS p ON p.decision_id = d.decision_id AND p.channel = 'credit'
    LEFT JOIN sent AS s ON s.decision_id = d.decision_id
    LEFT JOIN ended AS e ON e.decision_id = d.decision_id
    LEFT JOIN own_site AS w ON w.decision_id = d.decision_id
    WHERE d.act_type IN ('行政许可', '行政处罚')
)
SELECT
    decision_id,
    act_type,
    decided_on,
    authority_key,
    office,
    document_number,
    shown,
    standing,
    CASE
        WHEN standing = 'reported' THEN NULL
        WHEN state IS NULL THEN 'no_channel'
        WHEN standing = 'ended' THEN coalesce(ending, 'expired')
        WHEN standing IN ('exempt', 'held') AND disclosure_rule = 'operator' AND disclosure <> '公示' THEN 'ruled'
        WHEN standing IN ('exempt', 'held') AND disclosure <> '公示' THEN 'rule'
        WHEN disclosure_rule = 'before-channel' THEN 'rule'
        WHEN standing = 'held' THEN coalesce(gate, 'held')
        WHEN standing = 'due' THEN CASE WHEN attempts > 0 THEN 'failed' ELSE 'due' END
        ELSE 'unexplained'
    END AS basis_kind,
    CASE WHEN basis_kind = 'rule' THEN disclosure_rule END AS basis_rule,
    CASE WHEN basis_kind = 'rule'
        THEN regexp_replace(disclosure_reason, '[，,；;]?\s*复核日期\s*\d{4}-\d{2}-\d{2}', '')
    END AS basis_text,
    due_on,
    latest_on,
    coalesce(provisional, false) AS provisional,
    reported_at,
    reported_as,
    CASE WHEN standing = 'reported' THEN reported_at <= due_on + 1 END AS reported_on_time,
    coalesce(confirmed, false) AS stored,
    coalesce(refused_once, false) AS refused_once,
    coalesce(last_said = 'publish', false) AS awaiting,
    refusal_code,
    CASE WHEN confirmed AND state IN ('withdrawn', 'expired') THEN coalesce(ending, 'expired') END AS ended_since
FROM joined;
COMMENT ON VIEW out_credit IS '双公示：每个行政许可、行政处罚决定向信用平台报送的情况，一个决定一行';
COMMENT ON COLUMN out_credit.decision_id IS '决定编号';
COMMENT ON COLUMN out_credit.act_type IS '执法类别';
COMMENT ON COLUMN out_credit.decided_on IS '决定日期，据以归入月份';
COMMENT ON COLUMN out_credit.authority_key IS '计入统计的机关（core_authority）；其他机关的决定为空';
COMMENT ON COLUMN out_credit.office IS '承办处室';
COMMENT ON COLUMN out_credit.document_number IS '文书号';
COMMENT ON COLUMN out_credit.shown IS '本单位网站是否公示过（含切换前在原网站公开、后来撤下的）';
COMMENT ON COLUMN out_credit.standing IS '报送情况：reported已报送、exempt依规不报送、held暂缓、due待报送、ended报送前已终止公示、unknown不经本系统报送';
COMMENT ON COLUMN out_credit.basis_kind IS '未报送依据的种类；已报送的为空';
COMMENT ON COLUMN out_credit.basis_rule IS '未报送所依规则（disclosure.yaml）';
COMMENT ON COLUMN out_credit.basis_text IS '规则所写的理由；经人决定的不留理由';
COMMENT ON COLUMN out_credit.due_on IS '报送期限（暂定的取较早日期）';
COMMENT ON COLUMN out_credit.latest_on IS '暂定期限的较晚日期';
COMMENT ON COLUMN out_credit.provisional IS '期限是否暂定（放假安排尚未公布）';
COMMENT ON COLUMN out_credit.reported_at IS '首次报送的时间（北京时间）；未报送的为空';
COMMENT ON COLUMN out_credit.reported_as IS '报送文件的格式';
COMMENT ON COLUMN out_credit.reported_on_time IS '首次报送是否不晚于期限当日24时；未报送的为空';
COMMENT ON COLUMN out_credit.stored IS '平台是否答复过入库';
COMMENT ON COLUMN out_credit.refused_once IS '平台是否退回过';
COMMENT ON COLUMN out_credit.awaiting IS '最近一次报送是否尚未答复';
COMMENT ON COLUMN out_credit.refusal_code IS '最近一次退回的代码';
COMMENT ON COLUMN out_credit.ended_since IS '入库后终止公示的原因，见core_withdrawal.reason；仍在公示的为空';
