"""The register's tables: the system of record from which everything else is derived (design 5).

Times are ISO-8601 text in UTC with microseconds ("2026-11-23T08:00:00.000000+00:00"), so that text order is
time order on SQLite and PostgreSQL alike; dates are ISO text and are Shanghai dates. Money is whole fen.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_Id = BigInteger().with_variant(Integer, "sqlite")

source = Table(
    "source",
    metadata,
    Column("name", String(100), primary_key=True, comment="来源系统"),
    Column("contract", String(60), nullable=False),
    Column("cursor", Text, comment="下次取数的起点"),
    Column("last_pulled_at", String(32)),
    Column("last_ok_at", String(32)),
    Column("last_error", Text),
)

batch = Table(
    "batch",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("source", String(100), nullable=False, index=True),
    Column("contract", String(60), nullable=False),
    Column("contract_version", String(20), nullable=False),
    Column("origin", Text, nullable=False, comment="文件名、表名或接口地址"),
    Column("origin_hash", String(64), index=True, comment="文件内容的SHA-256"),
    Column("pulled_at", String(32), nullable=False),
    Column("rows_seen", Integer, nullable=False),
    Column("records_added", Integer, nullable=False),
    Column("records_rejected", Integer, nullable=False),
    Column("review_attested_by", String(100), comment="法制审核由谁担保"),
    Column("review_attested_since", String(10)),
    Column("release_attested_by", String(100), comment="发布审查由谁担保"),
    Column("release_attested_since", String(10)),
)

decision = Table(
    "decision",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("page_id", String(26), nullable=False, unique=True, comment="永久网址中的编号"),
    Column("act_type", String(20), nullable=False),
    Column("authority_code", String(200), nullable=False, comment="机关代码；未给代码的为机关名称"),
    Column("authority_name", String(200), nullable=False),
    Column("document_number", String(200), nullable=False, comment="规范化文书号（现行）"),
    Column("number_key", String(200), nullable=False, comment="文书号的同一性：不计字、第、号和前导零"),
    Column("office", String(100), nullable=False, comment="承办处室"),
    Column("lead_source", String(100), nullable=False, comment="首报来源"),
    Column("current_record_id", _Id, nullable=False),
    Column("decided_on", String(10), nullable=False),
    Column("registered_at", String(32), nullable=False),
    Index(None, "number_key", "authority_code", "act_type"),
)

record = Table(
    "record",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("source", String(100), nullable=False),
    Column("source_key", String(300), nullable=False),
    Column("twin_key", String(64), nullable=False, comment="无主键来源：同一当事人、日期、机关"),
    Column("content_hash", LargeBinary(16), nullable=False),
    Column("raw_hash", LargeBinary(16), nullable=False, comment="原值的摘要，供全量比对"),
    Column("contract", String(60), nullable=False),
    Column("batch_id", _Id, ForeignKey("batch.id"), nullable=False, index=True),
    Column("row_number", Integer, nullable=False, comment="批内第几条，从1起"),
    Column("state", String(12), nullable=False),
    Column("decision_id", _Id, comment="属于哪个决定；未登记的为空"),
    Column("source_order", String(64), nullable=False, comment="来源的先后：时间戳或接收次序"),
    Column("raw", Text, nullable=False, comment="原值，JSON"),
    Column("content", Text, nullable=False, comment="规范化后的内容，JSON"),
    Column("act_type", String(20), nullable=False),
    Column("decided_on", String(10), comment="能读出的决定日期"),
    Column("due_on", String(10), comment="退回记录的公开期限"),
    Column("first_seen_at", String(32), nullable=False),
    Column("state_since", String(32), nullable=False),
    Column("state_note", Text, comment="由人处理时的理由与姓名，JSON"),
    UniqueConstraint("source", "source_key", "content_hash"),
    Index(None, "state", "contract"),
    Index(None, "decision_id"),
    Index(None, "source", "twin_key"),
)

sighting = Table(
    "sighting",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("record_id", _Id, ForeignKey("record.id"), nullable=False, index=True),
    Column("batch_id", _Id, ForeignKey("batch.id"), nullable=False),
    Column("source_order", String(64), nullable=False),
    Column("seen_at", String(32), nullable=False),
)
"""Sightings of a record after its first (which the record itself holds) that changed something."""

finding = Table(
    "finding",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("record_id", _Id, index=True),
    Column("batch_id", _Id, index=True),
    Column("decision_id", _Id, index=True),
    Column("source", String(100), nullable=False),
    Column("scope", String(10), nullable=False),
    Column("field", Text, nullable=False),
    Column("code", String(60), nullable=False),
    Column("severity", String(10), nullable=False),
    Column("message", Text, nullable=False),
    Column("mending", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("contract_version", String(20), nullable=False),
    Column("found_at", String(32), nullable=False),
    Column("closed_at", String(32), index=True),
)

edition = Table(
    "edition",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("decision_id", _Id, ForeignKey("decision.id"), nullable=False, index=True),
    Column("record_id", _Id, ForeignKey("record.id"), nullable=False),
    Column("body", Text, nullable=False, comment="公开文本，规范JSON；误公开撤除后为空"),
    Column("hash", LargeBinary(32), nullable=False, comment="公开文本的SHA-256"),
    Column("redacted", Boolean, nullable=False, comment="是否隐去了内容"),
    Column("redaction_policy", String(60), nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("leaf_index", _Id, comment="公示日志中的序号"),
    Column("salt", LargeBinary(16)),
    Column(
        "rendition", String(12), nullable=False, server_default="public", comment="public、credit 或 full"
    ),
)

publication = Table(
    "publication",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("decision_id", _Id, ForeignKey("decision.id"), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("state", String(12), nullable=False),
    Column("state_since", String(32), nullable=False),
    Column("disclosure", String(8), nullable=False, comment="公示、不予公示、暂缓"),
    Column("disclosure_reason", Text, nullable=False),
    Column("disclosure_basis", Text, nullable=False),
    Column("disclosure_rule", String(60), nullable=False),
    Column("reexamine_on", String(10), comment="应再次审查的日期"),
    Column("gate", String(30), comment="等待的原因；到期未等待为空"),
    Column("gate_note", Text),
    Column("due_on", String(10), comment="公开期限（较早日期）"),
    Column("latest_on", String(10)),
    Column("provisional", Boolean, nullable=False),
    Column("deadline_rule", String(60)),
    Column("calendar", String(60)),
    Column("period_ends_on", String(10), comment="公示期届满日"),
    Column("period_rule", String(60)),
    Column("review_attested_by", String(100)),
    Column("released_by", Text, comment="发布审查人"),
    Column("released_at", String(32)),
    Column("wanted_edition_id", _Id, comment="应公开的文本"),
    Column("live_edition_id", _Id, comment="已读回确认的文本"),
    Column("page_hash", LargeBinary(32), comment="已读回网页的SHA-256"),
    Column("first_published_at", String(32), comment="第一次读回确认的时间"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("last_problem", Text),
    Column("act_part", String(60), comment="类别与月份的名册"),
    Column("act_ordinal", Integer, comment="在类别名册中的序号，从0起"),
    Column("office_part", String(60), comment="处室与月份的名册"),
    Column("office_ordinal", Integer),
    Column("assess_on", String(10), comment="到这一天须重新判断；空为不须"),
    Column("to_do", String(12), comment="publish、withdraw 或 remove；空为无事"),
    Column("sequence", Integer, nullable=False, server_default="0", comment="第几次变动，频道据以辨别先后"),
    Column("sent_sequence", Integer, comment="已送出、等待回执的那次变动"),
    Column("sent_at", String(32)),
    Column("sent_as", Text, comment="送出时的文件名或请求编号"),
    Column("not_before", String(32), comment="下次重试不早于"),
    Column("set_aside_at", String(32), comment="多次失败后搁置，待人处理"),
    Column("release_due_on", String(10), comment="发布审查期限"),
    Column("elsewhere_address", Text, comment="启用前已在别处公开的网址"),
    Column("elsewhere_on", String(10), comment="在别处公开的日期"),
    UniqueConstraint("decision_id", "channel"),
    Index(None, "channel", "state", "due_on"),
    Index(None, "channel", "state", "period_ends_on"),
    Index(None, "assess_on"),
    Index(None, "channel", "to_do", "due_on"),
    Index(None, "act_part", "act_ordinal"),
    Index(None, "office_part", "office_ordinal"),
    Index(None, "channel", "first_published_at"),
)

receipt = Table(
    "receipt",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("publication_id", _Id, ForeignKey("publication.id"), nullable=False, index=True),
    Column("kind", String(12), nullable=False, comment="published 或 withdrawn"),
    Column("edition_id", _Id),
    Column("status", Integer, nullable=False, comment="读回时的HTTP状态"),
    Column("page_hash", LargeBinary(32), nullable=False),
    Column("read_at", String(32), nullable=False),
    Column("read_from", Text, nullable=False),
    Column("reference", Text, comment="对方平台的回执编号"),
    Column("observer", String(100), comment="网闸另一侧的观察员及其密钥"),
)

withdrawal = Table(
    "withdrawal",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("decision_id", _Id, ForeignKey("decision.id"), nullable=False, index=True),
    Column("channel", String(20), nullable=False, server_default="website"),
    Column("reason", String(12), nullable=False),
    Column("basis", Text, nullable=False),
    Column("requester", Text, nullable=False),
    Column("explanation", Text, nullable=False, comment="撤回说明（公开时原样显示）"),
    Column("notice_record_id", _Id, comment="据以撤下的通知"),
    Column("replaced_by", String(200), comment="变更或重作后的文书号（同一性）"),
    Column("successor", String(26), comment="在该平台上接替它的决定的索引号，已告知该平台的"),
    Column("effective_on", String(10)),
    Column("received_on", String(10)),
    Column("due_on", String(10), comment="撤下期限"),
    Column("requested_at", String(32), nullable=False),
    Column("was_public", Boolean, nullable=False),
    Column("settled_at", String(32), index=True, comment="各处读回均已撤下的时间"),
    Index(None, "reason"),
    Index(None, "replaced_by"),
)

operator_act = Table(
    "operator_act",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("decision_id", _Id, index=True),
    Column("record_id", _Id, index=True),
    Column("batch_id", _Id, index=True),
    Column("channel", String(20)),
    Column(
        "act",
        String(20),
        nullable=False,
        comment="approve、disclose、withhold、defer、withdraw、dismiss、sign、review等",
    ),
    Column("subject", Text, comment="政策编号等"),
    Column("reason", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("operator", String(100), nullable=False),
    Column("until", String(10)),
    Column("acted_at", String(32), nullable=False),
    Column("office", String(100), comment="办理人所在处室"),
    Column("role", String(60), comment="办理人当时的职责"),
    Column("stage", String(20), comment="发布审查的环节：first、second、final、secrecy"),
    Column("outcome", String(20), comment="通过 或 退回"),
    Column("proposal_id", _Id, comment="两人办理的事项"),
)

proposal = Table(
    "proposal",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("act", String(30), nullable=False, comment="撤除误公开、放行有疑点的文本等"),
    Column("decision_id", _Id, index=True),
    Column("summary", Text, nullable=False, comment="一句话说明要办什么"),
    Column("arguments", Text, nullable=False, comment="办理所需的内容，JSON"),
    Column("reason", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("proposed_by", String(100), nullable=False),
    Column("proposed_at", String(32), nullable=False),
    Column("settled_by", String(100), comment="第二人"),
    Column("settled_at", String(32), index=True),
    Column("outcome", String(20), comment="同意 或 不同意"),
)
"""Acts that need two people: proposed by one, carried out once another agrees."""

objection = Table(
    "objection",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("decision_id", _Id, ForeignKey("decision.id"), nullable=False, index=True),
    Column("objector", Text, nullable=False, comment="提出异议的人，不公开"),
    Column("content", Text, nullable=False),
    Column("received_on", String(10), nullable=False),
    Column("reply_due_on", String(10), nullable=False, comment="答复期限（较早日期）"),
    Column("reply_latest_on", String(10), nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("deadline_rule", String(60), nullable=False),
    Column("calendar", String(60), nullable=False),
    Column("execution_stopped", Boolean, nullable=False, comment="是否停止执行"),
    Column("stopped_by", Text, comment="决定停止执行的文书"),
    Column("result", String(20), comment="维持、更正、撤下"),
    Column("reply", Text),
    Column("replied_on", String(10), index=True),
    Column("registered_by", String(100), nullable=False),
    Column("registered_at", String(32), nullable=False),
    Column("replied_by", String(100)),
    Column("reply_registered_at", String(32)),
)
"""Objections (异议) to what is public; the page stays up unless execution was stopped."""

official_form = Table(
    "official_form",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("kind", String(40), nullable=False, comment="发布审查表、保密审查单等的代号"),
    Column("year", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("number", String(60), nullable=False, unique=True, comment="表单编号"),
    Column("decision_id", _Id, index=True),
    Column("batch_id", _Id, index=True),
    Column("content", Text, nullable=False, comment="填写的内容，JSON；据以重新打印"),
    Column("made_by", String(100), nullable=False),
    Column("made_at", String(32), nullable=False),
    UniqueConstraint("kind", "year", "ordinal"),
)
"""Numbered papers for the case file (发布审查表、审批表)."""

report_signature = Table(
    "report_signature",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("scope", String(8), nullable=False, comment="own 我委，city 全市"),
    Column("office", String(100), nullable=False, comment="确认的处室"),
    Column("figures", Text, nullable=False, comment="所确认的数字，JSON"),
    Column("digest", String(64), nullable=False, comment="所确认数字的SHA-256"),
    Column("snapshot", String(100), nullable=False, comment="据以统计的统计库"),
    Column("rules", Text, nullable=False, comment="统计规则的版本"),
    Column("act_id", _Id, ForeignKey("operator_act.id"), nullable=False),
    Index(None, "year", "scope"),
)
"""What an office confirmed of a year's report; never changed, the newest of an office counts."""

