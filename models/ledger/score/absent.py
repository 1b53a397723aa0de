"""本级没有的考评项目: a paper of the leading group says who carries the weight, of all departments alike (A78)."""

from collections.abc import Mapping

from sqlmodel import Session

from models.intake.yearly import ComponentAbsent
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.deciding_bodies import deciding_body
from models.ledger.score.appraised import check_year
from models.ledger.score.exceptions import check_undrafted, decide_by_paper, in_force, is_same_paper
from models.ledger.score.tracked import check_not_ended
from models.ledger.transitions import lock
from models.rules.body import BodyKind
from models.rules.day_order import check_paper
from models.rules.errors import Refused
from models.rules.score.absent import Absence, AbsentOnes, AbsentWay, in_full
from models.rules.score.component import Component
from models.rules.score.gate import GateKind
from models.statements import ResultRow, run

RATED = """
SELECT EXISTS (SELECT FROM leader_sheet WHERE jurisdiction_id = :jurisdiction AND year = :year AND state <> 'withdrawn')
"""
GIVEN = """
SELECT count(DISTINCT s.department_id) FROM second_level s JOIN department d ON d.id = s.department_id
WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year
"""


@act("record_absent_component", "登记本级没有的考评项目", clause="1-6.1", roles={Role.AGENCY})
def record_absent_component(session: Session, data: ComponentAbsent, ctx: Context) -> Summary:
    """A78: record by a paper of the leading group that no department of a year has a component of 机关管理目标.

    The same again changes nothing. Raises Refused in a year that a paper ended, once a sheet of it was drafted, where a
    leader rated, and unless the leading group was in office on the day of its paper.
    """
    check_year(data.year, ctx.date)
    lock(session, "score_exception")
    check_not_ended(session, ctx.jurisdiction, data.year)
    check_undrafted(session, ctx, data.year)
    check_paper(data.dated, ctx.date)
    what, kinds = f"本级没有{data.component.label}的考评办法", (BodyKind.LEADING_GROUP,)
    body = deciding_body(session, ctx, data.decided_by, kinds, data.dated, what=what)
    if before := _found(session, ctx.jurisdiction, data.year).get(data.component):
        words = f"{data.year}年{_absence(before).words}"
        if before.way == data.way and is_same_paper(before, body, data):
            return Summary(f"{words}，此前已登记，未作改动。", {"recorded": 0})
        raise Refused(f"{words}，已登记；有误的先撤回第{before.serial}项（withdraw_exception）再登记。")
    uncounted = _uncounted(session, ctx, data)
    columns = {"kind": GateKind.ABSENT, "component": data.component, "way": data.way}
    made, files, also = decide_by_paper(session, ctx, data, body, columns)
    words = in_full(absent_components(session, ctx.jurisdiction, data.year))
    said = f"已登记{data.year}年合计例外第{made.serial}项，各部门：{words}。{uncounted}{also}"
    return Summary(said, {"recorded": 1, "evidence": files}, {"serial": made.serial})


def absent_components(session: Session, jurisdiction: int, year: int) -> AbsentOnes:
    """A78: return the components that this level does not have in a year, in their order."""
    found = _found(session, jurisdiction, year)
    return {each: _absence(found[each]) for each in Component if each in found}


def check_present(session: Session, jurisdiction: int, component: Component, year: int) -> None:
    """A78: raise Refused for a result of a component that the level does not have in a year."""
    if found := absent_components(session, jurisdiction, year).get(component):
        raise Refused(
            f"{year}年已登记{found.words}，不再登记其结果；有误的，拟定得分表以前先撤回（withdraw_exception）。"
        )


def _found(session: Session, jurisdiction: int, year: int) -> Mapping[str, ResultRow]:
    return {row.component: row for row in in_force(session, jurisdiction, year) if row.kind == GateKind.ABSENT}


def _absence(row: ResultRow) -> Absence:
    return Absence(Component(row.component), AbsentWay(row.way), row.body, row.paper_number, row.paper_date)


def _uncounted(session: Session, ctx: Context, data: ComponentAbsent) -> str:
    """Return what was given of a component that does not count. Raises Refused for ratings, which can be withdrawn."""
    asked = {"jurisdiction": ctx.jurisdiction, "year": data.year}
    if data.component is Component.LEADERS and run(session, RATED, **asked).scalar_one():
        raise Refused(f"{data.year}年已登记省领导评价，本级有这一项；误录的，先撤回（withdraw_leader_ratings）。")
    given = data.component is Component.SECOND_LEVEL and run(session, GIVEN, **asked).scalar_one()
    return f"此前登记的{given}个部门的二级考评仍留存，不计。" if given else ""
