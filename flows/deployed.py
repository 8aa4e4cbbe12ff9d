"""The flows as Prefect runs them; their deployments stand in `prefect.yaml`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from prefect import Flow
from prefect.states import Completed

from flows.compare import compare as compare_plainly
from flows.count import count as count_plainly
from flows.deliver import deliver as deliver_plainly
from flows.everything import everything as do_everything
from flows.problems import problems_of
from flows.prove import prove as prove_plainly
from flows.publish import publish as publish_plainly
from flows.pull import pull as pull_plainly
from flows.withdraw import withdraw as withdraw_plainly
from tasks.register.claims import ClaimedElsewhere

_NIGHTLY_RETRIES = 1
_RETRY_AFTER_SECONDS = 60
_SHOWN_PROBLEMS = 3

DONE_ELSEWHERE = "另有进程办理"
WITH_PROBLEMS = "完成，有问题待处理"


def _flow(name: str, description: str, function: Callable[..., Any], retries: int = 0) -> Flow[Any, Any]:
    """A Prefect flow of a plain function.

    Flows that come round again in minutes are not retried: their steps are, and the next run is a reconcile.
    """

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            answer = function(*args, **kwargs)
        except ClaimedElsewhere as busy:
            return Completed(name=DONE_ELSEWHERE, message=str(busy), data={"busy": str(busy)})
        problems = problems_of(answer)
        if not problems:
            return answer
        return Completed(name=WITH_PROBLEMS, message="；".join(problems[:_SHOWN_PROBLEMS]), data=answer)

    return Flow(
        run,
        name=name,
        description=description,
        retries=retries,
        retry_delay_seconds=_RETRY_AFTER_SECONDS,
        persist_result=False,
        log_prints=False,
    )


pull = _flow(
    "取数", "从各业务系统取新增和变更的记录，按数据合同校验并登记；一个来源故障不影响其他来源。", pull_plainly
)

compare = _flow(
    "全量比对",
    "逐一比对来源的全部记录，找出迟到的和消失的；来源为空或远少于往常时停止并告警，不作任何改动。",
    compare_plainly,
    _NIGHTLY_RETRIES,
)

publish = _flow("公开", "把到期应公开的决定发布到网站，并逐页读回确认。", publish_plainly)

withdraw = _flow(
    "撤下", "把被撤销、变更、期满或经人工登记的决定从网站撤下，并逐处读回确认。", withdraw_plainly
)

deliver = _flow(
    "报送",
    "向办事大厅、信用平台、执法监督平台等报送和撤回，收取回执；一个平台故障不影响其他平台。",
    deliver_plainly,
)

prove = _flow(
    "核对", "逐条核对两本账，逐字节核对网站和公示日志，列出每一处不一致。", prove_plainly, _NIGHTLY_RETRIES
)

count = _flow("统计", "登记簿有变化时重建供统计人员查询的统计库。", count_plainly, _NIGHTLY_RETRIES)

everything = _flow("全流程", "依次取数、公开、撤下、报送；用于首次运行和停机后的补办。", do_everything)
