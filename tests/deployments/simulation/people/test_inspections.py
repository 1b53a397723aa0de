"""An inspection runs from its plan to its end for any draw; failed targets are listed (4, 6.2.1-6.2.4)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.inspections import check_inspections
from deployments.simulation.people.inspection_rounds import FEWEST, LATE, POOL, Round, first_day, has_conflict, rounds
from deployments.simulation.people.inspections import FAILS, SLOW, decide_inspections
from deployments.simulation.people.key_projects import key_projects
from deployments.simulation.people.planned_acts import PlannedAct, Scene, carry_out
from deployments.simulation.people.samples import decide_draws
from models.database import begin
from models.ledger.acts import ACTS
from models.rules.workdays import SHANGHAI, days_between
from tasks.clock import business_day, set_virtual_instant
from tests.deployments.simulation.conftest import seeded

if TYPE_CHECKING:
    from collections.abc import Callable

    from deployments.simulation.plan import Plan
    from deployments.simulation.year import Year
    from tests.conftest import Sql

# The inspections with a sample; the standing one, of what is seen on site, has no period in its title.
SAMPLED = "i.title LIKE '%|%'"
DUTIES = f"""
SELECT o.kind, o.state, o.late FROM obligation o LEFT JOIN inspection i ON o.subject = i.year || '-' || i.number
WHERE o.kind = 'mid_term_inspection' OR o.kind = 'inspection' AND {SAMPLED} ORDER BY o.id
"""  # noqa: S608 - constants only
LISTED = f"""
SELECT t.code, e.state, f.conclusion, r."limit" - f.signed_on FROM entry_origin g
    JOIN finding f ON f.id = g.finding_id JOIN inspection i ON i.id = f.inspection_id AND {SAMPLED}
    JOIN negative_entry e ON e.id = g.entry_id
    JOIN target t ON t.id = e.target_id JOIN remediation r ON r.entry_id = e.id ORDER BY t.code
"""  # noqa: S608 - constants only
FOUND = f"""
SELECT t.code, f.conclusion FROM finding f JOIN target t ON t.id = f.target_id
    JOIN inspection i ON i.id = f.inspection_id AND {SAMPLED}
WHERE f.state = 'signed' ORDER BY t.code
"""  # noqa: S608 - constants only
TEAM = f"""
SELECT count(*) FROM team_member m JOIN inspection i ON i.id = m.inspection_id AND {SAMPLED} WHERE m.left_on IS NULL
"""  # noqa: S608 - constants only
NAMED = f"""
SELECT f.found_by FROM finding f JOIN inspection i ON i.id = f.inspection_id AND {SAMPLED} LIMIT 1
"""  # noqa: S608 - constants only
DRAWN = "SELECT state, attempt, drawn FROM sample WHERE purpose = 'targets' ORDER BY attempt"
LEFT = """
SELECT p.name, m.left_why, k.reason FROM team_member m JOIN inspector p ON p.id = m.inspector_id
    JOIN tie k ON k.inspector_id = p.id WHERE m.left_on IS NOT NULL
