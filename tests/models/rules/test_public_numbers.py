"""Public numbers: every result has one spelling, and what is no result is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import Refused
from models.rules.public_numbers import FORMS, SPELLERS, NumberKind, check_issue, issue_of, spell, two_people

BALL, DIGITS, INDEX, PEOPLE = NumberKind
SEPARATORS = st.sampled_from([",", " ", "，", "、", "+", " ; ", "\t"])


@pytest.mark.parametrize(
    ("kind", "text", "spelled"),
    [
        (BALL, "05,12,19,22,28,33+07", "05,12,19,22,28,33+07"),
        (BALL, "33 5 12 19 22 28 7", "05,12,19,22,28,33+07"),
        (BALL, "０５，１２、19 22,28,33＋07", "05,12,19,22,28,33+07"),
        (DIGITS, "058", "058"),
        (DIGITS, " 0 5 8 ", "058"),
        (DIGITS, "０，５，８", "058"),
        (INDEX, "3021.50", "3021.50"),
        (INDEX, " ３０２１.５０", "3021.50"),
        (INDEX, "0.05", "0.05"),
        (PEOPLE, "58,120033", "58,120033"),
        (PEOPLE, "000058、120033", "58,120033"),
        (PEOPLE, "0 0", "0,0"),
    ],
)
def test_a_result_has_one_spelling(kind: NumberKind, text: str, spelled: str) -> None:
    assert spell(kind, text) == spelled
    assert spell(kind, spelled) == spelled


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (BALL, ""),
        (BALL, "05,12,19,22,28,33"),
        (BALL, "05,12,19,22,28,33,07,08"),
        (BALL, "05,05,19,22,28,33+07"),
        (BALL, "05,12,19,22,28,34+07"),
        (BALL, "00,12,19,22,28,33+07"),
        (BALL, "05,12,19,22,28,33+17"),
        (BALL, "05,12,19,22,28,33+00"),
        (BALL, "05,12,19,22,28,33+x"),
        (BALL, "005,12,19,22,28,33+07"),
        (DIGITS, "58"),
        (DIGITS, "0580"),
        (DIGITS, "05x"),
        (INDEX, "3021.5"),
        (INDEX, "3,021.50"),
        (INDEX, "03021.50"),
        (INDEX, "3021"),
        (INDEX, "-3021.50"),
        (PEOPLE, "58"),
        (PEOPLE, "58,1,2"),
        (PEOPLE, "58,1000000"),
        (PEOPLE, "58,-1"),
        (PEOPLE, "\x00,1"),
    ],
)
def test_what_is_no_result_is_refused_with_the_form(kind: NumberKind, text: str) -> None:
    with pytest.raises(Refused) as refused:
        spell(kind, text)
    assert refused.value.message.endswith(f"不是{kind.label}的号码。写法：{FORMS[kind]}。")
    assert refused.value.message.isprintable()


@given(st.permutations(range(1, 34)), st.integers(1, 16), st.lists(SEPARATORS, min_size=6, max_size=6), st.booleans())
def test_no_spelling_of_the_same_balls_gives_another_number(
    balls: list[int],
    blue: int,
    between: list[str],
    padded: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    reds = balls[:6]
    parts = [f"{each:02d}" if padded else str(each) for each in (*reds, blue)]
    text = "".join(part + gap for part, gap in zip(parts, [*between, ""], strict=True))
    assert spell(BALL, text) == f"{','.join(f'{each:02d}' for each in sorted(reds))}+{blue:02d}"


def test_every_kind_has_a_form_and_a_speller() -> None:
    assert FORMS.keys() == SPELLERS.keys() == set(NumberKind)


def test_two_people_are_named_with_their_departments() -> None:
    assert two_people("D001/王文、D002/李天") == (("D001", "王文"), ("D002", "李天"))


@pytest.mark.parametrize(
    "text", ["", "D001/王文", "D001/王文、D002/李天、D003/赵宇", "王文、李天", "D001/王/文、D002/李天"]
)
def test_other_than_two_named_people_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="应写明两人：部门/姓名、部门/姓名，按报数的次序"):
        two_people(text)


@pytest.mark.parametrize(
    ("kind", "name", "day"),
    [
        (NumberKind.DOUBLE_COLOUR, "双色球第2026030期", "2026-03-10"),  # the thirtieth possible draw of the year
        (NumberKind.DOUBLE_COLOUR, "双色球第2026109期", "2026-10-10"),
        (NumberKind.DOUBLE_COLOUR, "双色球第2026001期", "2026-01-01"),
        (NumberKind.LOTTERY_3D, "福彩3D第2026253期", "2026-10-10"),
        (NumberKind.LOTTERY_3D, "2026年10月10日福彩3D第2026253期", "2026-10-10"),
        (NumberKind.DOUBLE_COLOUR, "双色球第26109期", "2026-10-10"),
        (NumberKind.INDEX, "上证指数2026001", "2026-10-10"),
    ],
)
def test_an_issue_fits_its_day(kind: NumberKind, name: str, day: str) -> None:
    check_issue(kind, name, date.fromisoformat(day))


@pytest.mark.parametrize(
    "name",
    [
        "双色球",
        "2026年10月10日开奖号码",
        "双色球第117期",
        "双色球20261010",
        "双色球第2026116期或第2026117期",
        "第12026117期",
    ],
)
def test_the_name_of_a_lottery_has_one_issue(name: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_issue(NumberKind.DOUBLE_COLOUR, name, date(2026, 10, 10))
    assert refusal.value.message == (f"“{name}”没有写明是哪一期，请在公开数名称中写明一个期号，如双色球第2026001期。")


def test_short_and_long_issues_are_the_same() -> None:
    short, long, twice = "双色球第26109期", "双色球第2026109期", "第26109期，即第2026109期"
    assert {issue_of(NumberKind.DOUBLE_COLOUR, name) for name in (short, long, twice)} == {"2026109"}
    assert issue_of(NumberKind.INDEX, long) == ""


@pytest.mark.parametrize(
    ("name", "day", "words"),
    [
        ("双色球第2026031期", "2026-03-10", "第2026018期至第2026030期"),
        ("双色球第2026108期", "2026-10-10", "第2026109期至第2026121期"),
        ("双色球第26108期", "2026-10-10", "第2026109期至第2026121期"),
        ("双色球第2025115期", "2026-10-10", "第2026109期至第2026121期"),
        ("双色球第2026000期", "2026-01-01", "第2026001期至第2026001期"),
    ],
)
def test_an_issue_that_cannot_be_drawn_on_its_day_is_refused(name: str, day: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        check_issue(NumberKind.DOUBLE_COLOUR, name, date.fromisoformat(day))
