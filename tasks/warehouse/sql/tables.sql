-- The warehouse's tables; the comments are what statisticians read. Times are Beijing time.

-- The register keeps UTC at a fixed width; Beijing time has been eight hours ahead without change since 1991.
CREATE MACRO beijing_time(utc) AS utc[:26]::TIMESTAMP + INTERVAL 8 HOUR;

CREATE MACRO without_citizen_ids(words) AS regexp_replace(
    words, '[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]', '（证件号码略）', 'g');

-- Exact to the fen.
CREATE MACRO in_yuan(fen) AS (fen * 0.01)::DECIMAL(18, 2);

-- What is shorter than two signs is no name, and would blot out half the text.
CREATE MACRO without_name(words, person) AS
    CASE WHEN length(person) > 1 THEN replace(words, person, '（姓名略）') ELSE words END;

CREATE MACRO without_names(words, party, head) AS without_name(without_name(words, party), head);

CREATE TABLE raw_record (
    record_id BIGINT NOT NULL,
    source VARCHAR,
    contract VARCHAR,
    batch_id BIGINT,
    row_number INTEGER,
    state VARCHAR,
    decision_id BIGINT,
    act_type VARCHAR,
    decided_on DATE,
    due_on DATE,
    first_seen_at TIMESTAMP,
    state_since TIMESTAMP,
    office VARCHAR
);
COMMENT ON TABLE raw_record IS '收到的每一条记录及其状态，含退回的；不含原文和证件号码';
COMMENT ON COLUMN raw_record.record_id IS '记录编号';
COMMENT ON COLUMN raw_record.source IS '来源系统';
COMMENT ON COLUMN raw_record.contract IS '数据约定（contract）名称';
COMMENT ON COLUMN raw_record.batch_id IS '批次编号';
COMMENT ON COLUMN raw_record.row_number IS '批次内第几条，从1起';
COMMENT ON COLUMN raw_record.state IS '状态：quarantined退回、dismissed经人排除、applied已办理的通知、superseded已被新版本取代、accepted已登记';
COMMENT ON COLUMN raw_record.decision_id IS '所属决定；未登记的为空';
COMMENT ON COLUMN raw_record.act_type IS '执法类别；通知为空';
COMMENT ON COLUMN raw_record.decided_on IS '能读出的决定日期；读不出的为空';
COMMENT ON COLUMN raw_record.due_on IS '退回记录的公开期限';
COMMENT ON COLUMN raw_record.first_seen_at IS '首次收到时间（北京时间）';
COMMENT ON COLUMN raw_record.state_since IS '进入现状态的时间（北京时间）';
COMMENT ON COLUMN raw_record.office IS '退回记录所填的承办处室；未填或者不是已有处室的为空，已登记的见core_decision.office';

CREATE TABLE core_authority (
    authority_key INTEGER NOT NULL,
    authority_id VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    ordinal INTEGER NOT NULL,
    explicit BOOLEAN NOT NULL,
    level VARCHAR NOT NULL,
    act_types VARCHAR[] NOT NULL,
    in_force_from DATE,
    in_force_to DATE
);
COMMENT ON TABLE core_authority IS '计入统计的机关：逐一列名的机关，以及按名称结尾识别、确有执法行为的机关';
COMMENT ON COLUMN core_authority.authority_key IS '机关编号（本快照内）';
COMMENT ON COLUMN core_authority.authority_id IS '机关表（authorities.yaml）中的编号';
COMMENT ON COLUMN core_authority.unit IS '统计单位：同一机关更名前后为同一单位';
COMMENT ON COLUMN core_authority.name IS '单位名称';
COMMENT ON COLUMN core_authority.ordinal IS '在机关表中的先后，从1起';
COMMENT ON COLUMN core_authority.level IS '层级：own本委（两份报告都计入）、district区县（只计入全市的报告）';
COMMENT ON COLUMN core_authority.explicit IS '是否逐一列名；列名的机关没有执法行为也填0（有此项职权的）';
COMMENT ON COLUMN core_authority.act_types IS '有权实施的执法类别；空为不限';
COMMENT ON COLUMN core_authority.in_force_from IS '机关表该行起始日期；空为不限';
COMMENT ON COLUMN core_authority.in_force_to IS '机关表该行终止日期；空为不限';

