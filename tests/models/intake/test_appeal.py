"""The forms of 申诉: how its subject is named, and that only a ruling of change has changes (4.3 a)."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from models.intake.appeal import AppealLodged, AppealRuled
from models.rules.appeal import Ruling, SubjectKind

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
