"""并列: decide which of the tied has which grade, and return the decisions of a year (1-2.19, A45)."""

from collections.abc import Mapping

from sqlmodel import Session

from models.intake.yearly import TieDecided
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.score.appraised import appraised_department, check_dated, check_unapproved, check_year
from models.ledger.score.grades import grades, tie_decisions
from models.ledger.transitions import lock, record_row
from models.records import TieDecision, id_of
from models.rules.errors import Refused
from models.rules.score.standing import ClassTie, Grades


@act("decide_tie", "决定并列的等次", clause="1-2.19", roles={Role.AGENCY})
def decide_tie(session: Session, data: TieDecided, ctx: Context) -> Summary:
    """A45: record which of the tied departments has which grade, with reason and paper; it counts for this tie only.

    The same again changes nothing. Raises Refused for departments that are not tied, for a part of them, for other
    grades than the tie leaves, and for a paper of a day to come or before the year was over.
    """
    check_year(data.year, ctx.date)
    check_unapproved(session, ctx, data.year)
    check_dated(data.dated, data.year, ctx.date)
    lock(session, "tie_decision")
    chosen = _chosen(session, data, ctx)
    found = grades(session, data.year, ctx.date)
    tie = _tie_of(found, chosen)
    if data.dated.year <= data.year:
        raise Refused(f"文件日期{data.dated}在{data.year}年以内，那时还没有并列，不是对这一并列的决定，请核对。")
    if sorted(chosen.values()) != sorted(tie.grades):
        raise Refused(f"留给并列部门的等次是{'、'.join(tie.grades)}，一个部门一个，请核对各部门的等次。")
    if tie.decision and dict(tie.decision.grades) == chosen:
        return Summary(f"{data.year}年{tie.unit_class}的这一并列此前已这样决定，未作改动。", {"decided": 0})
    decision = _new(session, data, tie, chosen, ctx)
    record_row(session, ctx, decision, "decided")
    files = attach_exhibits(session, ctx, "tie_decision", id_of(decision), data.evidence)
    names = {each.candidate.code: each.candidate.department for each in found.standings}
    words = "、".join(f"“{names[code]}”{grade}" for code, grade in chosen.items())
    return Summary(f"已决定{data.year}年{tie.unit_class}的并列：{words}。", {"decided": 1, "evidence": files})


def _chosen(session: Session, data: TieDecided, ctx: Context) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for each in data.grades:
        department = appraised_department(session, ctx, each.department, data.year)
        if department.code in chosen:
            raise Refused(f"“{department.name}”写了两次，请只保留一次。")
        chosen[department.code] = each.grade
    return chosen


def _tie_of(found: Grades, chosen: Mapping[str, str]) -> ClassTie:
    """Return the tie of these departments. Raises Refused if they are not tied, or others with them."""
    tie = next((each for each in found.ties if set(each.units) & set(chosen)), None)
    if tie is None:
        missing = f"（还缺：{found.missing[0]}）" if found.missing else ""
        raise Refused(f"这些部门没有跨等次界限的并列，不需要决定{missing}。查看：mubiao grades。")
    if set(tie.units) != set(chosen):
        names = {each.candidate.code: each.candidate.department for each in found.standings}
        its = "、".join(f"“{names[code]}”" for code in tie.units)
        raise Refused(f"并列的是{its}，请写明其中每个部门的等次，不写其他部门。")
    return tie


def _new(session: Session, data: TieDecided, tie: ClassTie, chosen: Mapping[str, str], ctx: Context) -> TieDecision:
    return TieDecision(
        jurisdiction_id=ctx.jurisdiction,
        year=data.year,
        serial=len(tie_decisions(session, ctx.jurisdiction, data.year)) + 1,
        unit_class=tie.unit_class,
        value=str(tie.value),
        grades=dict(chosen),
        reason=data.reason,
        paper_number=data.number,
        paper_date=data.dated,
        recorded_on=ctx.date,
    )