CREATE TABLE core_publication (
    publication_id BIGINT NOT NULL,
    decision_id BIGINT NOT NULL,
    channel VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    state_since TIMESTAMP,
    disclosure VARCHAR,
    disclosure_reason VARCHAR,
    disclosure_basis VARCHAR,
    disclosure_rule VARCHAR,
    reexamine_on DATE,
    gate VARCHAR,
    due_on DATE,
    latest_on DATE,
    provisional BOOLEAN,
    deadline_rule VARCHAR,
    calendar VARCHAR,
    period_ends_on DATE,
    period_rule VARCHAR,
    first_published_at TIMESTAMP,
    on_time BOOLEAN,
    attempts INTEGER
);
COMMENT ON TABLE core_publication IS '每个决定在每个渠道的公示情况';
COMMENT ON COLUMN core_publication.publication_id IS '公示编号';
COMMENT ON COLUMN core_publication.decision_id IS '决定编号';
COMMENT ON COLUMN core_publication.channel IS '渠道：website官方网站、service_hall网上办事大厅、credit信用平台、supervision执法监督平台、cms内容管理系统';
COMMENT ON COLUMN core_publication.state IS '状态：held暂缓、exempt不予公示、due待公示、published已公示、withdrawn已撤下、expired公示期届满';
COMMENT ON COLUMN core_publication.state_since IS '进入现状态的时间（北京时间）';
COMMENT ON COLUMN core_publication.disclosure IS '公示决定：公示、不予公示、暂缓';
COMMENT ON COLUMN core_publication.disclosure_reason IS '公示决定的理由；经人决定的为空';
COMMENT ON COLUMN core_publication.disclosure_basis IS '公示决定的依据；经人决定的为空';
COMMENT ON COLUMN core_publication.disclosure_rule IS '所用规则';
COMMENT ON COLUMN core_publication.reexamine_on IS '应再次审查的日期';
COMMENT ON COLUMN core_publication.gate IS '等待的环节：elsewhere已在原网站公开待接管、policy_unsigned公示政策待签署、deferred暂缓公示、redaction_doubt公开文本存疑、legal_review未见法制审核通过、not_served尚未送达、release_review发布审查未完成；没有等待的为空';
COMMENT ON COLUMN core_publication.due_on IS '公开期限（暂定的取较早日期）';
COMMENT ON COLUMN core_publication.latest_on IS '暂定期限的较晚日期';
COMMENT ON COLUMN core_publication.provisional IS '期限是否暂定（放假安排尚未公布）';
COMMENT ON COLUMN core_publication.deadline_rule IS '期限规则';
COMMENT ON COLUMN core_publication.calendar IS '计算期限所用日历版本';
COMMENT ON COLUMN core_publication.period_ends_on IS '公示期届满日';
COMMENT ON COLUMN core_publication.period_rule IS '公示期规则';
COMMENT ON COLUMN core_publication.first_published_at IS '首次读回确认的时间（北京时间）';
COMMENT ON COLUMN core_publication.on_time IS '是否按期：首次公示不晚于期限当日24时；未公示的为空';
COMMENT ON COLUMN core_publication.attempts IS '发布尝试次数';

CREATE TABLE core_withdrawal (
    withdrawal_id BIGINT NOT NULL,
    decision_id BIGINT NOT NULL,
    channel VARCHAR,
    reason VARCHAR NOT NULL,
    basis VARCHAR,
    effective_on DATE,
    received_on DATE,
    due_on DATE,
    requested_at TIMESTAMP,
    was_public BOOLEAN,
    settled_at TIMESTAMP
);
COMMENT ON TABLE core_withdrawal IS '撤下情况，每个决定在每个渠道一行';
COMMENT ON COLUMN core_withdrawal.withdrawal_id IS '撤下编号';
COMMENT ON COLUMN core_withdrawal.decision_id IS '决定编号';
COMMENT ON COLUMN core_withdrawal.channel IS '渠道，见core_publication.channel';
COMMENT ON COLUMN core_withdrawal.reason IS '原因：revoked撤销、annulled确认无效、unlawful确认违法、changed变更、remade重新作出、corrected更正、repaired信用修复、expired公示期届满、in_error公示有误';
COMMENT ON COLUMN core_withdrawal.basis IS '撤下依据；公示有误的不留';
COMMENT ON COLUMN core_withdrawal.effective_on IS '撤销等文书生效日期';
COMMENT ON COLUMN core_withdrawal.received_on IS '收到日期';
COMMENT ON COLUMN core_withdrawal.due_on IS '撤下期限';
COMMENT ON COLUMN core_withdrawal.requested_at IS '提出撤下的时间（北京时间）';
COMMENT ON COLUMN core_withdrawal.was_public IS '提出撤下时是否已经公开';
COMMENT ON COLUMN core_withdrawal.settled_at IS '各处读回均已撤下的时间（北京时间）；未办结的为空';

