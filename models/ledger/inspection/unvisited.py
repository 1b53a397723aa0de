"""不到现场的部门: those that a year-end plan names, with the reason and, above the share, a decision (3.3, A72)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from models.ledger.acts import Context
from models.ledger.deciding_bodies import LEADING_GROUPS, deciding_body
from models.ledger.evidence.exhibits import exhibits_of
from models.ledger.inspection.scope import drawn_targets, leads_of
from models.ledger.nouns.shared_sql import HEIRS, LED_BY
from models.ledger.policies import value_on
from models.ledger.transitions import lock
from models.records import Inspection, id_of
from models.rules.errors import Refused
from models.rules.inspection import InspectionKind, year_covered
from models.rules.signed_paper import has_year_and_number, one_spelling
from models.rules.states import InspectionState
from models.rules.year_end import UNVISITED_SHARE
from models.statements import run

# The departments, as their final successors, that the issued year-end plans of a year name as not visited.
UNVISITED = f"""
SELECT coalesce(h.heir, d.id) AS department, d.name, u.value AS why, i.decision_number, i.decision_date,
    i.decision_by
FROM inspection i CROSS JOIN LATERAL jsonb_each_text(i.unvisited) u
    JOIN department d ON d.jurisdiction_id = i.jurisdiction_id AND d.code = u.key
    LEFT JOIN {HEIRS} h ON h.department_id = d.id
WHERE i.jurisdiction_id = :jurisdiction AND i.kind = 'annual' AND i.state IN ('issued', 'concluded')
    AND coalesce(CAST(NULLIF(left(i.period, 4), '') AS int),
        extract(year FROM coalesce(i.begins_on, i.drafted_on) - interval '1 month')) = :year
    AND :code IN ('', d.code, (SELECT s.code FROM department s WHERE s.id = h.heir))
ORDER BY d.code COLLATE "C", i.year, i.number
"""  # noqa: S608 - constants only
# The departments whose 年终复核 of a year rests on papers only, but those that are named.
BY_PAPERS = f"""
SELECT d.name FROM reverification v JOIN obligation o ON o.id = v.obligation_id
    JOIN department d ON d.id = o.department_id LEFT JOIN {HEIRS} h ON h.department_id = d.id
WHERE o.jurisdiction_id = :jurisdiction AND o.period = :year AND v.uninspected <> ''
    AND coalesce(h.heir, d.id) <> ALL(:named) ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only
LEADING = (
    f"SELECT count(DISTINCT d.id) FROM target t {LED_BY} WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year"  # noqa: S608 - constants only
)


def unvisited_of(session: Session, jurisdiction: int, year: int, code: str = "") -> Sequence[Any]:
    """3.3: return the departments that the issued year-end plans of a year name as not visited, by code; or only one,
    with those that it took over.
    """
    return run(session, UNVISITED, jurisdiction=jurisdiction, year=year, code=code).all()


def in_words(found: Sequence[Any]) -> str:
    """3.3: return number and names of these departments, once for each reason and decision; empty for none."""
    groups = defaultdict[str, list[str]](list)
    for row in found:
        paper = f"；{row.decision_by}，{row.decision_number}，{row.decision_date}" if row.decision_number else ""
        groups[f"（{row.why}{paper}）"].append(row.name)
    named = "；".join(f"{'、'.join(names)}{why}" for why, names in groups.items())
    return f"{len(found)}个：{named}" if named else ""


def check_unvisited(session: Session, ctx: Context, inspection: Inspection) -> None:
    """3.3, A72: raise Refused for departments that a plan cannot leave out of the visits.

    Only a year-end plan names them, and by name those that it visits. Above the share that the setting allows of the
    departments of the year, it names the decision of the year. None was drawn by another plan of the year, and each was
    named by the first plan with that decision, though it was cancelled.
    """
    if not inspection.unvisited:
        return
    named = f"核查{inspection.key}写明不到现场的部门（unvisited）"
    if inspection.kind is not InspectionKind.ANNUAL:
        raise Refused(f"{named}，只有年度核查方案可以写明（3.3）。")
    _check_visited(inspection, named)
    year = year_covered(inspection.kind, inspection.period, inspection.begins_on or ctx.date)
    before = unvisited_of(session, inspection.jurisdiction_id, year)
    _check_decision(inspection, ctx, year, {row.decision_number for row in before if row.decision_number})
    _check_list(session, inspection, year, named)
    if inspection.decision_date:
        what = f"不到现场核查的决定{inspection.decision_number}"
        deciding_body(session, ctx, inspection.decision_by or "", LEADING_GROUPS, inspection.decision_date, what=what)
    if inspection.decision_number and not exhibits_of(session, "inspection", id_of(inspection)):
        raise Refused(f"不到现场核查的决定{inspection.decision_number}没有附文件（draft_inspection，evidence）。")
    _check_share(session, inspection, ctx, year, len({row.name for row in before}) + len(inspection.unvisited))


