"""`mubiao workday`: computed from the shipped calendar, without a server."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.deployments.conftest import Mubiao, Program, Sheet

QUARTER = ("2026-03-31", "--plus", "15")


def test_the_anchor_day_is_not_counted_and_holidays_are_named(mubiao: Mubiao) -> None:
    found = mubiao.json("workday", *QUARTER)
    assert (found["due"], found["provisional"]) == ("2026-04-22", False)
    assert (found["counted"][0], found["counted"][-1], len(found["counted"])) == ("2026-04-01", "2026-04-22", 15)
    assert {"date": "2026-04-06", "why": "清明节放假（国办发明电〔2025〕7号）"} in found["skipped"]
    assert set(found) == {"due", "provisional", "calendar", "counted", "skipped"}


@pytest.mark.parametrize(
    ("words", "due"),
    [
        (("2026-09-30", "--plus", "5"), "2026-10-13"),
        (("2026-09-29", "--plus", "5"), "2026-10-12"),
        (("2026-06-30", "--plus", "15"), "2026-07-21"),
        (("2026-04-22", "--minus", "3"), "2026-04-17"),
        (("2026-10-12", "--minus", "1"), "2026-10-10"),
    ],
)
def test_due_dates_of_the_standard(mubiao: Mubiao, words: tuple[str, ...], due: str) -> None:
    assert mubiao.json("workday", *words)["due"] == due


def test_people_read_the_weekday_and_why_a_saturday_counts(mubiao: Mubiao) -> None:
    text = mubiao.done("workday", "2026-10-09", "--plus", "1")
    assert text.startswith("2026-10-10（周六，")
    assert "调休上班" in text


def test_days_beyond_the_announced_year_are_provisional(mubiao: Mubiao) -> None:
    found = mubiao.json("workday", "2026-12-31", "--plus", "15")
    assert (found["due"][:7], found["provisional"]) == ("2027-01", True)
    assert "暂定" in mubiao.done("workday", "2026-12-31", "--plus", "15")


@pytest.mark.parametrize("direction", ["--plus", "--minus"])
def test_zero_working_days_are_refused(mubiao: Mubiao, direction: str) -> None:
    assert "不能是0" in mubiao.refused("workday", "2026-03-31", direction, "0")


@pytest.mark.parametrize(
    "words",
    [
        ("2026-02-30", "--plus", "1"),
        ("明天", "--plus", "1"),
        ("2026-03-31", "--plus", "三"),
        ("2026-03-31", "--plus", "1", "--minus", "1"),
        ("2026-03-31",),
        ("--between", "2026-03-31"),
        (),
    ],
)
def test_missing_or_conflicting_options_are_a_wrong_usage(mubiao: Mubiao, words: tuple[str, ...]) -> None:
    assert mubiao.refused("workday", *words, code=2).startswith("用法有误：")


@pytest.mark.parametrize("words", [("2012-12-31", "--plus", "1"), ("2026-01-01", "--plus", "1000000")])
def test_days_outside_the_calendar_are_refused_with_its_range(mubiao: Mubiao, words: tuple[str, ...]) -> None:
    assert "2030-12-31" in mubiao.refused("workday", *words)


def test_working_days_between_two_dates_count_the_last_and_not_the_first(mubiao: Mubiao) -> None:
    assert mubiao.json("workday", "--between", "2026-03-31", "2026-04-22") == {"workdays": 15}
    assert "15个工作日" in mubiao.done("workday", "--between", "2026-03-31", "2026-04-22")


def test_a_file_is_answered_row_by_row(mubiao: Mubiao, sheet: Sheet) -> None:
    cases = sheet(
        "题.csv", {"date": "2026-03-31", "n": 15}, {"date": "2026-12-31", "n": 1}, {"date": "2026-04-22", "n": -3}
    )
    assert mubiao.json("workday", "--file", str(cases)) == [
        {"date": "2026-03-31", "n": 15, "due": "2026-04-22", "provisional": False},
        {"date": "2026-12-31", "n": 1, "due": "2027-01-04", "provisional": True},
        {"date": "2026-04-22", "n": -3, "due": "2026-04-17", "provisional": False},
    ]
    assert "2026-04-17" in mubiao.done("workday", "--file", str(cases))


def test_ten_thousand_rows_take_less_than_a_second(mubiao: Mubiao, sheet: Sheet) -> None:
    cases = sheet("题.csv", *({"date": f"2026-{1 + n % 12:02}-15", "n": 1 + n % 60} for n in range(10_000)))
    began = time.process_time()
    assert len(mubiao.json("workday", "--file", str(cases))) == 10_000
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"date": "2026-02-30", "n": 1}, "第2行"),
        ({"date": "2026-03-31", "n": "三"}, "第2行"),
        ({"日期": "2026-03-31", "n": 1}, "应有两列 date"),
        ({"date": "2026-03-31", "n": 0}, "不能是0"),
    ],
)
def test_a_wrong_row_of_a_file_is_refused(mubiao: Mubiao, sheet: Sheet, row: dict[str, object], why: str) -> None:
    assert why in mubiao.refused("workday", "--file", str(sheet("题.csv", row)))


@pytest.mark.parametrize("text", ["", "date,n\n", "编号,年度\n"])
def test_a_file_without_a_row_is_refused(mubiao: Mubiao, tmp_path: Path, text: str) -> None:
    place = tmp_path / "空.csv"
    place.write_text(text, encoding="utf-8")
    assert "“空.csv”没有数据" in mubiao.refused("workday", "--file", str(place))


@pytest.mark.parametrize("name", ["没有.csv", "."])
def test_a_file_that_cannot_be_read_is_refused(mubiao: Mubiao, name: str) -> None:
    assert "无法读取" in mubiao.refused("workday", "--file", name)


@pytest.mark.process
def test_a_fresh_machine_is_answered_within_a_second_and_nothing_is_written(program: Program) -> None:
    took = []
    for _ in range(3):  # the machine may be busy with something else once or twice
        began = time.monotonic()
        answer = program("workday", *QUARTER, MUBIAO_HOME="nowhere")
        took.append(time.monotonic() - began)
    assert min(took) < 1
    assert (answer.returncode, answer.stdout[:10], answer.stderr) == (0, "2026-04-22", "")


def test_no_home_is_made_for_a_question(mubiao: Mubiao) -> None:
    mubiao.done("workday", *QUARTER)
    assert not mubiao.home.exists()
