"""A mail travels between processes as JSON and is the same afterwards with any content of its cells."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.answer import GivenCell, GivenRow, GivenSheet
from models.intake.mail.transfer import from_json, to_json
from models.intake.received_mail import BouncedTo, MailFile, ReceivedMail
from tests.models.intake.mail.mails import NOON

MAIL = ReceivedMail("ab" * 32, 12, NOON, "<1@x>", "a@b.cn", "回复", ("c" * 32,), "", "mx", {"spf": "pass"}, text="收到")
CELLS = st.one_of(
    st.none(),
    st.text(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC)),
)


def sheet(value: object, title: str = "进度") -> GivenSheet:
    cell = GivenCell(value, "B2", "错")  # type: ignore[arg-type]
    return GivenSheet("表.xlsx", "三月", cell, {title: cell}, (GivenRow("第5行", cell, ("T001", ""), {title: cell}),))


def test_every_part_is_the_same_afterwards() -> None:
    file = MailFile("表.xlsx", Path("/tmp/表.xlsx"), "cd" * 32, (sheet(1),), "坏")  # noqa: S108 - only a name
    whole = replace(MAIL, files=(file,), missing=("无",), bounces=(BouncedTo("a@b.cn", "c" * 32, "550"),), fault="大")
    assert from_json(to_json(whole)) == whole


@given(CELLS, st.text())
def test_a_cell_of_any_kind_under_any_title_is_the_same_afterwards(value: object, title: str) -> None:
    title = title.replace("\0", "")
    whole = replace(MAIL, files=(MailFile("a", Path("a"), "", (sheet(value, title),)),))
    back = from_json(to_json(whole)).files[0].sheets[0]
    assert back == whole.files[0].sheets[0]
    assert type(back.code.value) is type(value)


@pytest.mark.parametrize("value", [date(2026, 3, 1), datetime(2026, 3, 1, tzinfo=UTC), Decimal("1.50"), "2026-03-01"])
def test_a_date_is_not_a_text(value: object) -> None:
    back = from_json(to_json(replace(MAIL, files=(MailFile("a", Path("a"), "", (sheet(value),)),))))
    assert back.files[0].sheets[0].code.value == value


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b"1", b"{"])
def test_something_else_is_an_error(text: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any
        from_json(text)