report_freeze = Table(
    "report_freeze",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("scope", String(8), nullable=False, comment="own 我委，city 全市"),
    Column("number", Integer, nullable=False, comment="第几次冻结，从1起"),
    Column("content", Text, nullable=False, comment="报告的全部内容，JSON；据以重新打印"),
    Column("digest", String(64), nullable=False, comment="内容的SHA-256"),
    Column("snapshot", String(100), nullable=False, comment="据以统计的统计库"),
    Column("rules", Text, nullable=False, comment="统计规则的版本"),
    Column("signatures", Text, nullable=False, comment="各处室的确认，JSON"),
    Column("set_aside", Text, nullable=False, comment="列明不计入的退回记录及理由，JSON"),
    Column("act_id", _Id, ForeignKey("operator_act.id"), nullable=False),
    UniqueConstraint("year", "scope", "number"),
)
"""A year's report as it was frozen; never changed."""

report_reopening = Table(
    "report_reopening",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("freeze_id", _Id, ForeignKey("report_freeze.id"), nullable=False, unique=True),
    Column("act_id", _Id, ForeignKey("operator_act.id"), nullable=False),
)
"""A freeze that was opened again, once; it stays readable."""

hand_in = Table(
    "hand_in",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("name", String(200), nullable=False, comment="文件名，同一频道不重复"),
    Column("made_at", String(32), nullable=False),
    Column("placed_at", String(32), index=True, comment="放入报送文件夹的时间；空为尚未放入"),
    UniqueConstraint("channel", "name"),
)
"""Files handed in to a platform that answers with files; what is in them is in `hand_in_row`, never the text."""

