"""The demonstration: the whole main job on an invented city, in three rounds, with a summary to read."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import click

from flows.count import count
from flows.deliver import deliver
from flows.demo_people import PEOPLE, SITE_IDENTITY, review_some, sign_policies
from flows.demo_summary import summary
from flows.prove import prove
from flows.publish import publish
from flows.pull import pull
from flows.withdraw import withdraw
from tasks.deciding import sign
from tasks.delivering import Delivered
from tasks.demo.credit_platform import answer_what_was_handed_in, connect_credit_platform
from tasks.demo.demo_city import DemoCity, build_demo
from tasks.installation import real_clock
from tasks.law.shanghai import shanghai_date
from tasks.publishing import Published
from tasks.pulling import PulledSource
from tasks.settings import SettingsFault, read_settings

MARKER = "demo/made-by-demo"


def demonstrate(count_wanted: int, seed: int, *, fresh: bool) -> None:
    """Run the main job on synthetic offices and print what happened and where to look."""
    home = _prepare_home(fresh=fresh)
    started = time.monotonic()
    with build_demo(home, shanghai_date(real_clock()), seed, count_wanted) as city:
        _say(f"已生成滨河市的合成数据：{_told(city)}")
        connect_credit_platform(home, city.today)
        first = _round("第一轮：取数、校验、登记", pull())
        sign_policies(sign)
        _site("发布到网站并逐页读回", publish())
        city.changes_arrive()
        again = _round("第二轮：更正、补正和撤下通知到达", pull())
        review_some()
        _site("撤下被撤销、变更的决定，并读回", withdraw())
        _site("发布更正后的文本和新通过审查的决定", publish())
        _platforms("报送信用平台", deliver())
        answer_what_was_handed_in(home)
        _platforms("收取信用平台的答复", deliver())
    _say(f"统计库：{count()}")
    differences = prove()
    _say("核对：登记簿、各渠道与公示日志一致" if not differences else f"核对：{len(differences)}处不一致")
    for one in differences[:10]:
        _say(f"  {one.place} {one.decision} {one.problem}")
    _say("")
    _say(summary(first + again, time.monotonic() - started))


def _prepare_home(*, fresh: bool) -> Path:
    """The demonstration's own home; an installation with other data in it is never touched."""
    home = read_settings().home
    if home.exists() and any(home.iterdir()) and not (home / MARKER).exists():
        raise SettingsFault(f"{home}中已有其他数据，演示不会改动；请用 GONGSHI_HOME 指定另一个空文件夹")
    if fresh and home.exists():
        shutil.rmtree(home)
    (home / MARKER).parent.mkdir(parents=True, exist_ok=True)
    (home / MARKER).touch()
    (home / "site.yaml").write_text(SITE_IDENTITY, encoding="utf-8")
    (home / "operators.yaml").write_text(PEOPLE, encoding="utf-8")
    os.environ["GONGSHI_HOME"] = str(home)
    return home


def _told(city: DemoCity) -> str:
    return "，".join(f"{name} {number}" for name, number in city.expected_records.items())


def _round(title: str, pulled: list[PulledSource]) -> list[PulledSource]:
    _say(title)
    for one in pulled:
        problem = f"；{one.problem}" if one.problem else ""
        _say(f"  {one.source}：读到{one.seen}条，新登记{one.added}条，退回{one.rejected}条{problem}")
    return pulled


def _site(title: str, done: Published) -> None:
    _say(f"{title}：公开{done.published}件，撤下{done.withdrawn}件，列表等文件{done.lists}个")
    for problem in done.problems[:5]:
        _say(f"  {problem}")


def _platforms(title: str, done: list[Delivered]) -> None:
    for one in done:
        _say(
            f"{title}：送出{one.sent}件，入库{one.published}件，撤回{one.withdrawn}件，退回{one.set_aside}件"
        )
        for problem in one.problems[:3]:
            _say(f"  {problem}")


def _say(line: str) -> None:
    click.echo(line)
