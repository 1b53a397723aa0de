"""The forms of 申诉: how its subject is named, and that only a ruling of change has changes (4.3 a)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from models.intake.appeal import AppealAccepted, AppealLodged, AppealRuled, LimitExtended
from models.rules.appeal import Ruling, SubjectKind
from tests.models.intake.complaint import complaint

BASE = {"target": "T001", "reason": "复核"}


def test_a_file_alone_supports_an_objection() -> None:
    result = AppealLodged.model_validate({"target": "T001", "ground": "已完工", "evidence": "验收单.pdf"})
    assert [piece.file.name for piece in result.evidence] == ["验收单.pdf"]


@pytest.mark.parametrize(
    ("ruling", "more"),
    [("维持", {}), ("撤销", {}), ("变更", {"finding": "仍差8公里"}), ("变更", {"new_limit": "2026-11-10"})],
)
def test_a_ruling_is_given_by_its_word(ruling: str, more: dict[str, str]) -> None:
    assert AppealRuled.model_validate(BASE | {"ruling": ruling} | more).ruling is Ruling.from_label(ruling)


@pytest.mark.parametrize(
    ("ruling", "more"), [("变更", {}), ("维持", {"finding": "仍差8公里"}), ("撤销", {"new_limit": "2026-11-10"})]
)
def test_a_ruling_that_contradicts_itself_is_refused(ruling: str, more: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="裁定变更时写明变更后的认定或新的整改时限"):
        AppealRuled.model_validate(BASE | {"ruling": ruling} | more)


def test_without_a_kind_an_appeal_is_about_an_entry() -> None:
    assert AppealLodged.model_validate({"target": "T001", "ground": "已完工"}).kind is SubjectKind.ENTRY


@pytest.mark.parametrize("kind", [kind for kind in SubjectKind if kind is not SubjectKind.ENTRY])
def test_another_subject_is_named_by_its_kind_and_key(kind: SubjectKind) -> None:
    lodged = AppealLodged.model_validate({"kind": kind.label, "key": "2026-1/T001", "ground": "有误"})
    assert (lodged.kind, lodged.key) == (kind, "2026-1/T001")


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ({}, "申诉负面清单条目，写明目标编号"),
        ({"key": "2026-1/T001"}, "申诉负面清单条目，写明目标编号"),
        ({"target": "T001", "key": "2026-1/T001"}, "申诉负面清单条目，写明目标编号"),
        ({"kind": "核查结果"}, "核查编号/目标编号，如2026-3/GZ2021-07-2"),
        ({"kind": "总体评价", "key": "2026-1/D001", "target": "T001"}, "不写目标编号、年度"),
        ({"kind": "年终复核缺项", "key": "2026/D001/T001", "year": 2026}, "不写目标编号、年度"),
    ],
)
def test_a_subject_that_is_not_named_or_named_twice_is_refused(subject: dict[str, str], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        AppealLodged.model_validate(subject | {"ground": "有误"})


CHANGED = {"target": "T001", "ruling": "变更", "reason": "复核", "finding": "仍差8公里"}
RAIN = {"target": "T001", "reason": "雨季", "number": "黔目标〔2026〕8号", "dated": "2026-03-05"}
UPHELD = {"target": "T001", "ruling": "维持", "reason": "复核"}
CONTRADICTION = "裁定变更时写明变更后的认定或新的整改时限；维持、撤销时不写。"
NO_FIELD = "没有这个字段，可填："
RULINGS = "不在可选范围内，可填：维持、变更、撤销。"


@pytest.mark.parametrize("ruling", Ruling)
def test_a_ruling_is_given_by_its_label_or_key(ruling: Ruling) -> None:
    base = CHANGED if ruling is Ruling.CHANGED else UPHELD
    given = [AppealRuled.model_validate(base | {"ruling": each}) for each in (ruling.label, ruling.value, ruling)]
    assert [each.ruling for each in given] == [ruling] * 3


@pytest.mark.parametrize(
    ("ruling", "words"),
    [
        ("驳回", f"“裁定”“驳回”{RULINGS}"),
        ("维持、撤销", f"“裁定”“维持、撤销”{RULINGS}"),
        (3, f"“裁定”“3”{RULINGS}"),
        (["维持"], f"“裁定”“['维持']”{RULINGS}"),
        ("\u3000", "“裁定”不能为空。"),
        (None, "“裁定”不能为空。"),
    ],
)
def test_any_other_ruling_is_refused(ruling: object, words: str) -> None:
    assert complaint(AppealRuled, UPHELD | {"ruling": ruling}) == words


@pytest.mark.parametrize("finding", ["", " ", "\n"])
def test_a_blank_finding_is_no_change(finding: str) -> None:
    assert complaint(AppealRuled, CHANGED | {"finding": finding}) == CONTRADICTION
    assert AppealRuled.model_validate(UPHELD | {"finding": finding}).ruling is Ruling.UPHELD


def test_a_change_may_have_both_a_finding_and_a_limit() -> None:
    ruled = AppealRuled.model_validate(CHANGED | {"new_limit": "2026-11-10"})
    assert (ruled.finding, ruled.new_limit) == ("仍差8公里", date(2026, 11, 10))


@pytest.mark.parametrize("ruling", ["维持", "撤销"])
@pytest.mark.parametrize("more", [{"finding": "仍差8公里"}, {"new_limit": "2026-11-10"}])
def test_only_a_change_has_changes(ruling: str, more: dict[str, str]) -> None:
    assert complaint(AppealRuled, UPHELD | {"ruling": ruling} | more) == CONTRADICTION


@pytest.mark.parametrize(
    ("form", "data", "words"),
    [
        (AppealRuled, UPHELD | {"finding": 8}, "“变更后的认定”应为文字。"),
        (AppealRuled, UPHELD | {"finding": None}, "“变更后的认定”应为文字。"),
        (LimitExtended, RAIN, "“整改时限”必填。"),
        (
            LimitExtended,
            RAIN | {"limit": None},
            "“整改时限”不是有效日期，应为2026-06-30这样的写法。",
        ),
        (
            AppealLodged,
            {"target": "T001", "ground": "已完工", "evidence": [{"file": "a.pdf", "page": 3}]},
            f"“印证材料”第1项“page”{NO_FIELD}file（文件）、about（反映的日期）、made_on（形成日期）。",
        ),
        (
            AppealAccepted,
            {"target": "T001", "reason": "受理"},
            f"“reason”{NO_FIELD}target（目标编号）、year（年度）、kind（申诉事项）、key（申诉事项编号）。",
        ),
    ],
)
def test_a_wrong_value_is_named(form: type[BaseModel], data: dict[str, Any], words: str) -> None:
    assert complaint(form, data) == words