hand_in_row = Table(
    "hand_in_row",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("hand_in_id", _Id, ForeignKey("hand_in.id"), nullable=False, index=True),
    Column("row_number", Integer, nullable=False, comment="文件中第几条，从1起"),
    Column("key", String(200), nullable=False, unique=True, comment="送出的是哪次变动"),
    Column("publication_id", _Id, nullable=False, index=True),
    Column("decision_id", _Id, nullable=False),
    Column("task", String(12), nullable=False, comment="publish 或 withdraw"),
    Column("sequence", Integer, nullable=False),
    Column("authority_code", String(200), nullable=False),
    Column("number_key", String(200), nullable=False, index=True),
    Column("content_hash", LargeBinary(32), nullable=False),
    Column("answered_at", String(32)),
    Column("result", String(12), comment="confirmed 或 refused；空为未答复"),
    Column("code", String(60), comment="对方的代码"),
    Column("message", Text, comment="对方的说明"),
    Column("reference", Text, comment="对方的回执编号"),
    Column("answer_file", Text, comment="答复所在的文件"),
)
"""One row of a file handed in, and what the platform answered."""

district_workbook = Table(
    "district_workbook",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("district", String(60), nullable=False, comment="districts.yaml 中的编号"),
    Column("name", String(100), nullable=False, comment="区县名称"),
    Column("ordinal", Integer, nullable=False, comment="该区县该年度的第几份，最大的为现行"),
    Column("template", String(40), nullable=False, comment="模板版本"),
    Column("file_name", String(300), nullable=False),
    Column("content_hash", LargeBinary(32), nullable=False, comment="原文件的SHA-256"),
    Column("act_id", _Id, ForeignKey("operator_act.id"), nullable=False, comment="由谁、何时、为何收下"),
    UniqueConstraint("year", "district", "ordinal"),
)
"""A workbook that a district without a connected system handed in for a year; every one is kept."""

