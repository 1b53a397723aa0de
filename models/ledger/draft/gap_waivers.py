"""缺项豁免: a gap of a list, or of its weights, that the agency waives; the body that approves is told (1-6.2)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.draft import GapWaived
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.draft.consultation import year_of
from models.ledger.draft.register import DRAFTED_FOR, list_draft_gaps
from models.ledger.lookup import find_department
from models.ledger.nouns.shared_sql import HEIRS
from models.ledger.paper_numbers import TELLING, also_used
from models.ledger.target.completeness import INITIAL, OF_WAIVER, WAS_DRAFTED, WEIGHTS, lists_with_gaps
from models.ledger.transitions import record_row, take_turn
from models.records import Department, GapWaiver, id_of
from models.rules.day_order import check_not_future
from models.rules.errors import Refused
from models.statements import run

# The initial lists of the departments with approved drafts of a paper: what was issued, and what the paper issues.
ISSUED_WITH = f"""
SELECT d.code AS department_code, d.name AS department, array_agg(q.origin) AS origins, {WEIGHTS} FROM (
    SELECT x.department_id, r.code, r.origin, r.weight, true AS drafted
    FROM target_draft r JOIN target_draft_department x ON x.draft_id = r.id AND x.position = 0
    WHERE r.id = ANY(:drafts) AND r.management IS DISTINCT FROM 'dynamic'
    UNION ALL SELECT x.department_id, t.code, t.origin, t.weight, {WAS_DRAFTED} FROM target t JOIN target_department x
        ON x.target_id = t.id AND x.position = 0
    WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND {INITIAL.format(x="t")}) q
    LEFT JOIN {HEIRS} h ON h.department_id = q.department_id
    JOIN department d ON d.id = coalesce(h.heir, q.department_id)
WHERE d.id IN (SELECT coalesce(g.heir, y.department_id) FROM target_draft s
    JOIN target_draft_department y ON y.draft_id = s.id AND y.position = 0
    LEFT JOIN {HEIRS} g ON g.department_id = y.department_id
    WHERE s.id = ANY(:drafts) AND s.management IS DISTINCT FROM 'dynamic')
GROUP BY d.code, d.name ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only
# A waiver stands for the department that it was given to, and for its final successor; the first of two of one gap.
WAIVED = f"""
SELECT DISTINCT ON (d.code COLLATE "C", w.gap COLLATE "C")
    d.id, d.code AS department_code, d.name AS department, w.gap, w.reason, w.waived_on, w.paper_number, w.paper_date
FROM gap_waiver w {OF_WAIVER}
WHERE w.jurisdiction_id = :jurisdiction AND w.year = :year ORDER BY d.code COLLATE "C", w.gap COLLATE "C", w.id
"""  # noqa: S608 - constants only
# Drafts of a department that were submitted or approved, and not issued yet.
UNDER_WAY = f"""
SELECT r.id, r.state, (SELECT max(p.submitted_on) FROM submission p JOIN submission_line y ON y.submission_id = p.id
    WHERE y.draft_id = r.id) AS submitted_on
FROM target_draft r {DRAFTED_FOR}
WHERE r.jurisdiction_id = :jurisdiction AND r.year = :year AND r.category = 'functional' AND d.id = :department
    AND r.state IN ('submitted', 'approved') ORDER BY r.id
"""  # noqa: S608 - constants only