def check_not_relied_on(session: Session, ctx: Context, inspection: Inspection) -> None:
    """3.3, A72: raise Refused if after the end of this plan no issued one names a department re-verified by papers."""
    if not inspection.unvisited:
        return
    lock(session, "reverification")
    year = year_covered(inspection.kind, inspection.period, inspection.begins_on or ctx.date)
    named = [row.department for row in unvisited_of(session, ctx.jurisdiction, year)]
    found = {"jurisdiction": ctx.jurisdiction, "year": str(year), "named": named}
    if names := list(run(session, BY_PAPERS, **found).scalars()):
        raise Refused(
            f"{'、'.join(names)}{year}年的年终复核据核查{inspection.key}写明的不到现场，以材料复核，已经登记，不能取消方案："
            "请结束本次核查（conclude_inspection）；方案有误的，先另行下达写明这些部门的年度核查方案，再取消。"
        )


def _check_visited(inspection: Inspection, named: str) -> None:
    both = sorted(set(inspection.departments) & inspection.unvisited.keys())
    if both or not inspection.departments:
        also = f"{'、'.join(both)}又列为受核查部门" if both else "没有写明受核查部门"
        raise Refused(f"{named}，{also}：受核查部门（departments）逐个写明到现场的部门，不到现场的不在其中。")


def _check_decision(inspection: Inspection, ctx: Context, year: int, others: set[str]) -> None:
    number, dated = inspection.decision_number, inspection.decision_date
    if bool(number) != bool(dated) or (number and not has_year_and_number(number)):
        raise Refused("不到现场核查的决定须有文号（decision_number，如黔目标〔2026〕40号）和日期（decision_date）。")
    if dated and not date(year, 1, 1) <= dated <= ctx.date:
        raise Refused(f"不到现场核查的决定日期{dated}不在{year}年1月1日到今天（{ctx.date}）之间，请核对。")
    if number and others and one_spelling(number) not in set(map(one_spelling, others)):
        raise Refused(f"当年不到现场核查的决定是{'、'.join(sorted(others))}，一年一份，不能另写{number}；请核对。")


def _check_list(session: Session, inspection: Inspection, year: int, named: str) -> None:
    """Raise Refused for a department that an issued plan drew, or that the decision did not name when it was new."""
    plans = select(Inspection).filter_by(jurisdiction_id=inspection.jurisdiction_id, kind=InspectionKind.ANNUAL)
    issued = session.exec(plans.where(col(Inspection.issued_on).is_not(None)).order_by(col(Inspection.id))).all()
    running = [each for each in issued if each.state is not InspectionState.CANCELLED]
    for each in (x for x in running if year_covered(x.kind, x.period, x.begins_on or x.drafted_on) == year):
        if drawn := sorted(inspection.unvisited.keys() & {*leads_of(session, each, drawn_targets(session, each))}):
            raise Refused(f"{named}，{'、'.join(drawn)}已由核查{each.key}抽中，不是当年未抽中，应到现场核查。")
    number = one_spelling(inspection.decision_number)
    first = next((each for each in issued if number and one_spelling(each.decision_number) == number), inspection)
    if further := sorted(inspection.unvisited.keys() - first.unvisited.keys()):
        raise Refused(
            f"{named}，{'、'.join(further)}不在决定{inspection.decision_number}之列（首次登记于核查{first.key}）："
            "请列为受核查部门；确不能到现场的，须另有写明全部部门的决定，取消原方案后据以另行拟制。"
        )


def _check_share(session: Session, inspection: Inspection, ctx: Context, year: int, number: int) -> None:
    found = {"jurisdiction": inspection.jurisdiction_id, "year": year}
    all_of_them = int(run(session, LEADING, **found).scalar_one())
    share = Decimal(value_on(session, inspection.jurisdiction_id, UNVISITED_SHARE, ctx.date) or 0)
    if number * 100 > share * all_of_them and not inspection.decision_number:
        raise Refused(
            f"{year}年不到现场核查的部门{number}个，有目标的部门{all_of_them}个，超过设定的{share}%（{UNVISITED_SHARE.key}）："
            "须有领导小组或者其办公室写明全年各部门的一份决定，写明文号（decision_number）、日期（decision_date）和"
            "单位（decision_by）。"
        )
