"""Commands that move decisions along: one flow, files by hand, the whole demonstration."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from flows.commands.options import as_json, print_json

FLOWS = ("pull", "compare", "publish", "withdraw", "deliver", "count", "prove", "everything")


@click.command("run")
@click.argument("flow", type=click.Choice(FLOWS))
@as_json
def run_command(flow: str, as_json: bool) -> None:
    """现在运行一个流程；有Prefect服务时由它记录，没有也能运行。"""
    from flows.running import run_flow, told

    outcome = run_flow(flow)
    if as_json:
        print_json(outcome.answer)
    else:
        click.echo(told(flow, outcome))
    sys.exit(1 if outcome.problems else 0)


@click.command("import")
@click.argument("contract")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--review-attested-by", help="由谁担保这些决定已经法制审核。")
@click.option("--release-approved-by", help="由谁担保这些决定已经发布审查。")
@as_json
def import_command(
    contract: str,
    files: tuple[Path, ...],
    review_attested_by: str | None,
    release_approved_by: str | None,
    as_json: bool,
) -> None:
    """手工导入文件：按合同校验并登记。"""
    from tasks.importing import import_files, imported_text

    for file in files:
        if not file.is_file():
            raise click.UsageError(f"没有文件“{file}”")
    for name, person in (
        ("--review-attested-by", review_attested_by),
        ("--release-approved-by", release_approved_by),
    ):
        if person is not None and not person.strip():
            raise click.UsageError(f"{name} 须写明姓名")
    answer = import_files(contract, files, review_attested_by, release_approved_by)
    if as_json:
        print_json(answer)
    else:
        click.echo(imported_text(answer))
    sys.exit(1 if answer["findings"] else 0)


@click.command("demo")
@click.option("--count", default=2400, show_default=True, help="合成多少个决定。")
@click.option("--seed", default=20260101, show_default=True, help="同一数字生成同样的数据。")
@click.option("--fresh/--keep", default=True, help="重新开始，或接着已有的演示数据。")
def demo_command(count: int, seed: int, fresh: bool) -> None:
    """用合成数据走完全过程，最后给出小结和可以打开的地址。"""
    from flows.demo import demonstrate

    demonstrate(count, seed, fresh=fresh)
