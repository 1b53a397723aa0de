"""本级没有的考评项目: a paper of the leading group says who carries the weight, of all departments alike (A78)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.yearly import ComponentAbsenceWithdrawn, ComponentAbsent
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.deciding_bodies import deciding_body
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.paper_numbers import LACKING, also_used
from models.ledger.score.appraised import check_year
from models.ledger.score.exceptions import DRAFTED
from models.ledger.transitions import lock, next_row, record_row
from models.records import AbsentComponent, id_of
from models.rules.body import BodyKind
from models.rules.day_order import check_paper
from models.rules.errors import Refused
from models.rules.score.absent import Absence, AbsentOnes, AbsentWay, in_full
from models.rules.score.component import Component
from models.rules.several import first_of
from models.statements import run

IN_FORCE = """
SELECT a.serial, a.component, a.way, b.name AS body, a.paper_number, a.paper_date
FROM absent_component a JOIN body b ON b.id = a.body_id
WHERE a.jurisdiction_id = :jurisdiction AND a.year = :year AND NOT EXISTS (SELECT FROM absent_component l
    WHERE (l.jurisdiction_id, l.year, l.lifts) = (a.jurisdiction_id, a.year, a.serial))
ORDER BY a.component DESC, a.serial
"""
# What shows that a level has a component: its results of the year, and who may rate now and at the end of the year.
LEVEL_HAS: Mapping[Component, str] = {
    Component.LEADERS: """
SELECT leader FROM leader_sheet WHERE jurisdiction_id = :jurisdiction AND year = :year AND state <> 'withdrawn'
UNION SELECT c.name FROM contact c JOIN department d ON d.id = c.department_id
WHERE d.jurisdiction_id = :jurisdiction AND d.is_agency AND c.role = 'provincial_leader'
    AND coalesce(c.valid_from, '-infinity') <= :last AND coalesce(c.valid_to, 'infinity') >= :day ORDER BY 1
""",
    Component.SECOND_LEVEL: """
SELECT DISTINCT d.name FROM second_level s JOIN department d ON d.id = s.department_id
WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year AND s.state <> 'withdrawn' ORDER BY 1
""",
}
HAS_WORDS: Mapping[Component, str] = {
    Component.LEADERS: "省领导{names}可以评价或者已评价{year}年，本级有省领导评价。不再评价的，先在联系人中写明任期；"
    "误录的评价，先撤回（withdraw_leader_ratings）。",
    Component.SECOND_LEVEL: "{names}已登记{year}年的二级考评，本级有这一项：其余部门也请登记（record_second_level）；"
    "误录的，先撤回（withdraw_second_level）。",
}


@act("record_absent_component", "登记本级没有的考评项目", clause="1-6.1", roles={Role.AGENCY})
def record_absent_component(session: Session, data: ComponentAbsent, ctx: Context) -> Summary:
    """A78: record by a paper of the leading group that no department of a year has a component of 机关管理目标.

    The same again changes nothing. Raises Refused once a sheet of the year was drafted, where the ledger shows that the
    level has the component, and unless the leading group was in office on the day of its paper.
    """
    _check_open(session, ctx, data.year)
    check_paper(data.dated, ctx.date)
    label = data.component.label
    body = deciding_body(
        session, ctx, data.decided_by, (BodyKind.LEADING_GROUP,), data.dated, what=f"本级没有{label}的考评办法"
    )
    decided = Absence(data.component, data.way, body.name, data.number, data.dated)
    if before := absent_components(session, ctx.jurisdiction, data.year).get(data.component):
        if before == decided:
            return Summary(f"{data.year}年{before.words}，此前已登记，未作改动。", {"recorded": 0})
        raise Refused(f"{data.year}年{before.words}，已登记；有误的先撤回（withdraw_absent_component）再登记。")
    _check_lacking(session, ctx, data)
    paper = {"body_id": body.id, "paper_number": data.number, "paper_date": data.dated}
    made = _decide(session, ctx, data.year, component=data.component, way=data.way, **paper)
    files = attach_exhibits(session, ctx, "absent_component", id_of(made), data.evidence)
    also = also_used(session, ctx.jurisdiction, data.number, (LACKING, body.name, data.dated))
    words = in_full(absent_components(session, ctx.jurisdiction, data.year))
    return Summary(f"已登记{data.year}年各部门：{words}。{also}", {"recorded": 1, "evidence": files})


@act("withdraw_absent_component", "撤回本级没有的考评项目", clause="1-6.1", roles={Role.AGENCY})
def withdraw_absent_component(session: Session, data: ComponentAbsenceWithdrawn, ctx: Context) -> Summary:
    """A78: take the decision back, with the reason; it stays on record. Refused once a sheet was drafted."""
    _check_open(session, ctx, data.year)
    rows = _in_force(session, ctx.jurisdiction, data.year)
    last = next((row for row in rows if row.component == data.component), None)
    if last is None:
        raise Refused(f"{data.year}年没有登记本级没有{data.component.label}，不需要撤回。")
    _decide(
        session,
        ctx,
        data.year,
        component=data.component,
        way=AbsentWay(last.way),
        lifts=last.serial,
        reason=data.reason,
    )
    return Summary(
        f"已撤回{data.year}年本级没有{data.component.label}（{last.paper_number}）：{data.reason}。", {"withdrawn": 1}
    )


def absent_components(session: Session, jurisdiction: int, year: int) -> AbsentOnes:
    """A78: return the components that this level does not have in a year, in their order."""
    rows = {row.component: row for row in _in_force(session, jurisdiction, year)}
    return {
        each: Absence(each, AbsentWay(row.way), row.body, row.paper_number, row.paper_date)
        for each in Component
        if (row := rows.get(each))
    }


def check_present(session: Session, jurisdiction: int, component: Component, year: int) -> None:
    """A78: raise Refused for a result of a component that the level does not have in a year."""
    if found := absent_components(session, jurisdiction, year).get(component):
        raise Refused(
            f"{year}年已登记{found.words}，不再登记其结果；有误的，拟定得分表以前先撤回（withdraw_absent_component）。"
        )


def _in_force(session: Session, jurisdiction: int, year: int) -> list[Any]:
    return list(run(session, IN_FORCE, jurisdiction=jurisdiction, year=year))


def _check_open(session: Session, ctx: Context, year: int) -> None:
    check_year(year, ctx.date)
    lock(session, "absent_component")
    if run(session, DRAFTED, jurisdiction=ctx.jurisdiction, year=year).scalar():
        raise Refused(f"{year}年的得分表已经拟定，本级没有的考评项目不再变更；各部门一律照拟定时的办法。")


def _check_lacking(session: Session, ctx: Context, data: ComponentAbsent) -> None:
    """Raise Refused where there is a result of the component, or a person who rates."""
    days = {"last": min(date(data.year, 12, 31), ctx.date), "day": ctx.date}
    asked = {"jurisdiction": ctx.jurisdiction, "year": data.year, **days}
    if names := run(session, LEVEL_HAS[data.component], **asked).scalars().all():
        raise Refused(HAS_WORDS[data.component].format(names=first_of(names), year=data.year))


def _decide(session: Session, ctx: Context, year: int, **columns: Any) -> AbsentComponent:  # noqa: ANN401
    key = next_row(session, "absent_component", "serial", jurisdiction_id=ctx.jurisdiction, year=year)
    made = AbsentComponent(**key, recorded_on=ctx.date, **columns)
    record_row(session, ctx, made, "withdrawn" if made.lifts else "recorded")
    return made
