"""Each planted error in inspections, draws and their results is reported (4, 6.2)."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.inspections import check_inspections, check_reviews
from deployments.simulation.people.inspection_rounds import LATE, first_day, rounds
from deployments.simulation.people.inspections import FAILS, decide_inspections
from deployments.simulation.people.planned_acts import PlannedAct, Scene, carry_out
from deployments.simulation.people.samples import decide_draws
from models.database import begin
from models.ledger.acts import ACTS
from models.rules.workdays import SHANGHAI, days_between
from tasks.clock import business_day, set_virtual_instant

if TYPE_CHECKING:
    from deployments.simulation.plan import Plan
    from deployments.simulation.year import Year
    from tests.conftest import Sql
    from tests.deployments.simulation.conftest import Plant


OPENED = date(2025, 7, 1)
TIED = """INSERT INTO tie (inspector_id, department_id, reason, declared_on)
    SELECT m.inspector_id, f.department_id, '', '2025-07-01' FROM team_member m, finding f ORDER BY 1, 2 LIMIT 1"""
STAYS = """DELETE FROM finding; UPDATE inspection SET state = 'issued';
    INSERT INTO tie (inspector_id, department_id, reason, declared_on)
    SELECT min(m.inspector_id), d.id, '', '2025-07-01' FROM team_member m, department d WHERE d.code = 'D001'
    GROUP BY d.id"""
UNSEEN = """DELETE FROM finding WHERE id = (
    SELECT min(f.id) FROM finding f JOIN inspection i ON i.id = f.inspection_id WHERE i.kind = 'mid_term')"""
UNDER_WAY = "UPDATE inspection SET state = 'issued'"
WRONG = {
    "a target was not looked at": (UNSEEN, "没有核查结果。"),
    "one inspected alone": ("DELETE FROM team_member WHERE NOT leader", "核查组1人，应有两人以上并有一名组长。"),
    "nobody led": ("UPDATE team_member SET leader = false", "核查组3人，应有两人以上并有一名组长。"),
    "one was tied": (TIED, "有回避情形，仍在核查。"),
    "one is tied and stays": (STAYS, "与D001有回避情形，仍在核查。"),
    "a department was not evaluated": ("DELETE FROM evaluation WHERE id = 1", "已结束，D001没有总体评价。"),
    "a suggestion was not answered": ("UPDATE suggestion SET answered_on = NULL", "的建议没有答复。"),
    "the duty was met by nothing": (
        "UPDATE inspection SET kind = 'special'",
        "2025H1：discharged，与核查是否结束不符。",
    ),
    "the duty was not met": (
        "UPDATE obligation SET state = 'open' WHERE kind = 'mid_term_inspection'",
        "2025H1：open，与核查是否结束不符。",
    ),
    "what was listed did not fail": (
        "UPDATE finding SET conclusion = 'conforms' WHERE id IN (SELECT finding_id FROM entry_origin)",
        "条目状态remedying，没有相应的核查结果或认定。",
    ),
    "it was dismissed without a finding": (
        "UPDATE negative_entry SET state = 'dismissed'",
        "条目状态dismissed，没有相应的核查结果或认定。",
    ),
    "the cloud proposed what nobody confirmed": (
        "UPDATE entry_origin SET way = 'cloud', proposed_on = '2025-07-01'",
        "条目状态remedying，没有相应的核查结果或认定。",
    ),
    "somebody else was drawn": ("UPDATE sample SET drawn = '[]'", "按公布的密数和公开数重新抽取，结果不同。"),
    "another number was announced": ("UPDATE sample SET number = '7'", "按公布的密数和公开数重新抽取，结果不同。"),
    "another secret was sealed": ("UPDATE sample SET secret = repeat('0', 64)", "总体或密数与承诺的不符。"),
    "another population was committed to": ("UPDATE sample SET population_hash = ''", "总体或密数与承诺的不符。"),
    "it was drawn too early": ("UPDATE sample SET drawn_on = known_on - 1", "在公开数公布以前抽取。"),
    "it has no error rate": ("UPDATE finding SET state = 'superseded'", "没有误差率："),
}


def fits(plan: Plan) -> bool:
    """Returns true if the mid-term inspection begins in time and finds enough targets undone."""
    title = rounds(plan)[3].title
    codes = [code for department in plan.codes() for code in plan.targets_of(department)]
    failing = [code for code in codes if plan.chance("inspected", title, code) < FAILS]
    return len(failing) > 6 and plan.chance("mid-term", plan.year) >= LATE


@pytest.fixture
def ended(year: Year) -> Year:
    """The mid-term inspection of 2025 has ended."""
    other = copy.copy(year)
    other.plan = next(p for p in (replace(year.plan, seed=seed) for seed in range(100_000)) if fits(p))
    set_virtual_instant(datetime.combine(OPENED, time(7, 30), SHANGHAI))
    carry_out(
        PlannedAct(ACTS["open_cycle"], {"cycle": "mid_term_inspection", "period": "2025H1"}, "open"), business_day()
    )
    first = first_day(other.plan, rounds(other.plan)[3], year.calendar)
    for day in days_between(first, year.calendar.nth_after(first, 8)):
        set_virtual_instant(datetime.combine(day, time(10, 30), SHANGHAI))
        if year.calendar.is_workday(day):
            with begin() as session:
                scene = Scene(other.plan, day, year.calendar, session)
                decided = (*decide_draws(scene), *decide_inspections(scene, other.world.materials))
                steps = [each for each in decided if "中期核查" in each.request]
            for step in steps:
                carry_out(step, business_day())
    return other


def violations() -> list[str]:
    """Returns the violations on any of the days."""
    days = days_between(OPENED, date(2025, 8, 31))
    with begin() as session:
        return [fault for day in days for fault in check_inspections(session, day)]


@pytest.mark.usefixtures("ended")
def test_a_sound_inspection_has_no_violations() -> None:
    assert violations() == []


@pytest.mark.usefixtures("ended")
@pytest.mark.parametrize("wrong", WRONG)
def test_a_planted_error_is_reported(plant: Plant, wrong: str) -> None:
    statement, text = WRONG[wrong]
    plant(statement)
    assert text in "".join(violations())


WRONG_OF_REVIEWS = {
    "undone without an entry": ("UPDATE review SET entry_id = NULL WHERE outcome = 'undone'", "与负面清单条目不符"),
    "an entry of what is true": ("UPDATE review SET outcome = 'confirmed' WHERE outcome = 'undone'", "条目不符"),
    "nobody looks on site": ("DELETE FROM obligation WHERE kind = 'onsite_confirmation'", "与现场认定是否待办不符"),
    "somebody still looks": ("UPDATE negative_entry SET state = 'dismissed'", "与现场认定是否待办不符"),
    "closed with something left": (
        "DELETE FROM review WHERE outcome = 'confirmed'",
        "在线复核 2025Q1：已办结，还有1项没有复核。",
    ),
}


@pytest.fixture
def reviewed(year: Year) -> Year:
    """The first quarter is reviewed: D001-01 is not done, and only D001 filed a declaration."""
    for day, act, data in (
        (date(2025, 4, 1), "open_cycle", {"cycle": "self_check", "period": "2025Q1"}),
        (date(2025, 4, 2), "file_self_check", {"department": "D001", "period": "2025Q1", "lines": LINES}),
        (date(2025, 4, 16), "open_cycle", {"cycle": "online_review", "period": "2025Q1"}),
        (date(2025, 4, 17), "register_inspector", {"name": "张三"}),
        (date(2025, 4, 17), "register_inspector", {"name": "李四"}),
        (date(2025, 4, 17), "assign_reviews", {"period": "2025Q1", "reviewers": "张三"}),
        *(
            (date(2025, 4, 17), "record_online_review", {"period": "2025Q1", "reviewer": name, "lines": CONCLUDED})
            for name in ("张三", "李四")
        ),
    ):
        set_virtual_instant(datetime.combine(day, time(10, 30), SHANGHAI))
        carry_out(PlannedAct(ACTS[act], data, f"{act}|{data}"), business_day())
    return year


OWN = [f"D001-0{number}" for number in range(1, 6)]
LINES = [{"target": code, "progress": 20} for code in OWN]
CONCLUDED = [
    {"target": "D001-01", "outcome": "未完成", "note": "未开工"},
    {"target": "D001-02", "outcome": "完成属实"},
    *({"target": code, "outcome": "材料不足", "note": "缺照片"} for code in OWN[2:]),
    *(
        {"target": f"D00{lead}-0{number}", "outcome": "材料不足", "note": "未报自查"}
        for lead in (2, 3, 4)
        for number in range(1, 6)
    ),
]


def violations_of_reviews(seen: int = 0) -> list[str]:
    with begin() as session:
        return list(check_reviews(session, seen))


@pytest.mark.usefixtures("reviewed")
def test_a_sound_review_has_no_violations() -> None:
    assert violations_of_reviews() == []


@pytest.mark.usefixtures("reviewed")
@pytest.mark.parametrize("wrong", WRONG_OF_REVIEWS)
def test_a_planted_error_is_reported_of_reviews(plant: Plant, wrong: str) -> None:
    statement, text = WRONG_OF_REVIEWS[wrong]
    plant(statement)
    assert {text in fault for fault in violations_of_reviews()} == {True}


@pytest.mark.usefixtures("reviewed")
@pytest.mark.parametrize(
    ("changed", "key"), [("review", "2025Q1|2025|D001-02|1"), ("obligation", "self_check|2025Q1|")]
)
def test_what_is_left_out_is_looked_for_when_something_of_the_review_has_changed(
    plant: Plant, sql: Sql, changed: str, key: str
) -> None:
    statement, text = WRONG_OF_REVIEWS["closed with something left"]
    plant(statement)
    newest = int(sql.value("SELECT max(id) FROM transition"))
    assert violations_of_reviews(newest) == []
    plant(f"MOVE VALUES (1, '{changed}', 1, '{key}', '', '', '', '', '{{}}')")
    assert [text in fault for fault in violations_of_reviews(newest)] == [True]
