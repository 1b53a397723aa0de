"""The input of an act of secrecy: one record, and a valid marking (4.7)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from models.intake.secrecy import Marked, MarkingLifted, OfMatter, Opened, ReaderDecided
from models.rules.secrecy import Marking
from tests.models.intake.complaint import complaint

DIGEST = "0123abcd" * 8


@pytest.mark.parametrize(
    "data",
    [
        {"target": "T001"},
        {"target": "T001", "year": 2025},
        {"target": "T001", "inspection": "2026-1"},
        {"evidence": DIGEST},
        {"evidence": DIGEST[:8]},
    ],
)
def test_one_thing_is_meant(data: dict[str, Any]) -> None:
    assert OfMatter.model_validate(data).model_dump(exclude_defaults=True) == data


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"year": 2026},
        {"inspection": "2026-1"},
        {"target": "T001", "evidence": DIGEST},
        {"inspection": "2026-1", "evidence": DIGEST},
        {"evidence": DIGEST[:7]},
        {"evidence": DIGEST.upper()},
    ],
)
def test_no_record_or_two_records_are_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        OfMatter.model_validate(data)


def test_a_marking_is_read_by_its_label_or_given_as_such() -> None:
    form = {"target": "T001", "reason": "原件定密"}
    assert Marked.model_validate({**form, "marking": "机密"}).marking is Marking.CONFIDENTIAL
    assert Marked.model_validate({**form, "marking": Marking.SECRET}).marking is Marking.SECRET
    with pytest.raises(ValidationError, match="绝密级的目标、核查结果和材料不得进入本系统"):
        Marked.model_validate({**form, "marking": "绝密"})


TARGET = {"target": "T001"}
MARKED = TARGET | {"marking": "内部", "reason": "原件定密"}
READER = TARGET | {"reader": "D001/李明", "reason": "承办"}
SHA = "0123456789abcdef" * 4
ONE = "须写明一项：目标编号（核查结果另加核查编号），或印证材料SHA-256（至少前8位）。"
DIGEST_VALUES = "“印证材料SHA-256”格式不对，应为SHA-256的前8至64位（数字和小写字母a至f）。"
MARKINGS = "不在可选范围内，可填：内部、工作秘密、秘密、机密。"
NEVER = "绝密级的目标、核查结果和材料不得进入本系统，请按保密规定在专用场所和设备上办理"
FORMS: dict[type[BaseModel], dict[str, str]] = {
    Marked: {"marking": "内部", "reason": "定密"},
    MarkingLifted: {"reason": "解密"},
    ReaderDecided: {"reader": "D001/李明", "reason": "承办"},
    Opened: {"purpose": "核查"},
}


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"target": "", "evidence": ""},
        {"year": 2026},
        {"inspection": "2026-1"},
        {"target": "T001", "evidence": SHA},
        {"target": "T001", "inspection": "2026-1", "evidence": SHA},
        {"inspection": "2026-1", "evidence": SHA},
    ],
)
@pytest.mark.parametrize("form", FORMS)
def test_every_act_is_about_one_record(form: type[BaseModel], record: dict[str, Any]) -> None:
    assert complaint(form, FORMS[form] | record) == ONE


@pytest.mark.parametrize("digest", [SHA[:7], SHA + "0", SHA.upper(), "０" * 8, "g" * 8, f"{SHA[:8]}\n", " " + SHA])
@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_named_by_at_least_eight_characters_of_its_digest(form: type[BaseModel], digest: str) -> None:
    assert complaint(form, FORMS[form] | {"evidence": digest}) == DIGEST_VALUES


@pytest.mark.parametrize("length", range(8, 65, 8))
def test_the_start_of_a_digest_is_enough(length: int) -> None:
    given = Opened.model_validate({"evidence": SHA[:length], "purpose": "核查"})
    assert (given.evidence, given.target) == (SHA[:length], "")


@pytest.mark.parametrize("marking", Marking)
def test_a_marking_is_given_by_its_label_its_key_or_as_such(marking: Marking) -> None:
    given = [
        Marked.model_validate(MARKED | {"marking": each}) for each in (f" {marking.label}", marking.value, marking)
    ]
    assert [each.marking for each in given] == [marking] * 3


@pytest.mark.parametrize(
    ("form", "data", "words"),
    [
        (Marked, MARKED | {"marking": "绝密"}, f"“密级”{NEVER}。"),
        (Marked, MARKED | {"marking": "绝密★长期"}, f"“密级”{NEVER}。"),
        (Marked, MARKED | {"marking": "公开"}, f"“密级”“公开”{MARKINGS}"),
        (Marked, MARKED | {"marking": "秘密、机密"}, f"“密级”“秘密、机密”{MARKINGS}"),
        (Marked, MARKED | {"marking": ""}, f"“密级”“”{MARKINGS}"),
        (Marked, MARKED | {"marking": 3}, "“密级”不在可选范围内。"),
        (Marked, MARKED | {"marking": None}, "“密级”不在可选范围内。"),
        (Marked, MARKED | {"year": "今年"}, "“年度”不是整数。"),
        (Marked, MARKED | {"target": 1}, "“目标编号”应为文字。"),
        (ReaderDecided, READER | {"reader": ["D001/李明"]}, "“阅看人员（部门编码/姓名）”应为文字。"),
        (ReaderDecided, READER | {"inspection": None}, "“核查编号”应为文字。"),
        (Opened, TARGET | {"purpose": "\u3000"}, "“用途”不能为空。"),
    ],
)
def test_a_wrong_value_is_named(form: type[BaseModel], data: dict[str, Any], words: str) -> None:
    assert complaint(form, data) == words
