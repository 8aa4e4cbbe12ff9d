"""What a named person decides, as Prefect flows without a schedule: Prefect's own form is the desk."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, get_type_hints

from prefect import Flow
from prefect.states import Completed, Failed
from pydantic import Field

from flows.immediately import withdraw_within_flow
from flows.problems import problems_of
from tasks import deciding
from tasks.contracts.law_rows import LawTableError
from tasks.correcting import correct
from tasks.law.acts import CHANNEL_NAMES, Channel
from tasks.proposing import confirm
from tasks.register.acting import ActRefused
from tasks.register.claims import ClaimedElsewhere
from tasks.releasing import release

Number = Annotated[
    str, Field(title="文书号", min_length=1, description="决定书上的文书号，如 滨卫罚〔2026〕12号")
]
Operator = Annotated[
    str,
    Field(title="办理人", min_length=1, description="处室和姓名，如 办公室 吴某；须在办理人员名册中"),
]
Batch = Annotated[int, Field(title="批次编号", ge=1)]
Stage = Annotated[Literal["初审", "复审", "保密审查", "终审"], Field(title="审查环节")]
Opinion = Annotated[
    Literal["通过", "退回"], Field(title="审查意见", description="退回的理由在暂缓原因中显示")
]
Phrases = Annotated[list[str], Field(title="内容", description="逐条填写，与原文一致")]
Reason = Annotated[str, Field(title="理由", min_length=1)]
Basis = Annotated[str, Field(title="依据", min_length=1, description="法律条款、文书或者审批单")]
Act = Annotated[
    Literal["未指明", "行政许可", "行政处罚", "行政强制", "行政检查", "行政征收", "行政征用"],
    Field(title="执法类别", description="文书号对应多个决定时须指明"),
]
_ANY: Literal["未指明"] = "未指明"
Place = Literal["各公开渠道", "官方网站", "网上办事大厅", "信用平台", "执法监督平台", "内容管理系统"]
Ending = Literal["撤销", "确认无效", "确认违法", "变更", "重新作出", "更正", "信用修复", "公示有误"]


def _act(name: str, description: str) -> Callable[[Callable[..., str]], Flow[Any, Any]]:
    """A flow of an operator's act: its sentence becomes the state's message, a refusal is not retried."""

    def decorate(function: Callable[..., str]) -> Flow[Any, Any]:
        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            try:
                said = function(*args, **kwargs)
            except (ActRefused, LawTableError) as refusal:
                return Failed(message=str(refusal))
            return Completed(message=said, data=said)

        run.__doc__ = f"{description}\n\nArgs:\n{_arguments(function)}"
        return Flow(run, name=name, description=description, persist_result=False, log_prints=False)

    return decorate


def _arguments(function: Callable[..., str]) -> str:
    """The fields' Chinese names; Prefect's form takes what it says about a field from the docstring alone."""
    lines = []
    for name, hint in get_type_hints(function, include_extras=True).items():
        for field in getattr(hint, "__metadata__", ()):
            said = f"{field.title}。{field.description}" if field.description else f"{field.title}"
            lines.append(f"    {name}: {said}")
    return "\n".join(lines)


def _named(act_type: str) -> str:
    return "" if act_type == _ANY else act_type


@_act("通过发布审查", "一个决定终审通过，准予公开；下一次公开流程将其发布。")
def approve_release(
    number: Number, operator: Operator, reason: Reason, basis: Basis, act_type: Act = _ANY
) -> str:
    """Sign the final stage of one decision's release review."""
    return deciding.approve(number, None, _named(act_type), operator, reason, basis)


@_act("整批通过发布审查", "一个批次中待发布审查的决定全部终审通过，准予公开；下一次公开流程将其发布。")
def approve_batch(batch: Batch, operator: Operator, reason: Reason, basis: Basis) -> str:
    """Sign the final stage of a batch's release review."""
    return deciding.approve(None, batch, "", operator, reason, basis)


@_act("发布审查", "一个决定的初审、复审、保密审查或者终审，通过或者退回。")
def review_release(
    number: Number,
    stage: Stage,
    opinion: Opinion,
    operator: Operator,
    reason: Reason,
    basis: Basis,
    act_type: Act = _ANY,
) -> str:
    """Pass or return one decision at one stage of release review."""
    returned = opinion == "退回"
    return deciding.review(number, None, stage, _named(act_type), operator, reason, basis, returned=returned)


@_act("整批发布审查", "一个批次中待发布审查的决定的初审、复审、保密审查或者终审，通过或者退回。")
def review_batch(
    batch: Batch, stage: Stage, opinion: Opinion, operator: Operator, reason: Reason, basis: Basis
) -> str:
    """Pass or return a batch at one stage of release review."""
    return deciding.review(None, batch, stage, "", operator, reason, basis, returned=opinion == "退回")