"""
EVALUATED = "SELECT d.code FROM evaluation e JOIN department d ON d.id = e.department_id ORDER BY 1"
MENDED = "SELECT made_good FROM evaluation"  # said of each department: an act of the same day may list its first entry
ADJUSTED = "UPDATE target SET requirement = '调减。' WHERE position('D' IN code) = 1"
UNPROTECTED = "SET LOCAL session_replication_role = replica; "


def live(year: Year, this: Round, days: int, *, between: Callable[[date], object] = lambda _: None) -> list[list[str]]:
    """Run that many working days of an inspection from its first day, each twice; returns the acts of each day."""
    first = first_day(year.plan, this, year.calendar)
    done = []
    for day in days_between(first, year.calendar.nth_after(first, days)):
        if not year.calendar.is_workday(day):
            continue
        set_virtual_instant(datetime.combine(day, time(10, 30), SHANGHAI))
        done.append(one_day(year, this, day))
        assert one_day(year, this, day) == [act for act in done[-1] if act != "import_inspections"]
        between(day)
        with begin() as session:
            assert list(check_inspections(session, day)) == []
    return done


def one_day(year: Year, this: Round, day: date) -> list[str]:
    """Perform the planned acts of a day that belong to one inspection; returns the acts."""
    with begin() as session:
        scene = Scene(year.plan, day, year.calendar, session)
        steps = [
            step
            for step in (*decide_draws(scene), *decide_inspections(scene, year.world.materials))
            if this.title in step.request
        ]
    for step in steps:
        carry_out(step, business_day())
    return sorted({step.act.name for step in steps})


def quietly(plan: Plan, this: Round) -> bool:
    """Returns true if no member has to leave the team and the leader signs in time."""
    return not has_conflict(plan, this) and plan.chance("signs late", this.title) >= SLOW


def fails(plan: Plan, this: Round) -> set[str]:
    codes = (code for department in plan.codes() for code in plan.targets_of(department))
    return {code for code in codes if plan.chance("inspected", this.title, code) < FAILS}


def failing_projects(plan: Plan, this: Round, projects: frozenset[str]) -> set[str]:
    """Returns those of the key projects, which are all drawn, that a quarter inspects and that will fail."""
    chosen = sorted(plan.codes(), key=lambda code: plan.chance("inspected", this.period, code))[:FEWEST]
    return {target for code in chosen for target in plan.targets_of(code)} & projects & fails(plan, this)


COMMITTED = ["commit_sample"]
SIGNED = [["record_finding"], ["sign_off"], ["make_suggestion"]]
STEPS = [["draft_inspection"], COMMITTED, ["draw_sample", "reveal_sample"], ["import_inspections"], *SIGNED]
END = ["answer_suggestion", "conclude_inspection"]


def test_a_quarterly_inspection_takes_one_step_per_day_even_if_a_day_is_repeated(year: Year, sql: Sql) -> None:
    quarter = rounds(year.plan)[0]
    other = seeded(year, lambda p: quietly(p, quarter))
    assert live(other, quarter, 8) == [*STEPS, END, []]
    assert sql.rows(DUTIES) == [("inspection", "discharged", False)]
    assert sql.value("SELECT count(*) FROM sample WHERE state = 'revealed'") == 2


def test_a_failed_target_enters_the_negative_list_with_its_limit(year: Year, sql: Sql) -> None:
    quarter = rounds(year.plan)[0]
    projects = key_projects(year.plan)
    other = seeded(year, lambda p: quietly(p, quarter) and bool(failing_projects(p, quarter, projects)))
    live(other, quarter, 8)
    [(_, _, drawn)] = sql.rows(DRAWN)
    every = {target.partition("/")[2] for _, targets in drawn for target in targets}
    found = dict(sql.rows(FOUND))
    assert found.keys() == every
    failing = sorted(every & fails(other.plan, quarter))
    assert failing == sorted(code for code, conclusion in found.items() if conclusion == "fails") != []
    assert sql.rows(LISTED) == [(code, "remedying", "fails", 30) for code in failing if code != "D002-04"]


def test_4_3_a_member_with_a_tie_after_the_draw_is_replaced_by_the_next_drawn(year: Year, sql: Sql) -> None:
    quarter = rounds(year.plan)[0]
    other = seeded(year, lambda p: has_conflict(p, quarter) and p.chance("signs late", quarter.title) >= SLOW)
    done = live(other, quarter, 9)
    assert done[4] == ["declare_tie", "replace_member"]
    assert done[5] == ["record_finding"]
    [(left, why, tied)] = sql.rows(LEFT)
    assert left in POOL
    assert why == f"抽取后登记回避：{tied}"
    assert sql.value(TEAM) == 3
    assert left not in sql.value(NAMED)


def test_a_leader_may_sign_late(year: Year, sql: Sql) -> None:
    quarter = rounds(year.plan)[1]
    other = seeded(year, lambda p: p.chance("signs late", quarter.title) < SLOW)
    done = live(other, quarter, 26)
    assert done[5:24] == [[]] * 19
    assert sql.rows(DUTIES) == [("inspection", "discharged", True)]


def test_4_4_a_changed_population_is_committed_to_again_before_the_draw(year: Year, sql: Sql) -> None:
    quarter = rounds(year.plan)[0]
    other = seeded(year, lambda p: quietly(p, quarter))

    def adjust(_: date) -> None:
        if sql.rows(DRAWN) and sql.rows(DRAWN)[0][0] == "committed":
            sql(UNPROTECTED + ADJUSTED)

    done = live(other, quarter, 9, between=adjust)
    assert done[:4] == [["draft_inspection"], COMMITTED, COMMITTED, ["draw_sample", "reveal_sample"]]
    assert [row[:2] for row in sql.rows(DRAWN)] == [("superseded", 1), ("revealed", 2)]


@pytest.mark.parametrize(("late", "ends"), [(False, False), (True, True)])
def test_the_mid_term_inspection_evaluates_every_department_and_ends_the_duty_in_time_or_late(
    year: Year, sql: Sql, *, late: bool, ends: bool
) -> None:
    middle = rounds(year.plan)[3]
    other = seeded(year, lambda p: (p.chance("mid-term", 2025) < LATE) is late)
    set_virtual_instant(datetime.combine(date(2025, 7, 1), time(7, 30), SHANGHAI))
    carry_out(
        PlannedAct(ACTS["open_cycle"], {"cycle": "mid_term_inspection", "period": "2025H1"}, "open"), business_day()
    )
    assert live(other, middle, 8)[6] == ["evaluate_department", "make_suggestion"]
    assert ("mid_term_inspection", "discharged", ends) in sql.rows(DUTIES)
    assert sql.column(EVALUATED) == other.plan.codes()
    assert set(sql.column(MENDED)) <= {"负面清单0项，已补欠0项。", "负面清单1项，已补欠0项。"}
    [(_, _, drawn)] = sql.rows(DRAWN)
    assert dict(drawn)["负面清单"] == ["2025/D002-04"]
