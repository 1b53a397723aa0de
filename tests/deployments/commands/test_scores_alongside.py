"""得分旁列 as it is printed: every number, exact fractions in JSON, and never a word about points (1-8.3, A43, A44)."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deployments.commands.scores_alongside import alongside_json, alongside_words, exact, graded_words
from models.ledger.score.alongside import Alongside
from models.ledger.survey.rates import Surveyed
from models.rules.survey import Count, Dimension, weighted_rate

if TYPE_CHECKING:
    from collections.abc import Mapping

SHEET = "测评表2026-1，管理机构组织（5号，2026-10-12），2026-12-10收回"
WEIGHTS = {"人大代表": Decimal(40), "社会公众": Decimal(60)}
COUNTS = {"人大代表": Count(100, 80, 4), "社会公众": Count(300, 7, 2)}
RECORD = {
    "code": "D001",
    "department": "第001厅",
    "year": 2026,
    "serial": 2,
    "fact": "迟报",
    "reduces": "下调一档",
    "paper_number": "黔纪通2号",
    "paper_date": date(2027, 1, 12),
    "state": "recorded",
    "recorded_on": date(2027, 1, 20),
    "withdrawn_on": None,
    "reason": "",
}


def surveyed(counts: Mapping[str, Count], weights: Mapping[str, Decimal] | None, code: str = "D001") -> Surveyed:
    """A department with the same numbers in each dimension."""
    rates = dict.fromkeys(Dimension, weighted_rate(counts, weights))
    return Surveyed(code, "第001厅", dict.fromkeys(Dimension, counts), rates)


FULL = Alongside(SHEET, {"D001": surveyed(COUNTS, WEIGHTS)}, {"D001": [RECORD]})


def words(alongside: Alongside, code: str = "D001") -> list[str]:
    return list(alongside_words(alongside, code))


def test_before_a_survey_and_a_record_two_lines_say_that_there_is_nothing() -> None:
    assert words(Alongside("尚未测评", {}, {})) == [
        "公众测评（只扣奖不扣分，不计入得分）：尚未测评",
        "讲规矩守纪律（只扣奖不扣分，不计入得分）：没有登记",
    ]


def test_each_dimension_has_its_weighted_rate_and_the_numbers_of_each_group() -> None:
    head, first, *rest = words(FULL)
    assert head == f"公众测评（只扣奖不扣分，不计入得分）：{SHEET}"
    assert first == (
        "  执行能力不满意度：加权19.14%。"
        "人大代表5.00%（调查100，作答80，不满意4）；社会公众28.57%（调查300，作答7，不满意2）"
    )
    assert [line.partition("不满意度")[0].strip() for line in [first, *rest[:4]]] == [one.label for one in Dimension]


def test_a_record_is_printed_with_its_number_its_reduction_and_its_paper() -> None:
    assert words(FULL)[-2:] == [
        "讲规矩守纪律（只扣奖不扣分，不计入得分）：1项",
        "  第2项：迟报；扣减：下调一档（黔纪通2号，2027-01-12）",
    ]


def test_next_to_a_grade_each_dimension_has_its_rate_and_each_record_its_reduction() -> None:
    rates = "，".join(f"{dimension.label}19.14%" for dimension in Dimension)
    assert graded_words(FULL, "D001", "第001厅") == f"第001厅：不满意度{rates}；讲规矩守纪律迟报，扣减下调一档。"
    assert graded_words(FULL, "D002", "第002厅") == "第002厅：不满意度没有结果；讲规矩守纪律没有登记。"


def test_several_records_are_counted_and_stand_in_their_order() -> None:
    records = [RECORD | {"serial": 1, "fact": "漏报"}, RECORD]
    lines = words(Alongside("尚未测评", {}, {"D001": records}))
    assert lines[1].endswith("：2项")
    assert [line[:8] for line in lines[2:]] == ["  第1项：漏报", "  第2项：迟报"]


def test_a_department_that_the_survey_did_not_ask_about_says_so() -> None:
    lines = words(FULL, "D002")
    assert lines == [
        f"公众测评（只扣奖不扣分，不计入得分）：{SHEET}，没有本部门的结果",
        "讲规矩守纪律（只扣奖不扣分，不计入得分）：没有登记",
    ]


def test_a_sheet_that_did_not_come_back_is_no_lack_of_one_department() -> None:
    assert words(Alongside("测评表2026-1，尚未收回", {}, {}))[0].endswith("：测评表2026-1，尚未收回")


def test_what_another_department_did_is_not_printed() -> None:
    lines = words(Alongside("尚未测评", {}, {"D002": [RECORD]}))
    assert "迟报" not in "".join(lines)


@pytest.mark.parametrize(
    ("counts", "weights", "told"),
    [
        (COUNTS, None, "加权未设定：群体权重（survey_group_weights）。人大代表5.00%"),
        ({"人大代表": Count(9, 9, 1)}, WEIGHTS, "加权无法计算：群体权重与测评的群体不一致。人大代表11.11%"),
        (
            COUNTS | {"社会公众": Count(300, 0, 0)},
            WEIGHTS,
            (
                "加权无法计算：社会公众无人作答。人大代表5.00%（调查100，作答80，不满意4）；"
                "社会公众无法计算（调查300，作答0，不满意0）"
            ),
        ),
    ],
)
def test_what_cannot_be_computed_says_why_and_the_numbers_stay(
    counts: dict[str, Count], weights: dict[str, Decimal] | None, told: str
) -> None:
    line = words(Alongside(SHEET, {"D001": surveyed(counts, weights)}, {}))[1]
    assert line.startswith(f"  执行能力不满意度：{told}")


def test_the_json_has_exact_fractions_and_the_numbers_of_each_group() -> None:
    found = alongside_json(FULL, "D001")
    assert [each["dimension"] for each in found["dimensions"]] == [one.label for one in Dimension]
    first = found["dimensions"][0]
    assert (first["rate"], first["lacks"]) == ("67/350", "")
    assert first["groups"] == [
        {"group": "人大代表", "asked": 100, "answered": 80, "dissatisfied": 4, "rate": "1/20"},
        {"group": "社会公众", "asked": 300, "answered": 7, "dissatisfied": 2, "rate": "2/7"},
    ]


def test_the_json_of_a_record_has_its_paper_and_neither_state_nor_department() -> None:
    assert alongside_json(FULL, "D001")["discipline"] == [
        {
            "serial": 2,
            "fact": "迟报",
            "reduces": "下调一档",
            "paper_number": "黔纪通2号",
            "paper_date": date(2027, 1, 12),
        }
    ]


def test_the_json_of_a_department_without_anything_is_empty_lists() -> None:
    assert alongside_json(FULL, "D002") == {"survey": SHEET, "dimensions": [], "discipline": []}


def test_a_rate_that_cannot_be_computed_is_null_in_json_with_the_reason() -> None:
    unset = Alongside(SHEET, {"D001": surveyed({"社会公众": Count(9, 0, 0)}, {"社会公众": Decimal(100)})}, {})
    first = json.loads(json.dumps(alongside_json(unset, "D001")))["dimensions"][0]
    assert (first["rate"], first["lacks"], first["groups"][0]["rate"]) == (None, "无法计算：社会公众无人作答", None)


def test_a44_neither_the_words_nor_the_json_have_points() -> None:
    told: Any = [*words(FULL), json.dumps(alongside_json(FULL, "D001"), default=str, ensure_ascii=False)]
    plain = "".join(told).replace("只扣奖不扣分", "").replace("不计入得分", "")
    assert "分" not in plain
    assert "points" not in plain


@pytest.mark.parametrize(
    ("rate", "text"), [(None, None), (Fraction(0), "0"), (Fraction(1), "1"), (Fraction(2, 80), "1/40")]
)
def test_a_fraction_is_written_in_lowest_terms(rate: Fraction | None, text: str | None) -> None:
    assert exact(rate) == text


@given(st.fractions(0, 1))
def test_a_written_fraction_is_read_back_as_the_same_number(rate: Fraction) -> None:
    assert Fraction(exact(rate) or "") == rate
