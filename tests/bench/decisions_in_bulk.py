"""Invented decisions straight into a snapshot's tables: what the forms read is drawn, the rest is filled plainly."""

from __future__ import annotations

from itertools import combinations

import duckdb

from tasks.contracts.tables_counting import CountingTables
from tasks.warehouse.classifying import most_severe_kinds
from tasks.warehouse.rule_rows import insert_rows

YEARS = (2022, 2023, 2024, 2025, 2026)
UNITS = 24
_FILL = """
INSERT INTO core_decision BY NAME
WITH drawn AS (
    SELECT
        i AS decision_id,
        hash(i) AS h,
        hash(i, 1) % 1000 AS act,
        DATE '2022-01-01' + (i * 1826 // $count)::INTEGER AS decided_on
    FROM range($count) AS r(i)
),
acts AS (
    SELECT
        *,
        CASE WHEN act < 700 THEN '行政检查' WHEN act < 850 THEN '行政处罚' WHEN act < 970 THEN '行政许可'
            WHEN act < 990 THEN '行政强制' ELSE '行政征收' END AS act_type,
        1 + h % $units AS authority_key,
        1 + hash(decision_id, 2) % $mixes AS mix
    FROM drawn
)
SELECT
    a.decision_id,
    a.act_type,
    printf('%026d', a.decision_id) AS page_id,
    printf('滨卫医字〔%d〕%d号', year(a.decided_on), a.decision_id) AS document_number,
    a.decided_on,
    a.authority_key,
    printf('滨河市第%d卫生健康委员会', a.authority_key) AS authority_name,
    '' AS authority_code,
    ['监督处', '政务服务处', '职健处', '妇幼处'][1 + (a.h % 4)::BIGINT] AS office,
    CASE WHEN a.act_type = '行政处罚' THEN if(hash(a.decision_id, 3) % 10 < 4, '简易程序', '普通程序') END
        AS procedure_kind,
    CASE WHEN a.act_type = '行政处罚' THEN m.kinds ELSE []::VARCHAR[] END AS kinds,
    CASE WHEN a.act_type = '行政处罚' AND list_contains(m.kinds, '罚款') THEN 10000 * (1 + a.h % 500) END AS fine_fen,
    CASE WHEN a.act_type = '行政处罚' AND a.h % 9 = 0 THEN 100 * (a.h % 70000) END AS confiscated_fen,
    CASE WHEN a.act_type = '行政处罚' AND a.h % 5 = 0 THEN a.decided_on - 3 END AS review_date,
    CASE
        WHEN a.act_type = '行政检查' AND a.h % 25 = 0 THEN NULL
        ELSE CASE a.act_type
            WHEN '行政处罚' THEN m.counted_kind
            WHEN '行政许可' THEN if(a.h % 40 = 0, '不予许可', '准予许可')
            WHEN '行政强制' THEN ['查封场所、设施或者财物', '扣押财物', '代履行'][1 + (a.h % 3)::BIGINT]
            ELSE a.act_type
        END
    END AS counted_kind,
    a.decided_on AS counted_on,
    year(a.decided_on) AS counted_year,
    CASE WHEN a.act_type = '行政检查' AND a.h % 25 = 0 THEN '检查记录不完整' END AS not_counted,
    'published' AS website_state
FROM acts AS a
LEFT JOIN mixes AS m ON m.mix = a.mix
"""


def fill(warehouse: duckdb.DuckDBPyConnection, tables: CountingTables, count: int) -> None:
    """`count` decisions spread evenly over YEARS and UNITS, penalties with every mix of one and two kinds."""
    names = [kind.name for kind in tables.penalty_kinds.kinds]
    mixes = [*((one,) for one in names), *combinations(names, 2)]
    severe = most_severe_kinds(mixes, tables)
    insert_rows(
        warehouse,
        "INSERT INTO meta_most_severe FROM given_rows",
        [(order, list(kinds), kind) for order, kinds, kind in severe],
    )
    insert_rows(
        warehouse,
        "INSERT INTO core_authority FROM given_rows",
        [
            (
                key,
                f"unit-{key}",
                f"={key}",
                f"滨河市第{key}卫生健康委员会",
                key,
                True,
                "own",
                ["行政处罚", "行政许可", "行政强制", "行政检查", "行政征收"],
                None,
                None,
            )
            for key in range(1, UNITS + 1)
        ],
    )
    current = {kinds: kind for order, kinds, kind in severe if order == tables.severity_orders[-1].id}
    warehouse.execute("CREATE TEMP TABLE mixes (mix BIGINT, kinds VARCHAR[], counted_kind VARCHAR)")
    insert_rows(
        warehouse,
        "INSERT INTO mixes FROM given_rows",
        [(number, list(kinds), current[kinds]) for number, kinds in enumerate(mixes, 1)],
    )
    warehouse.execute(_FILL, {"count": count, "units": UNITS, "mixes": len(mixes)})
