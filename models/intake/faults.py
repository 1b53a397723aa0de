"""Pydantic's errors in words that the person who filled in the form understands."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from models.intake.values import CREDIT_CODE, DIGEST, MOBILE

DATE_ERRORS = ("date_from_datetime_parsing", "date_from_datetime_inexact", "date_parsing", "date_type")
WORDS = {
    **dict.fromkeys(DATE_ERRORS, "不是有效日期，应为2026-06-30这样的写法"),
    **dict.fromkeys(("decimal_parsing", "decimal_type", "finite_number"), "不是数字"),
    **dict.fromkeys(("int_parsing", "int_from_float", "int_type"), "不是整数"),
    **dict.fromkeys(("bool_parsing", "bool_type"), "应填是或否"),
    **dict.fromkeys(("string_too_short", "too_short"), "不能为空"),
    **dict.fromkeys(("list_type", "tuple_type"), "应为列表"),
    **dict.fromkeys(("model_type", "dict_type"), "应为{{…}}形式的内容"),
    "missing": "必填",
    "string_pattern_mismatch": "格式不对",
    "string_too_long": "不能超过{max_length}个字",
    "greater_than_equal": "不能小于{ge}",
    "less_than_equal": "不能大于{le}",
    "enum": "不在可选范围内",
    "string_type": "应为文字",
}
PATTERNS = {
    MOBILE: "，手机号应为11位数字，固定电话前写区号，如0851-85360001",
    CREDIT_CODE: "，应为18位数字和大写字母（不含I、O、S、V、Z）",
    DIGEST: "，应为SHA-256的前8至64位（数字和小写字母a至f）",
}


class Fault(NamedTuple):
    """An error of an input: where it is, its words without the name of the field, and its sentence with it."""

    place: tuple[str | int, ...]
    words: str
    sentence: str


def complain(error: ValidationError, form: type[BaseModel], *, options: bool = False) -> str:
    """Return all errors of a form in one sentence: “召开日期”不是有效日期……；“参加人员”必填。

    `options`: each field is named with its option of the command line too: “资质”（--qualification）必填。
    """
    return "；".join(sentence for _, sentence in list_faults(error, form, options=options)) + "。"


def list_faults(error: ValidationError, form: type[BaseModel], *, options: bool = False) -> list[tuple[str, str]]:
    """Return each error of a form: its field (empty for the whole form), and its sentence without a full stop."""
    return [(str(next(iter(fault.place), "")), fault.sentence) for fault in placed_faults(error, form, options=options)]


def each_fault(error: ValidationError, form: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """Yield each error of a form as a sentence, with the field that it is about; empty if about the whole form."""
    for fault in placed_faults(error, form):
        yield str(next(iter(fault.place), "")), f"{fault.sentence}。"


def placed_faults(error: ValidationError, form: type[BaseModel], *, options: bool = False) -> Iterator[Fault]:
    """Yield each error of a form with its place, so that a reader of cells names the cell."""
    faults = error.errors(include_url=False)
    for fault in faults:
        if not _follows_from(fault, faults):
            words = _words_of(fault, form, options=options)
            yield Fault(fault["loc"], words, _describe_place(fault["loc"], form, options=options) + words)


def _follows_from(fault: Any, faults: Sequence[Any]) -> bool:  # noqa: ANN401 - ErrorDetails of pydantic_core
    # A list with a single invalid item is also reported as empty: the item's error suffices.
    inside = [other["loc"] for other in faults if other["loc"][:-1][: len(fault["loc"])] == fault["loc"]]
    return fault["type"] == "too_short" and bool(inside)


def _words_of(fault: Any, form: type[BaseModel], *, options: bool) -> str:  # noqa: ANN401 - ErrorDetails of pydantic_core
    if fault["type"] == "value_error":
        sentence = str(fault["ctx"]["error"])
        return sentence + (_options_in(sentence, form) if options and not fault["loc"] else "")
    if fault["type"] == "extra_forbidden":
        return f"没有这个字段{_list_fields(_form_at(fault['loc'], form))}"
    if fault["type"] == "too_short" and fault["ctx"]["min_length"] > 1:
        return f"至少写{fault['ctx']['min_length']}项"
    words = WORDS.get(fault["type"], "填写有误") + PATTERNS.get(fault.get("ctx", {}).get("pattern", ""), "")
    return words.format(**fault.get("ctx", {}))


def _form_at(loc: Sequence[str | int], form: type[BaseModel]) -> type[BaseModel] | None:
    """Return the form that holds the last element of `loc`; None if it is not a form."""
    inner: type[BaseModel] | None = form
    for part in loc[:-1]:
        if isinstance(part, str) and inner:
            field = field_of(inner, part)
            inner = _nested_form(field.annotation) if field else None
    return inner


def _list_fields(form: type[BaseModel] | None) -> str:
    """Return the valid fields: ，可填：target（目标编号）、reason（原因）; empty without a form."""
    known = form.model_fields.items() if form else ()
    names = [f"{f.alias or name}{f'（{f.title}）' if f.title else ''}" for name, f in known]
    return f"，可填：{'、'.join(names)}" if names else ""


def _options_in(sentence: str, form: type[BaseModel]) -> str:
    """Return the options of the fields that a sentence about the whole form names by their titles, in brackets."""
    found = []
    for name, field in sorted(form.model_fields.items(), key=lambda item: -len(item[1].title or "")):
        if field.title and field.title in sentence:
            sentence = sentence.replace(field.title, "")
            found.append(name)
    ordered = [option_of(name) for name in form.model_fields if name in found]
    return f"（{'、'.join(ordered)}）" if ordered else ""


def option_of(name: str) -> str:
    """Return the option of the command line for a field: --held-on."""
    return f"--{name.replace('_', '-')}"


def _describe_place(loc: Sequence[str | int], form: type[BaseModel] | None, *, options: bool) -> str:
    words = ""
    for place, part in enumerate(loc):
        if isinstance(part, int):
            words += f"第{part + 1}项"
            continue
        field = field_of(form, part) if form else None
        words += f"“{(field.title if field and field.title else part)}”"
        words += f"（{option_of(part)}）" if options and field and not place else ""
        form = _nested_form(field.annotation) if field else None
    return words


def field_of(form: type[BaseModel], part: str) -> FieldInfo | None:
    """Return the field of a form by its alias or name."""
    aliased = (field for field in form.model_fields.values() if field.alias == part)
    return form.model_fields.get(part) or next(aliased, None)


def _nested_form(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - any annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((form for part in get_args(annotation) if (form := _nested_form(part))), None)
