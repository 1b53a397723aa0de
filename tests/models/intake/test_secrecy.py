"""The input of an act of secrecy: one record, and a valid marking (4.7)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.secrecy import Marked, OfMatter
from models.rules.secrecy import Marking

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
