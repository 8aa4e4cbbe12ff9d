"""The annual report: what offices confirmed, freezes and reopenings."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the ledger of the annual report."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "report_signature",
        sa.Column("id", number, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=8), nullable=False, comment="own 我委，city 全市"),
        sa.Column("office", sa.String(length=100), nullable=False, comment="确认的处室"),
        sa.Column("figures", sa.Text(), nullable=False, comment="所确认的数字，JSON"),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="所确认数字的SHA-256"),
        sa.Column("snapshot", sa.String(length=100), nullable=False, comment="据以统计的统计库"),
        sa.Column("rules", sa.Text(), nullable=False, comment="统计规则的版本"),
        sa.Column("act_id", number, nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["operator_act.id"], name=op.f("fk_report_signature_act_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_signature")),
    )
    op.create_index(
        op.f("ix_report_signature_year_scope"), "report_signature", ["year", "scope"], unique=False
    )
    op.create_table(
        "report_freeze",
        sa.Column("id", number, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=8), nullable=False, comment="own 我委，city 全市"),
        sa.Column("number", sa.Integer(), nullable=False, comment="第几次冻结，从1起"),
        sa.Column("content", sa.Text(), nullable=False, comment="报告的全部内容，JSON；据以重新打印"),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="内容的SHA-256"),
        sa.Column("snapshot", sa.String(length=100), nullable=False, comment="据以统计的统计库"),
        sa.Column("rules", sa.Text(), nullable=False, comment="统计规则的版本"),
        sa.Column("signatures", sa.Text(), nullable=False, comment="各处室的确认，JSON"),
        sa.Column("set_aside", sa.Text(), nullable=False, comment="列明不计入的退回记录及理由，JSON"),
        sa.Column("act_id", number, nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["operator_act.id"], name=op.f("fk_report_freeze_act_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_freeze")),
        sa.UniqueConstraint("year", "scope", "number", name=op.f("uq_report_freeze_year_scope_number")),
    )
    op.create_table(
        "report_reopening",
        sa.Column("id", number, nullable=False),
        sa.Column("freeze_id", number, nullable=False),
        sa.Column("act_id", number, nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["operator_act.id"], name=op.f("fk_report_reopening_act_id")),
        sa.ForeignKeyConstraint(
            ["freeze_id"], ["report_freeze.id"], name=op.f("fk_report_reopening_freeze_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_reopening")),
        sa.UniqueConstraint("freeze_id", name=op.f("uq_report_reopening_freeze_id")),
    )
