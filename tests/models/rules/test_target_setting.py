"""目标制定: how far the list of a department is, in words, and until when a list is usually issued."""

from datetime import date

import pytest

from models.rules.target_setting import TARGET_SETTING, DraftsStanding, last_planned, usual_end, watched_years


def test_a_list_is_usually_issued_in_march() -> None:
    assert usual_end(2027) == date(2027, 3, 31)


def test_it_runs_on_mondays_while_lists_are_set_and_then_monthly() -> None:
    assert TARGET_SETTING.crons == ("0 8 * 2,3 1", "0 8 1 4-12 *")


@pytest.mark.parametrize(
    ("day", "planned"),
    [
        ("2026-01-31", None),
        ("2026-02-01", None),
        ("2026-02-02", "2026-02-02"),
        ("2027-02-06", "2027-02-01"),
        ("2026-03-04", "2026-03-02"),
        ("2026-03-31", "2026-03-30"),
        ("2026-04-01", "2026-04-01"),
        ("2026-12-31", "2026-12-01"),
        ("2028-01-03", None),
    ],
)
def test_the_last_planned_day_is_of_the_same_year(day: str, planned: str | None) -> None:
    assert last_planned(date.fromisoformat(day)) == (date.fromisoformat(planned) if planned else None)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, "尚未拟定"),
        ({"has_targets": True}, ""),
        ({"has_targets": True, "gaps": ("缺本级目标1项",)}, ""),
        ({"has_targets": True, "drafted": 1}, "待沟通1项"),
        ({"drafted": 1, "unanswered": 2, "objected": 3}, "待沟通1项，待部门反馈意见2项，异议待答复3项"),
        ({"heard": 4, "submitted": 5, "approved": 6}, "待报审4项，待审批5项，待下达6项"),
        ({"drafted": 1, "returned": 2}, "待沟通1项，已退回2项"),
        ({"drafted": 1, "gaps": ("缺本级目标1项",)}, "待沟通1项，缺本级目标1项"),
        (
            {"drafted": 2, "faulty": ("N1（目标来源）", "N2（绩效要求）")},
            "待沟通2项，内容不全：N1（目标来源）、N2（绩效要求）",
        ),
        ({"drafted": 6, "faulty": tuple("123456")}, "待沟通6项，内容不全：1、2、3、4、5等6项"),
    ],
)
def test_what_a_department_waits_for_is_said_in_order(counts: dict[str, int], words: str) -> None:
    assert DraftsStanding("SJYT", "省教育厅", "教育厅", **counts).words == words  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("counts", "held_up"),
    [
        ({}, False),
        ({"drafted": 1}, False),
        ({"objected": 1}, True),
        ({"returned": 1}, True),
        ({"drafted": 1, "gaps": ("缺本级目标1项",)}, True),
        ({"has_targets": True, "gaps": ("缺本级目标1项",)}, False),
    ],
)
def test_an_objection_a_return_and_a_gap_hold_a_list_up(counts: dict[str, int], *, held_up: bool) -> None:
    assert DraftsStanding("SJYT", "省教育厅", "教育厅", **counts).is_held_up is held_up  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (date(2026, 1, 1), (2026,)),
        (date(2026, 10, 31), (2026,)),
        (date(2026, 11, 1), (2026, 2027)),
        (date(2026, 12, 31), (2026, 2027)),
        (date(2027, 1, 1), (2027,)),
    ],
)
def test_from_november_on_two_years_are_watched(day: date, years: tuple[int, ...]) -> None:
    assert watched_years(day) == years
