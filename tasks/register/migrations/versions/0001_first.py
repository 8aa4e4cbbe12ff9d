"""The first form of the register."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "batch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("contract_version", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False, comment="文件名、表名或接口地址"),
        sa.Column("origin_hash", sa.String(length=64), nullable=True, comment="文件内容的SHA-256"),
        sa.Column("pulled_at", sa.String(length=32), nullable=False),
        sa.Column("rows_seen", sa.Integer(), nullable=False),
        sa.Column("records_added", sa.Integer(), nullable=False),
        sa.Column("records_rejected", sa.Integer(), nullable=False),
        sa.Column("review_attested_by", sa.String(length=100), nullable=True, comment="法制审核由谁担保"),
        sa.Column("review_attested_since", sa.String(length=10), nullable=True),
        sa.Column("release_attested_by", sa.String(length=100), nullable=True, comment="发布审查由谁担保"),
        sa.Column("release_attested_since", sa.String(length=10), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_index(op.f("ix_batch_origin_hash"), "batch", ["origin_hash"], unique=False)
    op.create_index(op.f("ix_batch_source"), "batch", ["source"], unique=False)
    op.create_table(
        "counter",
        sa.Column("balance", sa.String(length=20), nullable=False, comment="records 或频道名"),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("balance", "state", name=op.f("pk_counter")),
    )
    op.create_table(
        "deadline_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_before", sa.String(length=10), nullable=True),
        sa.Column("calendar_before", sa.String(length=60), nullable=True),
        sa.Column("due_after", sa.String(length=10), nullable=True),
        sa.Column("calendar_after", sa.String(length=60), nullable=True),
        sa.Column("changed_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_change")),
    )
    op.create_index(op.f("ix_deadline_change_decision_id"), "deadline_change", ["decision_id"], unique=False)
    op.create_index(op.f("ix_deadline_change_record_id"), "deadline_change", ["record_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("page_id", sa.String(length=26), nullable=False, comment="永久网址中的编号"),
        sa.Column("act_type", sa.String(length=20), nullable=False),
        sa.Column(
            "authority_code", sa.String(length=200), nullable=False, comment="机关代码；未给代码的为机关名称"
        ),
        sa.Column("authority_name", sa.String(length=200), nullable=False),
        sa.Column("document_number", sa.String(length=200), nullable=False, comment="规范化文书号（现行）"),
        sa.Column(
            "number_key",
            sa.String(length=200),
            nullable=False,
            comment="文书号的同一性：不计字、第、号和前导零",
        ),
        sa.Column("office", sa.String(length=100), nullable=False, comment="承办处室"),
        sa.Column("lead_source", sa.String(length=100), nullable=False, comment="首报来源"),
        sa.Column("current_record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decided_on", sa.String(length=10), nullable=False),
        sa.Column("registered_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("page_id", name=op.f("uq_decision_page_id")),
    )
    op.create_index(
        op.f("ix_decision_number_key_authority_code_act_type"),
        "decision",
        ["number_key", "authority_code", "act_type"],
        unique=False,
    )
    op.create_table(
        "finding",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("mending", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("contract_version", sa.String(length=20), nullable=False),
        sa.Column("found_at", sa.String(length=32), nullable=False),
        sa.Column("closed_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_batch_id"), "finding", ["batch_id"], unique=False)
    op.create_index(op.f("ix_finding_closed_at"), "finding", ["closed_at"], unique=False)
    op.create_index(op.f("ix_finding_decision_id"), "finding", ["decision_id"], unique=False)
    op.create_index(op.f("ix_finding_record_id"), "finding", ["record_id"], unique=False)
    op.create_table(
        "listing_part",
        sa.Column("part", sa.String(length=60), nullable=False, comment="类别或处室的月度名册"),
        sa.Column("name", sa.String(length=100), nullable=False, comment="类别或处室的名称"),
        sa.Column("next_ordinal", sa.Integer(), nullable=False),
        sa.Column("live", sa.Integer(), nullable=False, comment="现公示数"),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_listing_part")),
    )
    op.create_table(
        "live_file",
        sa.Column("path", sa.String(length=300), nullable=False, comment="网站内的地址"),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False, comment="200 或 410"),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_live_file")),
    )
    op.create_index(op.f("ix_live_file_decision_id"), "live_file", ["decision_id"], unique=False)
    op.create_table(
        "log_leaf",
        sa.Column(
            "index", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="publish 或 withdraw"),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("appended_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("index", name=op.f("pk_log_leaf")),
    )
    op.create_index(op.f("ix_log_leaf_decision_id"), "log_leaf", ["decision_id"], unique=False)
    op.create_table(
        "log_tile",
        sa.Column("level", sa.Integer(), nullable=False, comment="1为256个叶，2为65536个叶"),
        sa.Column(
            "index", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("level", "index", name=op.f("pk_log_tile")),
    )
    op.create_table(
        "operator_act",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column(
            "act",
            sa.String(length=20),
            nullable=False,
            comment="approve、disclose、withhold、defer、withdraw、dismiss、sign",
        ),
        sa.Column("subject", sa.Text(), nullable=True, comment="政策编号等"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("operator", sa.String(length=100), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=True),
        sa.Column("acted_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_act")),
    )
    op.create_index(op.f("ix_operator_act_batch_id"), "operator_act", ["batch_id"], unique=False)
    op.create_index(op.f("ix_operator_act_decision_id"), "operator_act", ["decision_id"], unique=False)
    op.create_index(op.f("ix_operator_act_record_id"), "operator_act", ["record_id"], unique=False)
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "source",
        sa.Column("name", sa.String(length=100), nullable=False, comment="来源系统"),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=True, comment="下次取数的起点"),
        sa.Column("last_pulled_at", sa.String(length=32), nullable=True),
        sa.Column("last_ok_at", sa.String(length=32), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_source")),
    )
    op.create_table(
        "stale_file",
        sa.Column("part", sa.String(length=60), nullable=False, comment="名册"),
        sa.Column("number", sa.Integer(), nullable=False, comment="名册中的第几块"),
        sa.Column("marks", sa.Integer(), nullable=False, comment="标记次数；办理中又标记的不得清除"),
        sa.PrimaryKeyConstraint("part", "number", name=op.f("pk_stale_file")),
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("state_since", sa.String(length=32), nullable=False),
        sa.Column("disclosure", sa.String(length=8), nullable=False, comment="公示、不予公示、暂缓"),
        sa.Column("disclosure_reason", sa.Text(), nullable=False),
        sa.Column("disclosure_basis", sa.Text(), nullable=False),
        sa.Column("disclosure_rule", sa.String(length=60), nullable=False),
        sa.Column("reexamine_on", sa.String(length=10), nullable=True, comment="应再次审查的日期"),
        sa.Column("gate", sa.String(length=30), nullable=True, comment="等待的原因；到期未等待为空"),
        sa.Column("gate_note", sa.Text(), nullable=True),
        sa.Column("due_on", sa.String(length=10), nullable=True, comment="公开期限（较早日期）"),
        sa.Column("latest_on", sa.String(length=10), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("deadline_rule", sa.String(length=60), nullable=True),
        sa.Column("calendar", sa.String(length=60), nullable=True),
        sa.Column("period_ends_on", sa.String(length=10), nullable=True, comment="公示期届满日"),
        sa.Column("period_rule", sa.String(length=60), nullable=True),
        sa.Column("review_attested_by", sa.String(length=100), nullable=True),
        sa.Column("released_by", sa.Text(), nullable=True, comment="发布审查人"),
        sa.Column("released_at", sa.String(length=32), nullable=True),
        sa.Column(
            "wanted_edition_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="应公开的文本",
        ),
        sa.Column(
            "live_edition_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="已读回确认的文本",
        ),
        sa.Column("page_hash", sa.LargeBinary(length=32), nullable=True, comment="已读回网页的SHA-256"),
        sa.Column("first_published_at", sa.String(length=32), nullable=True, comment="第一次读回确认的时间"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_problem", sa.Text(), nullable=True),
        sa.Column("act_part", sa.String(length=60), nullable=True, comment="类别与月份的名册"),
        sa.Column("act_ordinal", sa.Integer(), nullable=True, comment="在类别名册中的序号，从0起"),
        sa.Column("office_part", sa.String(length=60), nullable=True, comment="处室与月份的名册"),
        sa.Column("office_ordinal", sa.Integer(), nullable=True),
        sa.Column("assess_on", sa.String(length=10), nullable=True, comment="到这一天须重新判断；空为不须"),
        sa.Column(
            "to_do", sa.String(length=12), nullable=True, comment="publish、withdraw 或 remove；空为无事"
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_publication_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("decision_id", "channel", name=op.f("uq_publication_decision_id_channel")),
    )
    op.create_index(
        op.f("ix_publication_act_part_act_ordinal"), "publication", ["act_part", "act_ordinal"], unique=False
    )
    op.create_index(op.f("ix_publication_assess_on"), "publication", ["assess_on"], unique=False)
    op.create_index(
        op.f("ix_publication_channel_state_due_on"),
        "publication",
        ["channel", "state", "due_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_publication_channel_state_period_ends_on"),
        "publication",
        ["channel", "state", "period_ends_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_publication_first_published_at"), "publication", ["first_published_at"], unique=False
    )
    op.create_index(
        op.f("ix_publication_office_part_office_ordinal"),
        "publication",
        ["office_part", "office_ordinal"],
        unique=False,
    )
    op.create_index(op.f("ix_publication_to_do_due_on"), "publication", ["to_do", "due_on"], unique=False)
    op.create_table(
        "record",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("source_key", sa.String(length=300), nullable=False),
        sa.Column(
            "twin_key", sa.String(length=64), nullable=False, comment="无主键来源：同一当事人、日期、机关"
        ),
        sa.Column("content_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("raw_hash", sa.LargeBinary(length=16), nullable=False, comment="原值的摘要，供全量比对"),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="批内第几条，从1起"),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column(
            "decision_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="属于哪个决定；未登记的为空",
        ),
        sa.Column(
            "source_order", sa.String(length=64), nullable=False, comment="来源的先后：时间戳或接收次序"
        ),
        sa.Column("raw", sa.Text(), nullable=False, comment="原值，JSON"),
        sa.Column("content", sa.Text(), nullable=False, comment="规范化后的内容，JSON"),
        sa.Column("act_type", sa.String(length=20), nullable=False),
        sa.Column("decided_on", sa.String(length=10), nullable=True, comment="能读出的决定日期"),
        sa.Column("due_on", sa.String(length=10), nullable=True, comment="退回记录的公开期限"),
        sa.Column("first_seen_at", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.String(length=32), nullable=False),
        sa.Column("state_note", sa.Text(), nullable=True, comment="由人处理时的理由与姓名，JSON"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_record_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
        sa.UniqueConstraint(
            "source", "source_key", "content_hash", name=op.f("uq_record_source_source_key_content_hash")
        ),
    )
    op.create_index(op.f("ix_record_batch_id"), "record", ["batch_id"], unique=False)
    op.create_index(op.f("ix_record_decision_id"), "record", ["decision_id"], unique=False)
    op.create_index(op.f("ix_record_source_twin_key"), "record", ["source", "twin_key"], unique=False)
    op.create_index(op.f("ix_record_state_contract"), "record", ["state", "contract"], unique=False)
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("requester", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False, comment="撤回说明（公开时原样显示）"),
        sa.Column(
            "notice_record_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="据以撤下的通知",
        ),
        sa.Column(
            "replaced_by", sa.String(length=200), nullable=True, comment="变更或重作后的文书号（同一性）"
        ),
        sa.Column("effective_on", sa.String(length=10), nullable=True),
        sa.Column("received_on", sa.String(length=10), nullable=True),
        sa.Column("due_on", sa.String(length=10), nullable=True, comment="撤下期限"),
        sa.Column("requested_at", sa.String(length=32), nullable=False),
        sa.Column("was_public", sa.Boolean(), nullable=False),
        sa.Column("settled_at", sa.String(length=32), nullable=True, comment="各处读回均已撤下的时间"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_withdrawal_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
    )
    op.create_index(op.f("ix_withdrawal_decision_id"), "withdrawal", ["decision_id"], unique=False)
    op.create_index(op.f("ix_withdrawal_settled_at"), "withdrawal", ["settled_at"], unique=False)
    op.create_table(
        "edition",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="公开文本，规范JSON；误公开撤除后为空"),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False, comment="公开文本的SHA-256"),
        sa.Column("redacted", sa.Boolean(), nullable=False, comment="是否隐去了内容"),
        sa.Column("redaction_policy", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column(
            "leaf_index",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="公示日志中的序号",
        ),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=True),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_edition_decision_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_edition_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
    )
    op.create_index(op.f("ix_edition_decision_id"), "edition", ["decision_id"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("publication_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="published 或 withdrawn"),
        sa.Column("edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("status", sa.Integer(), nullable=False, comment="读回时的HTTP状态"),
        sa.Column("page_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("read_at", sa.String(length=32), nullable=False),
        sa.Column("read_from", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_receipt_publication_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
    )
    op.create_index(op.f("ix_receipt_publication_id"), "receipt", ["publication_id"], unique=False)
    op.create_table(
        "sighting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_order", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_sighting_batch_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_sighting_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sighting")),
    )
    op.create_index(op.f("ix_sighting_record_id"), "sighting", ["record_id"], unique=False)