district_figure = Table(
    "district_figure",
    metadata,
    Column("workbook_id", _Id, ForeignKey("district_workbook.id"), primary_key=True, autoincrement=False),
    Column("form", String(20), primary_key=True, comment="penalty、licence、coercion、other_acts"),
    Column("unit", String(200), primary_key=True, comment="单位名称"),
    Column("heading", String(100), primary_key=True, comment="栏目"),
    Column("unit_ordinal", Integer, nullable=False, comment="报表中第几个单位，从1起"),
    Column("value", _Id, comment="宗（次）数；金额为分；空为不具有该项权力"),
)
"""One figure of such a workbook."""

counter = Table(
    "counter",
    metadata,
    Column("balance", String(20), primary_key=True, comment="records 或频道名"),
    Column("state", String(12), primary_key=True),
    Column("count", _Id, nullable=False),
)

deadline_change = Table(
    "deadline_change",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("decision_id", _Id, index=True),
    Column("record_id", _Id, index=True),
    Column("channel", String(20), nullable=False, server_default="website"),
    Column("due_before", String(10)),
    Column("calendar_before", String(60)),
    Column("due_after", String(10)),
    Column("calendar_after", String(60)),
    Column("changed_at", String(32), nullable=False),
)
"""Deadlines that a holiday notice moved: what was computed before is kept (promise 8)."""

