"""The input about the year's 现场复核通知."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel

from models.intake.year_end import ReverificationFound, YearEndNoticeGiven
from tests.models.intake.complaint import complaint


def test_the_date_is_optional_and_the_number_loses_blanks() -> None:
    result = {"year": "2026", "number": " 黔目标办〔2026〕31号 ", "requirements": "现场备齐原件"}
    assert YearEndNoticeGiven.model_validate(result).due is None
    given = YearEndNoticeGiven.model_validate(result | {"due": "2027-01-05"})
    assert (given.year, given.number, given.due) == (2026, "黔目标办〔2026〕31号", date(2027, 1, 5))


COMPLETE = {"department": "D001", "period": "2026", "complete": "是"}
LACKING = COMPLETE | {"complete": "否", "missing": "T001的验收单"}
NOTICE = {"year": 2026, "number": "黔目标办〔2026〕31号", "requirements": "备齐原件"}
CONTRADICTION = "完备时不填缺项，不完备时须写明缺少的目标与印证材料。"
PERIODS = "应为2026-03（月）、2026Q1（季）、2026H1（半年）或2026（年）"


@pytest.mark.parametrize(
    ("form", "data", "words"),
    [
        (ReverificationFound, COMPLETE | {"missing": "T001"}, CONTRADICTION),
        (ReverificationFound, COMPLETE | {"complete": "否"}, CONTRADICTION),
        (ReverificationFound, LACKING | {"missing": " \n"}, CONTRADICTION),
        (ReverificationFound, LACKING | {"missing": ["T001"]}, "“缺少的目标与印证材料”应为文字。"),
        (ReverificationFound, LACKING | {"complete": "完备"}, "“是否完备”应填是或否。"),
        (ReverificationFound, LACKING | {"complete": None}, "“是否完备”应填是或否。"),
        (ReverificationFound, COMPLETE | {"beyond": "原件不符"}, "完备时不填比对以外缺项的理由。"),
        (ReverificationFound, LACKING | {"period": "26年"}, f"“年度”“26年”无法识别，{PERIODS}。"),
        (ReverificationFound, LACKING | {"uninspected": 3}, "“未现场核查的原因”应为文字。"),
        (YearEndNoticeGiven, NOTICE | {"year": "2026年"}, "“年度”不是整数。"),
        (YearEndNoticeGiven, NOTICE | {"year": None}, "“年度”不是整数。"),
        (YearEndNoticeGiven, NOTICE | {"due": "年底"}, "“完成期限”不是有效日期，应为2026-06-30这样的写法。"),
        (YearEndNoticeGiven, {"year": 2026}, "“文号”必填；“复核要求”必填。"),
    ],
)
def test_a_wrong_value_is_named(form: type[BaseModel], data: dict[str, Any], words: str) -> None:
    assert complaint(form, data) == words


@pytest.mark.parametrize("missing", ["", " ", "\n\u3000"])
def test_a_complete_filing_lacks_nothing(missing: str) -> None:
    assert ReverificationFound.model_validate(COMPLETE | {"missing": missing}).complete


def test_an_incomplete_filing_says_what_is_missing_and_perhaps_why() -> None:
    found = ReverificationFound.model_validate(LACKING | {"uninspected": "道路中断"})
    assert (found.complete, found.missing, found.uninspected) == (False, "T001的验收单", "道路中断")


@pytest.mark.parametrize("due", ["2027-01-05", date(2027, 1, 5)])
def test_a_notice_may_set_an_earlier_day(due: object) -> None:
    assert YearEndNoticeGiven.model_validate(NOTICE | {"due": due}).due == date(2027, 1, 5)
