"""What is told about an answer file: sentences for the information office, each with how to mend it (clause O2)."""

from __future__ import annotations

from tasks.contracts.finding import Finding, Scope, Severity

SOURCE = "信用平台"
"""The source that findings on answers are kept under."""
CLAUSE = "G12"

_LEAD = {Severity.ERROR: "退回：", Severity.WARNING: "提示："}
_TEXTS: dict[str, tuple[str, str]] = {
    "answer-wrong-columns": (
        "信用平台答复文件{file}没有文书号（或唯一标识）和处理结果列，无法对应",
        "请核对是否放错文件；平台改了列名的，请在答复表中登记，原件已另存",
    ),
    "answer-file-unknown": (
        "信用平台答复文件{file}未写明答复的是哪个报送文件",
        "请向信用平台核对后，在文件名中写上报送文件名，再放入答复文件夹",
    ),
    "answer-counts-differ": (
        "信用平台答复文件{file}的条数不一致：{counts}",
        "已列明的逐条采用，未列明的继续等待；请向信用平台索取完整答复",
    ),
    "answer-unknown-row": (
        "信用平台答复文件{file}第{row}条（{what}）不是本机关报送的",
        "请核对文书号和机关代码，并向信用平台查询",
    ),
    "answer-ambiguous-row": (
        "信用平台答复文件{file}第{row}条（{what}）对应多次报送，不能确定答复的是哪一次",
        "请向信用平台索取写明报送文件名或者机关代码的答复",
    ),
    "answer-row-twice": (
        "信用平台答复文件{file}第{row}条（{what}）重复，内容一致，按一次采用",
        "无需处理",
    ),
    "answer-contradictory": (
        "信用平台答复文件{file}第{row}条（{what}）与同一文件中另一条结果相反，均未采用",
        "请向信用平台核对后重新取得答复",
    ),
    "answer-unclear": (
        "信用平台答复文件{file}第{row}条（{what}）看不出是入库还是退回，未采用",
        "请向信用平台核对；平台用词有变化的，请在答复表中登记",
    ),
    "answer-older": (
        "信用平台答复文件{file}第{row}条（{what}）答复的是较早一次报送，其后已报送新的内容",
        "无需处理，以较新一次报送的答复为准",
    ),
    "answer-changed": (
        "信用平台对{what}的答复有变化：原为{before}，现为{after}",
        "已按新的答复登记；有疑问的请向信用平台核对",
    ),
    "update-not-taken": (
        "信用平台退回{what}：平台仍为原内容，更正后的内容未被接收（按重复推送处理）",
        "请联系信用平台先取消原信息公示，再由系统重新报送",
    ),
    "credit-refused": ("信用平台退回{what}：{sentence}", "{mending}"),
}


def answer_finding(code: str, severity: Severity, record: int | None = None, **said: object) -> Finding:
    """A finding with its sentences filled in; `record` counts the answer's rows from 1."""
    message, mending = _TEXTS[code]
    return Finding(
        record=record,
        field="",
        code=code,
        severity=severity,
        message=_LEAD[severity] + message.format(row=record, **said),
        mending=mending.format(row=record, **said),
        clause=CLAUSE,
        scope=Scope.RUN if record is None else Scope.RECORD,
    )