@_act(
    "公示决定",
    "对一个决定作出公示、不予公示或者暂缓的决定，优先于按规则得出的结论；放行存疑文本、撤除已公开文本的须由另一人确认。",
)
def rule_on_disclosure(
    number: Number,
    outcome: Annotated[Literal["公示", "不予公示", "暂缓"], Field(title="公示决定")],
    operator: Operator,
    reason: Reason,
    basis: Basis,
    until: Annotated[date | None, Field(title="暂缓至", description="暂缓时必填")] = None,
    channel: Annotated[
        Place, Field(title="公示渠道", description="只对一个渠道作决定的须指明")
    ] = "各公开渠道",
    act_type: Act = _ANY,
) -> str:
    """Decide on the disclosure of one decision."""
    return deciding.disclose(
        number, outcome, until, _named(act_type), operator, reason, basis, channel=_channel(channel)
    )


def _channel(name: str) -> Channel | None:
    return next((one for one, called in CHANNEL_NAMES.items() if called == name), None)


@_act(
    "登记撤下", "登记一个决定的撤下；下一次撤下流程执行并逐处读回。公示有误的须由另一人确认，确认后立即撤下。"
)
def request_withdrawal(
    number: Number,
    ending: Annotated[Ending, Field(title="撤下种类")],
    requester: Annotated[str, Field(title="提出人或者单位", min_length=1)],
    operator: Operator,
    reason: Reason,
    basis: Basis,
    notice_number: Annotated[str, Field(title="据以撤下的文书号")] = "",
    replaced_by: Annotated[str, Field(title="变更或者重新作出后的文书号")] = "",
    act_type: Act = _ANY,
) -> str:
    """Request the withdrawal of one decision."""
    return deciding.withdraw(
        number, ending, requester, notice_number, replaced_by, _named(act_type), operator, reason, basis
    )


@_act("退回记录销号", "退回的记录不再等待更正，销号后仍计入总账。")
def dismiss_records(
    record_ids: Annotated[list[int], Field(title="记录编号", min_length=1)],
    operator: Operator,
    reason: Reason,
    basis: Basis,
) -> str:
    """Dismiss rejected records."""
    return deciding.dismiss(tuple(record_ids), operator, reason, basis)


@_act(
    "放行退回记录",
    "退回有误或者规则不适用于个案的记录予以放行，照常过各道关口；没有决定日期、文书号、机关或者相对人的不得放行。",
)
def release_records(
    record_ids: Annotated[
        list[int], Field(title="记录编号", min_length=1, description="见 gongshi rejected")
    ],
    operator: Operator,
    reason: Reason,
    basis: Basis,
) -> str:
    """Release rejected records."""
    return release(tuple(record_ids), operator, reason, basis)


@_act("签署政策", "法规处签署一条公示政策；因其未签署而暂缓的决定将重新判断。")
def sign_policy(
    policy: Annotated[str, Field(title="政策编号", min_length=1, description="未签署的见 gongshi status")],
    operator: Operator,
    reason: Reason,
    basis: Basis,
) -> str:
    """Sign a policy row."""
    return deciding.sign(policy, operator, reason, basis)


@_act("确认待办事项", "第二人对须两人办理的事项表示同意或者不同意；误公开的，同意后立即撤下并逐处读回。")
def confirm_proposal(
    proposal: Annotated[
        int, Field(title="事项编号", ge=1, description="待确认的事项见 gongshi proposals 或者提出时的回执")
    ],
    opinion: Annotated[Literal["同意", "不同意"], Field(title="意见")],
    operator: Operator,
    reason: Annotated[str, Field(title="理由", description="不同意时必填")] = "",
    basis: Annotated[str, Field(title="依据", description="不填则同提出时的依据")] = "",
) -> str:
    """Agree or disagree as the second person; an error that two agree on comes down at once."""
    done = confirm(proposal, operator, reason, basis, disagreed=opinion == "不同意")
    return f"{done.sentence}；{_taken_down()}" if done.takes_down else done.sentence


def _taken_down() -> str:
    try:
        withdrawn = withdraw_within_flow()
    except ClaimedElsewhere as busy:
        return f"{busy}，由其后的撤下流程执行"
    problems = problems_of(withdrawn)
    return f"需要处理：{'；'.join(problems)}" if problems else f"已撤下{withdrawn.withdrawn}件并读回"


@_act(
    "更正隐去内容", "在公开文本中另行隐去内容，或者恢复显示误隐去的内容；存疑文本恢复显示的须由另一人确认。"
)
def correct_redaction(
    number: Number,
    action: Annotated[Literal["隐去", "恢复显示"], Field(title="更正方式")],
    phrases: Phrases,
    operator: Operator,
    reason: Reason,
    basis: Basis,
    act_type: Act = _ANY,
) -> str:
    """Hide phrases, or show what was hidden wrongly."""
    given = tuple(phrases)
    hide, show = (given, ()) if action == "隐去" else ((), given)
    return correct(number, hide, show, _named(act_type), operator, reason, basis)


@_act("负责人决定公开", "负责人决定公开一个未经法制审核的决定；法律规定应当审核的不得办理。")
def override_review(
    number: Number, operator: Operator, reason: Reason, basis: Basis, act_type: Act = _ANY
) -> str:
    """The head decides to publish in spite of a missing legal review."""
    return deciding.override_review(number, _named(act_type), operator, reason, basis)
