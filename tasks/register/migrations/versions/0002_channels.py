"""Channels beside the website, two-person acts, objections, official forms."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what every channel, ending and operator of a publication needs."""
    op.create_table(
        "log_head",
        sa.Column(
            "size",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
            comment="项数",
        ),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signed_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_log_head")),
    )
    with op.batch_alter_table("log_leaf") as changed:
        changed.alter_column(
            "decision_id",
            existing_type=sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="恢复登记簿时补入的为空",
        )
        changed.alter_column(
            "kind",
            existing_type=sa.String(length=12),
            existing_nullable=False,
            comment="publish、withdraw 或 recovered",
        )
    op.create_table(
        "official_form",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="发布审查表、保密审查单等的代号"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False, comment="表单编号"),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("content", sa.Text(), nullable=False, comment="填写的内容，JSON；据以重新打印"),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_form")),
        sa.UniqueConstraint("kind", "year", "ordinal", name=op.f("uq_official_form_kind_year_ordinal")),
        sa.UniqueConstraint("number", name=op.f("uq_official_form_number")),
    )
    op.create_index(op.f("ix_official_form_batch_id"), "official_form", ["batch_id"], unique=False)
    op.create_index(op.f("ix_official_form_decision_id"), "official_form", ["decision_id"], unique=False)
    op.create_table(
        "proposal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("act", sa.String(length=30), nullable=False, comment="撤除误公开、放行有疑点的文本等"),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False, comment="一句话说明要办什么"),
        sa.Column("arguments", sa.Text(), nullable=False, comment="办理所需的内容，JSON"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(length=100), nullable=False),
        sa.Column("proposed_at", sa.String(length=32), nullable=False),
        sa.Column("settled_by", sa.String(length=100), nullable=True, comment="第二人"),
        sa.Column("settled_at", sa.String(length=32), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True, comment="同意 或 不同意"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index(op.f("ix_proposal_decision_id"), "proposal", ["decision_id"], unique=False)
    op.create_index(op.f("ix_proposal_settled_at"), "proposal", ["settled_at"], unique=False)
    op.create_table(
        "objection",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("objector", sa.Text(), nullable=False, comment="提出异议的人，不公开"),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("received_on", sa.String(length=10), nullable=False),
        sa.Column("reply_due_on", sa.String(length=10), nullable=False, comment="答复期限（较早日期）"),
        sa.Column("reply_latest_on", sa.String(length=10), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("deadline_rule", sa.String(length=60), nullable=False),
        sa.Column("calendar", sa.String(length=60), nullable=False),
        sa.Column("execution_stopped", sa.Boolean(), nullable=False, comment="是否停止执行"),
        sa.Column("stopped_by", sa.Text(), nullable=True, comment="决定停止执行的文书"),
        sa.Column("result", sa.String(length=20), nullable=True, comment="维持、更正、撤下"),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("replied_on", sa.String(length=10), nullable=True),
        sa.Column("registered_by", sa.String(length=100), nullable=False),
        sa.Column("registered_at", sa.String(length=32), nullable=False),
        sa.Column("replied_by", sa.String(length=100), nullable=True),
        sa.Column("reply_registered_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_objection_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    op.create_index(op.f("ix_objection_decision_id"), "objection", ["decision_id"], unique=False)
    op.create_index(op.f("ix_objection_replied_on"), "objection", ["replied_on"], unique=False)
    op.create_table(
        "hand_in",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False, comment="文件名，同一频道不重复"),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column(
            "placed_at",
            sa.String(length=32),
            nullable=True,
            comment="放入报送文件夹的时间；空为尚未放入",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_in")),
        sa.UniqueConstraint("channel", "name", name=op.f("uq_hand_in_channel_name")),
    )
    op.create_index(op.f("ix_hand_in_placed_at"), "hand_in", ["placed_at"], unique=False)
    op.create_table(
        "hand_in_row",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hand_in_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False, comment="文件中第几条，从1起"),
        sa.Column("key", sa.String(length=200), nullable=False, comment="送出的是哪次变动"),
        sa.Column("publication_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("task", sa.String(length=12), nullable=False, comment="publish 或 withdraw"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("authority_code", sa.String(length=200), nullable=False),
        sa.Column("number_key", sa.String(length=200), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("answered_at", sa.String(length=32), nullable=True),
        sa.Column("result", sa.String(length=12), nullable=True, comment="confirmed 或 refused；空为未答复"),
        sa.Column("code", sa.String(length=60), nullable=True, comment="对方的代码"),
        sa.Column("message", sa.Text(), nullable=True, comment="对方的说明"),
        sa.Column("reference", sa.Text(), nullable=True, comment="对方的回执编号"),
        sa.Column("answer_file", sa.Text(), nullable=True, comment="答复所在的文件"),
        sa.ForeignKeyConstraint(["hand_in_id"], ["hand_in.id"], name=op.f("fk_hand_in_row_hand_in_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_in_row")),
        sa.UniqueConstraint("key", name=op.f("uq_hand_in_row_key")),
    )
    for column in ("hand_in_id", "number_key", "publication_id"):
        op.create_index(op.f(f"ix_hand_in_row_{column}"), "hand_in_row", [column], unique=False)
    op.add_column(
        "edition",
        sa.Column(
            "rendition",
            sa.String(length=12),
            server_default="public",
            nullable=False,
            comment="public、credit 或 full",
        ),
    )
    op.add_column(
        "operator_act", sa.Column("office", sa.String(length=100), nullable=True, comment="办理人所在处室")
    )
    op.add_column(
        "operator_act", sa.Column("role", sa.String(length=60), nullable=True, comment="办理人当时的职责")
    )
    op.add_column(
        "operator_act",
        sa.Column(
            "stage",
            sa.String(length=20),
            nullable=True,
            comment="发布审查的环节：first、second、final、secrecy",
        ),
    )
    op.add_column(
        "operator_act", sa.Column("outcome", sa.String(length=20), nullable=True, comment="通过 或 退回")
    )
    op.add_column(
        "operator_act",
        sa.Column(
            "proposal_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="两人办理的事项",
        ),
    )
    op.add_column(
        "publication",
        sa.Column(
            "sequence",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="第几次变动，频道据以辨别先后",
        ),
    )
    op.add_column(
        "publication",
        sa.Column("sent_sequence", sa.Integer(), nullable=True, comment="已送出、等待回执的那次变动"),
    )
    op.add_column("publication", sa.Column("sent_at", sa.String(length=32), nullable=True))
    op.add_column(
        "publication", sa.Column("sent_as", sa.Text(), nullable=True, comment="送出时的文件名或请求编号")
    )
    op.add_column(
        "publication", sa.Column("not_before", sa.String(length=32), nullable=True, comment="下次重试不早于")
    )
    op.add_column(
        "publication",
        sa.Column("set_aside_at", sa.String(length=32), nullable=True, comment="多次失败后搁置，待人处理"),
    )
    op.add_column(
        "publication",
        sa.Column("release_due_on", sa.String(length=10), nullable=True, comment="发布审查期限"),
    )
    op.add_column(
        "publication",
        sa.Column("elsewhere_address", sa.Text(), nullable=True, comment="启用前已在别处公开的网址"),
    )
    op.add_column(
        "publication",
        sa.Column("elsewhere_on", sa.String(length=10), nullable=True, comment="在别处公开的日期"),
    )
    op.drop_index(op.f("ix_publication_first_published_at"), table_name="publication")
    op.drop_index(op.f("ix_publication_to_do_due_on"), table_name="publication")
    op.create_index(
        op.f("ix_publication_channel_first_published_at"),
        "publication",
        ["channel", "first_published_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_publication_channel_to_do_due_on"),
        "publication",
        ["channel", "to_do", "due_on"],
        unique=False,
    )
    op.add_column("receipt", sa.Column("reference", sa.Text(), nullable=True, comment="对方平台的回执编号"))
    op.add_column(
        "receipt",
        sa.Column("observer", sa.String(length=100), nullable=True, comment="网闸另一侧的观察员及其密钥"),
    )
    op.add_column(
        "withdrawal", sa.Column("channel", sa.String(length=20), server_default="website", nullable=False)
    )
    op.add_column(
        "withdrawal",
        sa.Column(
            "successor",
            sa.String(length=26),
            nullable=True,
            comment="在该平台上接替它的决定的索引号，已告知该平台的",
        ),
    )
    op.add_column(
        "deadline_change",
        sa.Column("channel", sa.String(length=20), server_default="website", nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(
            "operator_act",
            "act",
            existing_type=sa.String(length=20),
            comment="approve、disclose、withhold、defer、withdraw、dismiss、sign、review等",
        )
    op.create_index(op.f("ix_withdrawal_reason"), "withdrawal", ["reason"], unique=False)
    op.create_index(op.f("ix_withdrawal_replaced_by"), "withdrawal", ["replaced_by"], unique=False)
    _observers()


def _observers() -> None:
    """What goes out to observers beyond a network gap, and what they saw."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "work_list",
        sa.Column("number", number, autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False, comment="清单内容的SHA-256"),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_work_list")),
        sa.UniqueConstraint("id", name=op.f("uq_work_list_id")),
    )
    op.create_table(
        "asked",
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("number", number, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=True, comment="空为只问状态"),
        sa.ForeignKeyConstraint(["number"], ["work_list.number"], name=op.f("fk_asked_number")),
        sa.PrimaryKeyConstraint("path", "number", name=op.f("pk_asked")),
    )
    op.create_index(op.f("ix_asked_number"), "asked", ["number"], unique=False)
    op.create_table(
        "observation",
        sa.Column("observer", sa.String(length=140), nullable=False, comment="观察员及其密钥"),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("number", number, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["work_list.number"], name=op.f("fk_observation_number")),
        sa.PrimaryKeyConstraint("observer", "path", name=op.f("pk_observation")),
    )
    op.create_index(op.f("ix_observation_path"), "observation", ["path"], unique=False)
