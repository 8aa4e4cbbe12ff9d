"""Workbooks that districts hand in for the annual report."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the workbooks and their figures."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "district_workbook",
        sa.Column("id", number, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("district", sa.String(length=60), nullable=False, comment="districts.yaml 中的编号"),
        sa.Column("name", sa.String(length=100), nullable=False, comment="区县名称"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="该区县该年度的第几份，最大的为现行"),
        sa.Column("template", sa.String(length=40), nullable=False, comment="模板版本"),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(length=32), nullable=False, comment="原文件的SHA-256"),
        sa.Column("act_id", number, nullable=False, comment="由谁、何时、为何收下"),
        sa.ForeignKeyConstraint(["act_id"], ["operator_act.id"], name=op.f("fk_district_workbook_act_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district_workbook")),
        sa.UniqueConstraint(
            "year", "district", "ordinal", name=op.f("uq_district_workbook_year_district_ordinal")
        ),
    )
    op.create_table(
        "district_figure",
        sa.Column("workbook_id", number, autoincrement=False, nullable=False),
        sa.Column(
            "form", sa.String(length=20), nullable=False, comment="penalty、licence、coercion、other_acts"
        ),
        sa.Column("unit", sa.String(length=200), nullable=False, comment="单位名称"),
        sa.Column("heading", sa.String(length=100), nullable=False, comment="栏目"),
        sa.Column("unit_ordinal", sa.Integer(), nullable=False, comment="报表中第几个单位，从1起"),
        sa.Column("value", number, nullable=True, comment="宗（次）数；金额为分；空为不具有该项权力"),
        sa.ForeignKeyConstraint(
            ["workbook_id"], ["district_workbook.id"], name=op.f("fk_district_figure_workbook_id")
        ),
        sa.PrimaryKeyConstraint("workbook_id", "form", "unit", "heading", name=op.f("pk_district_figure")),
    )