@act("waive_gap", "豁免目标缺项", clause="1-6.2", roles={Role.AGENCY})
def waive_gap(session: Session, data: GapWaived, ctx: Context) -> Summary:
    """1-6.2: waive a gap of a department's initial list, with the reason; the paper that submits the list tells it.

    Raises Refused if there is no such gap, or if the list was submitted already and no paper tells the body of it.
    """
    take_turn(session)
    department, year = find_department(session, ctx.jurisdiction, data.department), year_of(session, ctx, data.year)
    found = {"jurisdiction": ctx.jurisdiction, "year": year, "department": id_of(department)}
    under_way = run(session, UNDER_WAY, **found).all()
    _check_gap(session, ctx, data, department, year, [row.id for row in under_way])
    _check_told(ctx, data, department, max((row.submitted_on for row in under_way), default=None))
    waivers = waivers_of(session, ctx.jurisdiction, year)
    if existing := next((row for row in waivers if (row.id, row.gap) == (id_of(department), data.gap)), None):
        words = (
            f"“{department.name}”{year}年“{data.gap}”此前已豁免（{existing.waived_on}，{existing.reason}），未作改动。"
        )
        return Summary(words, {"waived": 0})
    also = also_used(session, ctx.jurisdiction, data.number.strip(), (TELLING, str(year), data.dated))
    waiver = GapWaiver(
        jurisdiction_id=ctx.jurisdiction,
        year=year,
        department_id=id_of(department),
        gap=data.gap,
        reason=data.reason,
        waived_on=ctx.date,
        paper_number=data.number.strip(),
        paper_date=data.dated,
    )
    record_row(session, ctx, waiver, "waived")
    return Summary(f"“{department.name}”{year}年“{data.gap}”已豁免：{data.reason}。{also}", {"waived": 1})


def _check_told(ctx: Context, data: GapWaived, department: Department, submitted: date | None) -> None:
    """1-6.2: raise Refused for a paper of a day to come; after the submission for none, or one that is older."""
    check_not_future(data.dated, ctx.date, "告知文件日期")
    if submitted and not data.number.strip():
        raise Refused(
            f"“{department.name}”的目标已报审，豁免须另文告知审批单位，请写明文号（--number）和日期（--dated）。"
        )
    if submitted and data.dated and data.dated < submitted:
        raise Refused(
            f"告知文件日期{data.dated}早于“{department.name}”目标报审的日期{submitted}，不是报审后另文告知，请核对。"
        )


def _check_gap(
    session: Session, ctx: Context, data: GapWaived, department: Department, year: int, drafts: Sequence[int]
) -> None:
    """Raise Refused unless the department's list lacks it, with all drafts or with those that were submitted."""
    listed = [*list_draft_gaps(session, year, department.code), *gaps_with(session, ctx, year, drafts)]
    present = {gap for each in listed if each["department_code"] == department.code for gap in each["missing"]}
    if data.gap not in present:
        what = "、".join(sorted(present))
        raise Refused(f"“{department.name}”{year}年没有“{data.gap}”，现有缺项：{what or '无'}。")


def gaps_with(session: Session, ctx: Context, year: int, drafts: Sequence[int]) -> list[dict[str, Any]]:
    """Return the initial lists that have gaps once these drafts are issued, of the departments that lead them."""
    rows = run(session, ISSUED_WITH, jurisdiction=ctx.jurisdiction, year=year, drafts=list(drafts))
    return lists_with_gaps(session, year, rows)


def waivers_of(session: Session, jurisdiction: int, year: int) -> Sequence[Any]:
    """Return the gaps of a year that were waived, by the department that stands for it now."""
    return run(session, WAIVED, jurisdiction=jurisdiction, year=year).all()


def check_gaps(session: Session, ctx: Context, year: int, drafts: Sequence[int]) -> None:
    """1-6.2: raise Refused with each gap that issuing these drafts would leave and that was not waived."""
    waived = {(row.department_code, row.gap) for row in waivers_of(session, ctx.jurisdiction, year)}
    wrong = [
        f"{each['department']}：{'、'.join(open_gaps)}"
        for each in gaps_with(session, ctx, year, drafts)
        if (open_gaps := [gap for gap in each["missing"] if (each["department_code"], gap) not in waived])
    ]
    if wrong:
        raise Refused(
            f"未下达：{len(wrong)}个部门的目标清单不足“1+6+N”或权重不符。{'；'.join(wrong)}。请补齐，或逐项豁免并告知审批单位（waive_gap）。"
        )
