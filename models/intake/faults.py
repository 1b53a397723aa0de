"""Pydantic's complaints in words that the person who filled in the form understands."""

from typing import Any

from pydantic import BaseModel, ValidationError

WORDS = {
    "missing": "必填",
    "extra_forbidden": "没有这个字段",
    "date_from_datetime_parsing": "不是有效日期，应为2026-06-30这样的写法",
    "date_parsing": "不是有效日期，应为2026-06-30这样的写法",
    "date_type": "不是有效日期，应为2026-06-30这样的写法",
    "decimal_parsing": "不是数字",
    "int_parsing": "不是整数",
    "bool_parsing": "应填true或false",
    "string_too_short": "不能为空",
    "greater_than_equal": "不能小于{ge}",
    "less_than_equal": "不能大于{le}",
    "enum": "不在可选范围内",
    "string_type": "应为文字",
    "list_type": "应为列表",
}


def complain(error: ValidationError, form: type[BaseModel]) -> str:
    """Every complaint of a form, joined: “召开日期”不是有效日期……；“参加人员”必填。"""
    return "；".join(_one(fault, form) for fault in error.errors(include_url=False)) + "。"


def _one(fault: Any, form: type[BaseModel]) -> str:  # noqa: ANN401 - ErrorDetails of pydantic_core
    where = "".join(_place(part, form) for part in fault["loc"])
    if fault["type"] == "value_error":
        return f"{where}{fault['ctx']['error']}"
    words = WORDS.get(fault["type"], "填写有误")
    return f"{where}{words.format(**fault.get('ctx', {}))}"


def _place(part: str | int, form: type[BaseModel]) -> str:
    if isinstance(part, int):
        return f"第{part + 1}项"
    field = form.model_fields.get(part)
    return f"“{(field.title if field and field.title else part)}”"
