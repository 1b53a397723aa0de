"""What a field or a column may hold, said in Chinese from its type."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel, BeforeValidator, SecretStr
from pydantic.fields import FieldInfo

from models.intake.addresses import MaybeEmail, MaybeMobile, MaybeRobot
from models.intake.evidence import Pieces
from models.intake.faults import PATTERNS
from models.intake.report import progress
from models.intake.values import month_or_quarter, percent
from models.rules.cycles import CYCLES
from models.rules.kinds import Labelled
from models.rules.policy import SETTINGS

CYCLE_KEYS = tuple(cycle.key for cycle in CYCLES)
# Fields whose allowed values are keys that stand in the code, not in the type.
KEYS = {
    ("set_policy", "key"): tuple(SETTINGS),
    ("open_cycle", "cycle"): CYCLE_KEYS,
    ("pause_cycle", "cycle"): CYCLE_KEYS,
    ("resume_cycle", "cycle"): CYCLE_KEYS,
}
PERIODS = {
    "季度": "季度，如2026Q1",
    "月份": "月份，如2026-03",
    "年度": "年度，如2026",
    "半年": "半年，如2026H1",
    "期间": "月2026-03、季2026Q1或年2026",
}
PLAIN: dict[Any, str] = {
    bool: "是、否",
    date: "日期，如2026-06-30",
    datetime: "时刻，如2026-06-30T09:00",
    int: "整数",
    Decimal: "数",
    Path: "文件",
    SecretStr: "文字，不显示",
    str: "文字",
    Any: "文字或JSON",
    dict[str, dict[str, str]]: "由系统写明",
    dict[str, str]: "部门：原因；几个用；分开",
}
# Types that differ only in how a cell is read.
READ: tuple[tuple[Any, str], ...] = (
    (get_args(MaybeEmail)[1], "邮箱地址"),
    (get_args(MaybeMobile)[1], "11位手机号码，或写区号的固定电话"),
    (get_args(MaybeRobot)[1], "机器人key、webhook地址或Apprise地址"),
    (BeforeValidator(percent), "0到100，可带%"),
    (BeforeValidator(progress), "0到100，可带%；填了完成数量的可超过100"),
    (BeforeValidator(month_or_quarter), "月份或季度，如2026-03、2026Q1"),
)

PIECES = get_args(Pieces)[1]  # a plain file name is taken too


def allowed(field: FieldInfo) -> str:
    """The values of a field; a list names what each of its items may be."""
    kind, metadata = plain_type(field.annotation, field.metadata)
    if kind is str and field.title in PERIODS:
        return PERIODS[field.title]
    return _values(kind, metadata)


def default_of(field: FieldInfo) -> str:
    """The value that an omitted field has, in words; empty if it has none worth saying."""
    match field.default:
        case bool():
            return "是" if field.default else "否"
        case Labelled():
            return field.default.label
        case int():
            return str(field.default)
    return ""


def plain_type(annotation: Any, metadata: Sequence[Any] = ()) -> tuple[Any, Sequence[Any]]:  # noqa: ANN401 - any annotation
    """The type inside `Annotated` and `| None`, with all metadata on the way to it."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return plain_type(inner, [*metadata, *more])
    if get_origin(annotation) in {Union, UnionType}:
        return plain_type(next(each for each in get_args(annotation) if each is not type(None)), metadata)
    return annotation, metadata


def _values(kind: Any, metadata: Sequence[Any]) -> str:  # noqa: ANN401 - any type
    if get_origin(kind) is tuple:
        if PIECES in metadata:
            return f"文件；几个的，或要写明日期的，用{_list(*plain_type(get_args(kind)[0]))}"
        return _list(*plain_type(get_args(kind)[0]))
    if isinstance(kind, type) and issubclass(kind, Labelled):
        return "、".join(member.label for member in kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return "；".join(f"{name}（{each}）" for name, each in _items(kind))
    return next((words for validator, words in READ if validator in metadata), "") or PLAIN[kind] + _limits(metadata)


def _list(kind: Any, metadata: Sequence[Any]) -> str:  # noqa: ANN401 - any type
    values = _values(kind, metadata)
    if kind is str:
        return "一项或几项，用、分开"
    is_form = isinstance(kind, type) and issubclass(kind, BaseModel)
    return f"JSON列表，每项：{values}" if is_form else f"一项或几项，用、分开：{values}"


def _items(form: type[BaseModel]) -> Iterator[tuple[str, str]]:
    for name, field in form.model_fields.items():
        values, must = allowed(field), "，必填" if field.is_required() else ""
        plain = values in {PLAIN[str], field.title}
        yield field.alias or name, f"{field.title}{must}" + ("" if plain else f"：{values}")


def _limits(metadata: Iterable[Any]) -> str:
    """Bounds and patterns, as far as they are said anywhere."""
    limits = ""
    for each in metadata:
        match each:
            case Ge(ge=least):
                limits += f"，不小于{least}"
            case Le(le=most):
                limits += f"，不大于{most}"
        limits += PATTERNS.get(getattr(each, "pattern", None) or "", "")
    return limits
