"""The input of an adjustment, and its evidence."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.adjustment import AdjustmentFiled, AdjustmentRequested, ConsentGiven
from models.rules.kinds import AdjustmentGround

SAID = {"target": "T009", "ground": "重大政策", "reason": "调减", "evidence": "通知.pdf"}


def asked(**more: Any) -> AdjustmentRequested:
    return AdjustmentRequested.model_validate({**SAID, **more})


@pytest.mark.parametrize("ground", ["重大政策", " 重大政策 ", "major_policy"])
def test_a_ground_is_given_by_its_label_or_key(ground: str) -> None:
    assert asked(ground=ground, quantity="860").ground is AdjustmentGround.MAJOR_POLICY


def test_a_missing_field_is_unset_and_an_empty_one_is_set() -> None:
    result = asked(quantity="", deadline="2026年10月31日")
    assert {"quantity", "deadline"} == result.model_fields_set & {"requirement", "quantity", "unit", "deadline"}
    assert (result.quantity, str(result.deadline)) == (None, "2026-10-31")


@pytest.mark.parametrize(("quantity", "number"), [("1,200", "1200"), (860, "860"), (8.5, "8.5"), ("８６０", "860")])
def test_a_quantity_is_read_as_in_a_sheet(quantity: object, number: str) -> None:
    assert asked(quantity=quantity).quantity == Decimal(number)


@pytest.mark.parametrize(
    "evidence",
    ["通知.pdf", ["通知.pdf"], {"file": "通知.pdf"}, [{"file": "通知.pdf"}], Path("通知.pdf")],
)
def test_a_file_is_given_by_its_path_or_with_its_dates(evidence: object) -> None:
    assert [piece.file for piece in asked(unit="千米", evidence=evidence).evidence] == [Path("通知.pdf")]


def test_several_files_are_given_in_a_list() -> None:
    result = AdjustmentFiled.model_validate(
        {"target": "T009", "evidence": ["甲.pdf", {"file": "乙.pdf", "about": "2026-04-01"}]}
    )
    assert [(piece.file.name, str(piece.about)) for piece in result.evidence] == [
        ("甲.pdf", "None"),
        ("乙.pdf", "2026-04-01"),
    ]


@pytest.mark.parametrize("wrong", [{"evidence": [3]}, {"evidence": None}, {"quantity": "1e400"}, {"version": 2}])
def test_invalid_input_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        asked(**{"unit": "千米"} | wrong)


def test_a_document_number_has_a_limit_and_may_be_left_out() -> None:
    assert ConsentGiven.model_validate({"target": "T009", "number": ""}).number == ""
    with pytest.raises(ValidationError, match="at most 200"):
        ConsentGiven.model_validate({"target": "T009", "number": "号" * 201})
