"""What a field may hold, in Chinese from its type and limits; defaults, options and settings of the reference."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import pytest
from annotated_types import Ge, Le
from pydantic import BaseModel, Field, SecretStr
from pydantic.fields import FieldInfo

from deployments.reference.acts import _number, _setting_row
from deployments.reference.allowed import KEYS, PERIODS, PLAIN, READ, allowed, default_of
from deployments.reference.commands import _meaning, _value, find_command
from models.intake.meeting import MeetingCorrected
from models.ledger.acts import ACTS
from models.rules.kinds import ContactRole, LineStatus, Management
from models.rules.policy import SETTINGS
from tasks.settings import Settings


class Inner(BaseModel):
    """A form inside a form."""

    target: str = Field(title="目标编号")
    note: str = Field(default="", title="说明")
    progress: Decimal | None = Field(default=None, title="进度", ge=0, le=100)


def field(annotation: Any, title: str = "名", **more: Any) -> FieldInfo:
    return FieldInfo.from_annotated_attribute(annotation, Field(title=title, **more))


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        (bool, "是、否"),
        (date, "日期，如2026-06-30"),
        (datetime, "时刻，如2026-06-30T09:00"),
        (int, "整数"),
        (Decimal, "数"),
        (Path, "文件"),
        (SecretStr, "文字，不显示"),
        (str, "文字"),
        (int | None, "整数"),
        (date | None, "日期，如2026-06-30"),
        (Annotated[int, Ge(3)], "整数，不小于3"),
        (Annotated[int, Le(3)], "整数，不大于3"),
        (Annotated[int, Ge(1), Le(3)] | None, "整数，不小于1，不大于3"),
        (Annotated[Decimal, Ge(0)], "数，不小于0"),
        (Management, "、".join(each.label for each in Management)),
        (LineStatus | None, "、".join(each.label for each in LineStatus)),
        (tuple[str, ...], "一项或几项，用、分开"),
        (tuple[int, ...], "一项或几项，用、分开：整数"),
        (tuple[ContactRole, ...], "一项或几项，用、分开：" + "、".join(each.label for each in ContactRole)),
        (tuple[str, ...] | None, "一项或几项，用、分开"),
    ],
)
def test_a_type_is_described_in_chinese(annotation: Any, words: str) -> None:
    assert allowed(field(annotation, default=None)) == words


@pytest.mark.parametrize(("title", "words"), PERIODS.items())
def test_a_period_is_described_by_the_title_of_its_field(title: str, words: str) -> None:
    assert allowed(field(str, title)) == words
    assert allowed(field(str | None, title)) == words
    assert allowed(field(int, title)) == PLAIN[int]


@pytest.mark.parametrize(("reader", "words"), READ)
def test_a_cell_is_described_by_how_it_is_read(reader: Any, words: str) -> None:
    assert allowed(field(Annotated[str, reader])) == words
    assert allowed(field(Annotated[str, reader] | None)) == words


def test_a_form_is_described_field_by_field() -> None:
    text = allowed(field(Inner))
    assert text == "target（目标编号，必填）；note（说明）；progress（进度：数，不小于0，不大于100）"
    assert allowed(field(tuple[Inner, ...])) == f"JSON列表，每项：{text}"


@pytest.mark.parametrize("annotation", [bytes, float, dict[str, int]])
def test_a_type_without_a_description_is_an_error(annotation: Any) -> None:
    with pytest.raises(KeyError):
        allowed(field(annotation))


# Defaults, clauses and options


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "是"),
        (False, "否"),
        (Management.DIRECT, Management.DIRECT.label),
        (0, "0"),
        (12, "12"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_default_is_shown_in_words(value: object, words: str) -> None:
    assert default_of(FieldInfo(default=value)) == words


@pytest.mark.parametrize(
    ("clause", "number"), [("3-6.1.1", [3, 6, 1, 1]), ("1-7.3", [1, 7, 3]), ("3-10", [3, 10]), ("3-4.3", [3, 4, 3])]
)
def test_clauses_are_sorted_by_number_and_not_by_letter(clause: str, number: list[int]) -> None:
    assert _number(clause) == number
    assert sorted(["3-10", "3-9.1", "1-7.3"], key=_number) == ["1-7.3", "3-9.1", "3-10"]


@pytest.mark.parametrize("pair", KEYS)
def test_a_field_that_holds_a_key_is_a_field_of_its_act(pair: tuple[str, str]) -> None:
    act, name = pair
    form = ACTS[act].form
    assert form
    assert name in {each.alias or key for key, each in form.model_fields.items()}
    assert KEYS[pair]


def test_the_keys_of_a_policy_are_all_settings() -> None:
    assert KEYS[("set_policy", "key")] == tuple(SETTINGS)


@pytest.mark.parametrize(
    ("command", "option", "value", "words"),
    [
        ("messages", "limit", "N", "最近多少条，默认100"),
        ("simulate", "seed", "种子", "同一种子推演出同一结果（默认 7）"),
        ("owed", "overdue", "", "只列逾期未办的"),
        ("owed", "day", "日期", "按该日查看，默认今天（北京时间）"),
        ("cycles", "year", "年", "默认为放假安排已公布的最后一年"),
    ],
)
def test_an_option_is_described_with_its_default(command: str, option: str, value: str, words: str) -> None:
    found: Any = next(each for each in find_command(command).params if each.name == option)
    assert (_value(found), _meaning(found)) == (value, words)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_has_a_variable_a_meaning_and_allowed_values(name: str) -> None:
    variable, in_file, title, values, default = _setting_row(name, Settings.model_fields[name])
    assert variable in {f"`MUBIAO_{name.upper()}`", "`DATABASE_URL`"}
    assert in_file in {f"`{name}`", "–"}
    assert title
    assert values
    assert default


def test_evidence_is_a_file_or_a_list_with_days() -> None:
    text = allowed(MeetingCorrected.model_fields["evidence"])
    assert text.startswith("文件；几个的，或要写明日期的，用JSON列表，每项：file（文件，必填）；about（反映的日期：")
