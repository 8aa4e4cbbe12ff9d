"""What is wrong with a property of a channel's file, in words an officer understands."""

from __future__ import annotations

from pydantic_core import ErrorDetails

_SENTENCES = {
    "missing": "未填写",
    "extra_forbidden": "不认识这个项目",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "string_type": "应为文字（数字请加引号）",
    "string_too_short": "不得为空",
    "string_too_long": "过长",
    "greater_than": "应大于{gt}",
    "greater_than_equal": "不应小于{ge}",
    "less_than_equal": "不应大于{le}",
    "enum": "应为以下之一：{expected}",
    "model_type": "应为键值结构",
    "model_attributes_type": "应为键值结构",
}


def fault_told(error: ErrorDetails) -> str:
    """The sentence for what pydantic found; the property is named by the caller."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    return _SENTENCES.get(error["type"], "的值无效").format_map(error.get("ctx", {}))
