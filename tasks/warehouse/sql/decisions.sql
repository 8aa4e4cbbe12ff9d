-- The one table most questions are asked of: a row per decision, in its current version.

CREATE TABLE core_decision (
    decision_id BIGINT NOT NULL,
    page_id VARCHAR,
    act_type VARCHAR NOT NULL,
    document_number VARCHAR,
    decided_on DATE,
    authority_key INTEGER,
    authority_name VARCHAR,
    authority_code VARCHAR,
    office VARCHAR,
    lead_source VARCHAR,
    registered_at TIMESTAMP,
    party_kind VARCHAR,
    party_name VARCHAR,
    party_uscc VARCHAR,
    item_code VARCHAR,
    procedure_kind VARCHAR,
    hearing_held VARCHAR,
    is_major VARCHAR,
    review_date DATE,
    review_opinion VARCHAR,
    served_on DATE,
    violation_kind VARCHAR,
    legal_basis VARCHAR,
    penalty_kinds VARCHAR,
    kinds VARCHAR[],
    fine_fen BIGINT,
    confiscated_fen BIGINT,
    disclosure_until DATE,
    licence_kind VARCHAR,
    certificate_name VARCHAR,
    licence_number VARCHAR,
    licence_outcome VARCHAR,
    valid_from DATE,
    valid_until DATE,
    coercion_kind VARCHAR,
    completed_on DATE,
    inspection_item VARCHAR,
    inspection_kind VARCHAR,
    record_complete VARCHAR,
    followed_by VARCHAR,
    counted_kind VARCHAR,
    counted_on DATE,
    counted_year SMALLINT,
    not_counted VARCHAR,
    website_state VARCHAR,
    website_gate VARCHAR,
    website_current BOOLEAN,
    website_due_on DATE,
    website_ended_on DATE,
    website_ending VARCHAR,
    first_published_at TIMESTAMP,
    on_time BOOLEAN
);
COMMENT ON TABLE core_decision IS '已登记的决定，一行一个，取现行版本；含暂缓、不予公示、已撤下、公示期届满的；不含自然人姓名和证件号码；因公示有误撤除的不留文字，照常计数';
COMMENT ON COLUMN core_decision.decision_id IS '决定编号';
COMMENT ON COLUMN core_decision.page_id IS '网页永久编号';
COMMENT ON COLUMN core_decision.act_type IS '执法类别：行政许可、行政处罚、行政强制、行政检查、行政征收、行政征用';
COMMENT ON COLUMN core_decision.document_number IS '文书号';
COMMENT ON COLUMN core_decision.decided_on IS '决定日期';
COMMENT ON COLUMN core_decision.authority_key IS '计入统计的机关（core_authority）；其他机关的决定为空，不计入统计表';
COMMENT ON COLUMN core_decision.authority_name IS '执法机关（按记录）';
COMMENT ON COLUMN core_decision.authority_code IS '执法机关统一社会信用代码（按记录）';
COMMENT ON COLUMN core_decision.office IS '承办处室';
COMMENT ON COLUMN core_decision.lead_source IS '首报来源系统';
COMMENT ON COLUMN core_decision.registered_at IS '登记时间（北京时间）';
COMMENT ON COLUMN core_decision.party_kind IS '行政相对人类别';
COMMENT ON COLUMN core_decision.party_name IS '单位、个体工商户名称；自然人、没有字号的个体工商户为空';
COMMENT ON COLUMN core_decision.party_uscc IS '单位、个体工商户统一社会信用代码；自然人为空';
COMMENT ON COLUMN core_decision.item_code IS '事项编码';
COMMENT ON COLUMN core_decision.procedure_kind IS '案件程序类别：简易程序、普通程序；未填的为空';
COMMENT ON COLUMN core_decision.hearing_held IS '是否听证';
COMMENT ON COLUMN core_decision.is_major IS '是否重大执法决定';
COMMENT ON COLUMN core_decision.review_date IS '法制审核日期';
COMMENT ON COLUMN core_decision.review_opinion IS '法制审核意见';
COMMENT ON COLUMN core_decision.served_on IS '送达日期';
COMMENT ON COLUMN core_decision.violation_kind IS '违法行为类型';
COMMENT ON COLUMN core_decision.legal_basis IS '依据';
COMMENT ON COLUMN core_decision.penalty_kinds IS '处罚类别（按记录）';
COMMENT ON COLUMN core_decision.kinds IS '处罚种类（从处罚类别中识别，一项一个）';
COMMENT ON COLUMN core_decision.fine_fen IS '罚款金额，单位：分';
COMMENT ON COLUMN core_decision.confiscated_fen IS '没收金额，单位：分；无法确定的为空';
COMMENT ON COLUMN core_decision.disclosure_until IS '来源所填公示截止期';
COMMENT ON COLUMN core_decision.licence_kind IS '许可类别';
COMMENT ON COLUMN core_decision.certificate_name IS '许可证书名称';
COMMENT ON COLUMN core_decision.licence_number IS '许可编号；自然人为空';
COMMENT ON COLUMN core_decision.licence_outcome IS '许可结果；未填的为空，按准予许可计';
COMMENT ON COLUMN core_decision.valid_from IS '有效期自';
COMMENT ON COLUMN core_decision.valid_until IS '有效期至';
COMMENT ON COLUMN core_decision.coercion_kind IS '强制类别';
COMMENT ON COLUMN core_decision.completed_on IS '强制执行完毕日期';
COMMENT ON COLUMN core_decision.inspection_item IS '检查事项';
COMMENT ON COLUMN core_decision.inspection_kind IS '检查方式';
COMMENT ON COLUMN core_decision.record_complete IS '检查记录是否完整';
COMMENT ON COLUMN core_decision.followed_by IS '检查后续处理';
COMMENT ON COLUMN core_decision.counted_kind IS '统计表中计入的栏目；不计的为空';
COMMENT ON COLUMN core_decision.counted_on IS '计入统计的日期：决定日期，强制执行为执行完毕日期；尚未完毕的为空';
COMMENT ON COLUMN core_decision.counted_year IS '计入统计的年度';
COMMENT ON COLUMN core_decision.not_counted IS '不计入统计的原因；计入的为空';
COMMENT ON COLUMN core_decision.website_state IS '网站公示状态，见core_publication.state';
COMMENT ON COLUMN core_decision.website_current IS '网站上次读回的公开文本是否就是现行版本；更正待公示时为否';
COMMENT ON COLUMN core_decision.website_gate IS '网站公示等待的环节，见core_publication.gate；没有等待的为空';
COMMENT ON COLUMN core_decision.website_due_on IS '网站公开期限';
COMMENT ON COLUMN core_decision.website_ended_on IS '网站公示结束的日期；未结束的为空';
COMMENT ON COLUMN core_decision.website_ending IS '网站公示结束的原因，见core_withdrawal.reason；未结束的为空';
COMMENT ON COLUMN core_decision.first_published_at IS '网站首次读回确认的时间（北京时间）';
COMMENT ON COLUMN core_decision.on_time IS '网站是否按期公示；未公示的为空';