CREATE TABLE core_hand_in (
    hand_in_row_id BIGINT NOT NULL,
    publication_id BIGINT NOT NULL,
    decision_id BIGINT NOT NULL,
    channel VARCHAR NOT NULL,
    file VARCHAR NOT NULL,
    file_kind VARCHAR,
    row_number INTEGER,
    task VARCHAR NOT NULL,
    sequence INTEGER,
    placed_at TIMESTAMP NOT NULL,
    answered_at TIMESTAMP,
    result VARCHAR,
    code VARCHAR
);
COMMENT ON TABLE core_hand_in IS '向信用平台报送的每一条及其答复；不含报送内容、平台的说明和回执编号';
COMMENT ON COLUMN core_hand_in.hand_in_row_id IS '报送编号';
COMMENT ON COLUMN core_hand_in.publication_id IS '公示编号';
COMMENT ON COLUMN core_hand_in.decision_id IS '决定编号';
COMMENT ON COLUMN core_hand_in.channel IS '渠道，见core_publication.channel';
COMMENT ON COLUMN core_hand_in.file IS '报送文件名';
COMMENT ON COLUMN core_hand_in.file_kind IS '报送文件的格式：XLS、XLSX、CSV、JSON';
COMMENT ON COLUMN core_hand_in.row_number IS '文件中第几条，从1起';
COMMENT ON COLUMN core_hand_in.task IS '报送什么：publish公示、withdraw撤下';
COMMENT ON COLUMN core_hand_in.sequence IS '该决定在该渠道的第几次变动';
COMMENT ON COLUMN core_hand_in.placed_at IS '放入报送文件夹的时间（北京时间）';
COMMENT ON COLUMN core_hand_in.answered_at IS '读到答复的时间（北京时间）；未答复的为空';
COMMENT ON COLUMN core_hand_in.result IS '答复：confirmed入库（撤下的为已撤下）、refused退回；未答复的为空';
COMMENT ON COLUMN core_hand_in.code IS '平台的代码，或者已知答复的编号（credit_platform/answers.yaml）；不像代码的记为“其他”';

CREATE TABLE core_finding (
    finding_id BIGINT NOT NULL,
    record_id BIGINT,
    batch_id BIGINT,
    decision_id BIGINT,
    source VARCHAR,
    scope VARCHAR,
    field VARCHAR,
    code VARCHAR,
    severity VARCHAR,
    clause VARCHAR,
    found_at TIMESTAMP,
    closed_at TIMESTAMP
);
COMMENT ON TABLE core_finding IS '发现的问题，一行一个；不含问题原文';
COMMENT ON COLUMN core_finding.finding_id IS '问题编号';
COMMENT ON COLUMN core_finding.record_id IS '记录编号';
COMMENT ON COLUMN core_finding.batch_id IS '批次编号';
COMMENT ON COLUMN core_finding.decision_id IS '决定编号';
COMMENT ON COLUMN core_finding.source IS '来源系统';
COMMENT ON COLUMN core_finding.scope IS '范围：record记录、batch批次、run一次运行';
COMMENT ON COLUMN core_finding.field IS '字段';
COMMENT ON COLUMN core_finding.code IS '问题代码';
COMMENT ON COLUMN core_finding.severity IS '程度：error退回、warning提示';
COMMENT ON COLUMN core_finding.clause IS '依据条款';
COMMENT ON COLUMN core_finding.found_at IS '发现时间（北京时间）';
COMMENT ON COLUMN core_finding.closed_at IS '消除时间（北京时间）；未消除的为空';

CREATE TABLE core_district_figure (
    year INTEGER NOT NULL,
    district_id VARCHAR NOT NULL,
    district VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    unit_ordinal INTEGER NOT NULL,
    counted_as VARCHAR,
    form VARCHAR NOT NULL,
    heading VARCHAR NOT NULL,
    value BIGINT,
    version INTEGER NOT NULL,
    taken_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE core_district_figure IS '区县用报表报送的年度数字（现行的一份），一行一个单位、一个栏目；只计入全市的报告';
COMMENT ON COLUMN core_district_figure.year IS '年度';
COMMENT ON COLUMN core_district_figure.district_id IS '区县表（districts.yaml）中的编号';
COMMENT ON COLUMN core_district_figure.district IS '区县名称';
COMMENT ON COLUMN core_district_figure.unit IS '单位名称';
COMMENT ON COLUMN core_district_figure.unit_ordinal IS '报表中第几个单位，从1起';
COMMENT ON COLUMN core_district_figure.counted_as IS '同名机关按系统计数时的统计单位（core_authority.unit）；空为不按系统计数';
COMMENT ON COLUMN core_district_figure.form IS '统计表，见meta_form.form';
COMMENT ON COLUMN core_district_figure.heading IS '栏目名称';
COMMENT ON COLUMN core_district_figure.value IS '宗（次）数；金额栏为分；空为不具有该项权力';
COMMENT ON COLUMN core_district_figure.version IS '该区县该年度的第几份报表';
COMMENT ON COLUMN core_district_figure.taken_at IS '收下的时间（北京时间）';
