"""发文字号: read as people write it, in one form; the next one, and what is missing in the order."""

from __future__ import annotations

import pytest

from models.rules.errors import Refused
from models.rules.paper_number import PaperNumber, gaps_of, next_number, parse_number, read_number

CODE = "黔目标办发"
USED = [PaperNumber(CODE, 2026, serial) for serial in (2, 5)] + [PaperNumber("黔目标函", 2026, 2)]


WHOLE = "黔目标办发〔2026〕21号"


@pytest.mark.parametrize("text", [WHOLE, " 黔目标办发〔2026〕 21 号", "21", "２１", "第21号", "21号"])
def test_a_number_is_read_in_full_or_by_its_serial(text: str) -> None:
    assert str(read_number(text, CODE, 2026)) == WHOLE


WRONG = ("[2026]21号", "（2026）21号", "〔2026〕021号", "〔2026〕第21号", "〔26〕21号", "2026年21号", "〔2026〕21")


@pytest.mark.parametrize("text", [*(f"{CODE}{rest}" for rest in WRONG), "黔〔2026〕2号", "0", "新号"])
def test_another_form_is_refused(text: str) -> None:
    assert parse_number(text) is None
    with pytest.raises(Refused, match="应为机关代字、六角括号中的年份、序号"):
        read_number(text, CODE, 2026)


def test_the_year_is_that_of_the_day_of_the_paper() -> None:
    with pytest.raises(Refused, match="的年份应为成文日期所在的2026年"):
        read_number("黔目标办发〔2025〕21号", CODE, 2026)


def test_a_serial_alone_needs_the_code_of_the_agency() -> None:
    with pytest.raises(Refused, match="没有设定机关代字，请写全文号"):
        read_number("21", "", 2026)


def test_the_next_number_follows_the_largest_of_its_code_and_year() -> None:
    assert [str(next_number(USED, *of)) for of in ((CODE, 2026), ("黔目标函", 2026), (CODE, 2027))] == [
        "黔目标办发〔2026〕6号",
        "黔目标函〔2026〕3号",
        "黔目标办发〔2027〕1号",
    ]


def test_gaps_are_below_the_largest_number_of_each_order() -> None:
    assert [str(each) for each in gaps_of(USED)] == [
        *("黔目标函〔2026〕1号", "黔目标办发〔2026〕1号", "黔目标办发〔2026〕3号", "黔目标办发〔2026〕4号"),
    ]
    assert gaps_of([]) == []
