"""年终复核: the year-end inspection lies in December and January; what a record of it names (3.3)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import Refused
from models.rules.year_end import NamedTargets, check_season, named_in, read_named

DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


def test_a_year_end_inspection_from_the_first_to_the_last_day_of_its_season_is_in_order() -> None:
    check_season(2026, date(2026, 12, 1), date(2027, 1, 31))


def test_the_refusal_names_season_and_plan() -> None:
    with pytest.raises(Refused) as refused:
        check_season(2026, date(2026, 9, 1), date(2026, 9, 30))
    assert str(refused.value) == (
        "2026年的年度核查在当年12月至次年1月进行（3.3），即2026-12-01至2027-01-31；方案写的是2026-09-01至2026-09-30，"
        "请改开始日期（begins_on）、核查时限（ends_on）或所属年度（period）。"
    )


@given(DAYS, DAYS)
def test_every_day_of_it_is_in_december_or_in_the_january_after_it(begins: date, ends: date) -> None:
    of_season = {(2026, 12), (2027, 1)}
    months = {(day.year, day.month) for day in (begins, ends)}
    try:
        check_season(2026, begins, ends)
    except Refused:
        assert not months <= of_season or begins > ends
    else:
        assert months <= of_season
        assert begins <= ends


LISTED = {"T001": "T001 公路；桥梁（缺填报）", "GZ-1": "GZ-1 学校（缺填报和印证材料）"}
COMPLETE = {"T002", "公路", "GZ-1-2"}


@pytest.mark.parametrize(
    ("text", "left_out", "own"),
    [
        ("T001 公路；桥梁（缺填报）；GZ-1 学校（缺填报和印证材料）", (), ()),
        ("T001、GZ-1无材料", (), ()),
        ("T001缺填报\n GZ-1缺验收单 ", (), ()),
        ("T001缺填报", ("GZ-1",), ()),
        ("未备查", ("GZ-1", "T001"), ("未备查",)),
        ("T001；GZ-1;总结", (), ("总结",)),
        ("T001；GZ-1；T002验收单没有签字", (), ("T002验收单没有签字",)),
        ("T001、T002；GZ-1", (), ("T001、T002",)),
        ("T001、GZ-1-2", ("GZ-1",), ("T001、GZ-1-2",)),
        ("", ("GZ-1", "T001"), ()),
    ],
)
def test_the_items_of_a_record_name_what_is_listed_or_are_its_own(
    text: str, left_out: tuple[str, ...], own: tuple[str, ...]
) -> None:
    assert read_named(text, LISTED, COMPLETE) == NamedTargets(left_out, own)


def test_without_a_listed_gap_every_item_is_an_own_one() -> None:
    assert read_named("T001", {}, {"T001"}) == NamedTargets((), ("T001",))


@pytest.mark.parametrize("text", ["T0012", "XT001", "T001-2", "T001-T003", "2-T001", "T001.5"])
def test_a_code_inside_a_longer_one_is_not_named(text: str) -> None:
    assert named_in(text, {"T001"}) == []


@pytest.mark.parametrize("text", ["T001", "缺T001。", "T001-验收单", "（T001）", "T001、T002"])
def test_a_code_next_to_words_and_signs_is_named(text: str) -> None:
    assert named_in(text, {"T001", "T003"}) == ["T001"]