log_leaf = Table(
    "log_leaf",
    metadata,
    Column("index", _Id, primary_key=True, autoincrement=False),
    Column("kind", String(12), nullable=False, comment="publish、withdraw 或 recovered"),
    Column("decision_id", _Id, index=True, comment="恢复登记簿时补入的为空"),
    Column("hash", LargeBinary(32), nullable=False),
    Column("appended_at", String(32), nullable=False),
)

log_tile = Table(
    "log_tile",
    metadata,
    Column("level", Integer, primary_key=True, comment="1为256个叶，2为65536个叶"),
    Column("index", _Id, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
)

log_head = Table(
    "log_head",
    metadata,
    Column("size", _Id, primary_key=True, autoincrement=False, comment="项数"),
    Column("root", LargeBinary(32), nullable=False),
    Column("signed_at", String(32), nullable=False),
)
"""Every head of the log that was signed; never changed."""

live_file = Table(
    "live_file",
    metadata,
    Column("path", String(300), primary_key=True, comment="网站内的地址"),
    Column("hash", LargeBinary(32), nullable=False),
    Column("status", Integer, nullable=False, comment="200 或 410"),
    Column("decision_id", _Id, index=True),
)
"""What the website should answer beside decision pages, by address: against this it is read back."""

listing_part = Table(
    "listing_part",
    metadata,
    Column("part", String(60), primary_key=True, comment="类别或处室的月度名册"),
    Column("name", String(100), nullable=False, comment="类别或处室的名称"),
    Column("next_ordinal", Integer, nullable=False),
    Column("live", Integer, nullable=False, comment="现公示数"),
)

stale_file = Table(
    "stale_file",
    metadata,
    Column("part", String(60), primary_key=True, comment="名册"),
    Column("number", Integer, primary_key=True, comment="名册中的第几块"),
    Column("marks", Integer, nullable=False, comment="标记次数；办理中又标记的不得清除"),
)
"""Blocks of lists, downloads and sitemaps that must be written again."""

setting = Table(
    "setting",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", Text, nullable=False),
)

work_list = Table(
    "work_list",
    metadata,
    Column("number", _Id, primary_key=True, autoincrement=False),
    Column("id", String(64), nullable=False, unique=True, comment="清单内容的SHA-256"),
    Column("made_at", String(32), nullable=False),
)
"""Lists of what should be answered where, for observers beyond a network gap."""

asked = Table(
    "asked",
    metadata,
    Column("path", String(300), primary_key=True),
    Column("number", _Id, ForeignKey("work_list.number"), primary_key=True),
    Column("status", Integer, nullable=False),
    Column("hash", LargeBinary(32), comment="空为只问状态"),
    Index(None, "number"),
)
"""What an address was asked to answer, list by list, as long as it was not seen."""

observation = Table(
    "observation",
    metadata,
    Column("observer", String(140), primary_key=True, comment="观察员及其密钥"),
    Column("path", String(300), primary_key=True),
    Column("number", _Id, ForeignKey("work_list.number"), nullable=False),
    Column("status", Integer, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("problem", Text, nullable=False),
    Column("observed_at", String(32), nullable=False),
    Index(None, "path"),
)
"""What each observer saw when it last looked."""
