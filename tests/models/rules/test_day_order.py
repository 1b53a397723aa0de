"""Days that a person wrote: none is to come, none is before what it follows, and each refusal names both."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.day_order import check_not_before, check_not_future, check_paper
from models.rules.errors import Refused

DAY = date(2026, 8, 20)
LATER = DAY + timedelta(days=1)


@pytest.mark.parametrize("what", ["收到日期", "反馈日期", "公布日期"])
def test_a_day_to_come_is_refused_and_called_by_its_title(what: str) -> None:
    check_not_future(DAY, DAY, what)
    with pytest.raises(Refused, match=f"^{what}2026-08-21在今天（2026-08-20）之后，请核对。$"):
        check_not_future(LATER, DAY, what)


def test_a_day_before_what_it_follows_is_refused_with_both() -> None:
    check_not_before(DAY, DAY, "办结日期", "收到日期")
    with pytest.raises(Refused, match=r"^办结日期2026-08-20早于收到日期2026-08-21，请核对。$"):
        check_not_before(DAY, LATER, "办结日期", "收到日期")


@pytest.mark.parametrize(("given", "earlier"), [(None, LATER), (DAY, None)])
def test_a_day_that_was_not_given_is_in_order(given: date | None, earlier: date | None) -> None:
    check_not_before(given, earlier, "办理时限", "收到日期")
    check_not_future(None, DAY, "收到日期")


@given(st.dates(date(2000, 1, 1), date(2999, 1, 1)), st.dates(date(2000, 1, 1), date(2999, 1, 1)))
def test_a_paper_is_refused_just_if_its_day_is_to_come(dated: date, today: date) -> None:
    if dated <= today:
        check_paper(dated, today)
        return
    with pytest.raises(Refused, match=f"文件日期{dated}晚于今天（{today}），请核对。"):
        check_paper(dated, today)
