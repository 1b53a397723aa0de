"""The input of an adjustment, and its evidence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.intake.adjustment import AdjustmentFiled, AdjustmentRequested, ConsentGiven
from models.rules.kinds import AdjustmentGround
from tests.models.intake.complaint import complaint

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


BASE = {"target": "T009", "ground": "不可抗力", "reason": "山体滑坡", "evidence": "灾情.pdf"}
NO_FIELD = "没有这个字段，可填：file（文件）、about（反映的日期）、made_on（形成日期）。"
SAID_VALUES = BASE | {"unit": "千米"}


def changed(**values: object) -> dict[str, Any]:
    return AdjustmentRequested.model_validate(BASE | values).model_dump(include=set(values))


@pytest.mark.parametrize("ground", AdjustmentGround)
def test_each_ground_of_the_standard_is_accepted(ground: AdjustmentGround) -> None:
    assert AdjustmentRequested.model_validate(SAID_VALUES | {"ground": ground.label}).ground is ground


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("ground", "领导要求", "“调整事由”“领导要求”不在可选范围内，可填：重大政策、不可抗力。"),
        ("ground", None, "“调整事由”不能为空。"),
        ("requirement", " \u3000", "“新的绩效要求”不能为空。"),
        ("requirement", None, "“新的绩效要求”不能为空。"),
        ("quantity", "八百", "“新的数量”“八百”不是数，请只填数字，把单位填在“单位”列。"),
        ("quantity", "860公里", "“新的数量”“860公里”不是数，请只填数字，把单位填在“单位”列。"),
        ("quantity", "8,60", "“新的数量”“8,60”不是数，请只填数字，把单位填在“单位”列。"),
        ("quantity", "1" * 16, f"“新的数量”“{'1' * 16}”超出范围，最多15位整数。"),
        ("deadline", "年底", "“新的完成时限”“年底”不是有效日期，请写成2026-06-30这样的日期。"),
        ("deadline", "2026-02-29", "“新的完成时限”“2026-02-29”不是有效日期。"),
        ("deadline", 46203, "“新的完成时限”“46203”是数字，不是日期，请写成2026-06-30这样的日期。"),
        ("deadline", "2101-01-01", "“新的完成时限”“2101-01-01”的年份应在2013到2100之间。"),
        ("evidence", [], "“印证材料”不能为空。"),
        ("evidence", [{"name": "灾情.pdf"}], f"“印证材料”第1项“文件”必填；“印证材料”第1项“name”{NO_FIELD}"),
        (
            "evidence",
            ["灾情.pdf", {"file": "乙.pdf", "about": "昨天"}],
            "“印证材料”第2项“反映的日期”不是有效日期，应为2026-06-30这样的写法。",
        ),
    ],
)
def test_a_wrong_value_of_a_request_is_named(field: str, value: object, words: str) -> None:
    assert complaint(AdjustmentRequested, SAID_VALUES | {field: value}) == words


def test_a_request_changes_something() -> None:
    expected = "须写明要调整的内容，至少一项：新的绩效要求、新的数量、新的单位、新的完成时限。"
    assert complaint(AdjustmentRequested, BASE) == expected


@pytest.mark.parametrize("field", ["quantity", "unit", "deadline"])
def test_a_field_given_as_empty_is_a_change(field: str) -> None:
    assert [changed(**{field: empty})[field] or None for empty in ("", " ", None)] == [None] * 3


@pytest.mark.parametrize("written", ["2026-10-31", "2026/10/31", "2026.10.31", "2026年10月31日", date(2026, 10, 31)])
def test_a_deadline_is_read_as_in_a_sheet(written: object) -> None:
    assert changed(deadline=written) == {"deadline": date(2026, 10, 31)}


@given(st.decimals(0, 999_999, places=2))
def test_a_quantity_that_was_read_is_read_again_as_the_same(quantity: object) -> None:
    once = changed(quantity=str(quantity))["quantity"]
    assert changed(quantity=once) == {"quantity": once}


@pytest.mark.parametrize(
    ("number", "read"), [("", ""), (" \u3000", ""), (None, ""), (" 黔府〔2026〕9号\n", "黔府〔2026〕9号")]
)
def test_the_number_of_a_consent_loses_blanks_and_is_optional(number: object, read: str) -> None:
    assert ConsentGiven.model_validate({"target": "T009", "number": number}).number == read


@pytest.mark.parametrize("form", [AdjustmentRequested, AdjustmentFiled])
def test_several_files_stay_in_their_order(form: type[AdjustmentRequested | AdjustmentFiled]) -> None:
    data = (SAID_VALUES if form is AdjustmentRequested else {"target": "T009"}) | {
        "evidence": ["丙.pdf", "甲.pdf", "乙.pdf"]
    }
    assert [piece.file.name for piece in form.model_validate(data).evidence] == ["丙.pdf", "甲.pdf", "乙.pdf"]
