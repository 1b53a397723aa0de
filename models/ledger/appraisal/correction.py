"""更正: a paper of the 领导小组 corrects an approved sheet, and may state grades; each is another version (1-8.2)."""

from collections.abc import Collection, Sequence

from sqlmodel import Session

from models.intake.appraisal import SheetSuperseded
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.appraisal.approval import enter_paper, papers_of
from models.ledger.appraisal.makers import check_corrects
from models.ledger.appraisal.regrading import (
    Changed,
    changed_line,
    changes_in_words,
    quota_after,
    sheets_of_others,
    stated_grades,
    uses_in_words,
)
from models.ledger.appraisal.sheets import (
    Computed,
    computed_sheets,
    current_sheets,
    insert_sheets,
    one_of,
    sheet_named,
)
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.heirs import heirs
from models.ledger.lookup import find_department
from models.ledger.notices import notify_one
from models.ledger.paper_numbers import also_used
from models.ledger.transitions import move, work_alone
from models.records import AppraisalSheet, id_of
from models.rules.appraisal import check_paper_day, entries_of, lines_in_words
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.score.component import RATED, Component
from models.rules.signed_paper import one_spelling
from models.rules.states import ScoreSheetEvent, ScoreSheetState
from models.statements import run

SUPERSEDED = "score_superseded"
# The sheets that the paper of a correction of a department made, with the grade of each before it.
MADE = """
SELECT a.paper_number, a.reason, a.left_out, s.department_id, s.grade, f.grade AS before,
    EXISTS (SELECT FROM transition t WHERE t.record = 'score_sheet' AND t.record_id = f.id AND t.event = 'correct'
        AND t.detail ->> 'over_quota' IS NOT NULL) AS over_quota
FROM appraisal a JOIN score_sheet s ON s.appraisal_id = a.id
    JOIN score_sheet f ON f.department_id = s.department_id AND f.year = s.year AND f.version = s.version - 1
WHERE a.jurisdiction_id = :jurisdiction AND a.year = :year AND a.serial > 1 AND a.paper_date = :dated
    AND a.department_id = :department
"""


@act("supersede_sheet", "更正已审定的得分表", clause="1-8.2", roles={Role.AGENCY})
def supersede_sheet(session: Session, data: SheetSuperseded, ctx: Context) -> Summary:
    """8.2, A53: replace an approved sheet by the one that the ledger gives now, with its own paper and the reason.

    The same again changes nothing. What is left out does not count any more. Class and place stay; grades too, of this
    department and of others, unless the paper states others. Raises Refused for a sheet that is not approved, for a
    paper older than the one before, if the operator made a line that changes, for grades beyond the quotas unless the
    paper says so, and if nothing changes.
    """
    work_alone(session)
    sheet = sheet_named(session, ctx, data)
    papers = papers_of(session, ctx, data.year)
    if sheet.state is not ScoreSheetState.FROZEN:
        raise Refused(f"该得分表{sheet.state.label}，尚未审定，不能更正；请重新拟定（draft_appraisal）。")
    if _is_repeated(session, ctx, data, sheet.department_id):
        words = f"该得分表此前已更正（{data.number}，{data.dated}），未作改动。"
        return Summary(words, {"superseded": 0})
    check_paper_day(data.dated, papers[0].paper_date, ctx.date)
    _check_entries(sheet, data.left_out)
    changed = stated_grades(session, ctx, data)
    _check_newest(session, ctx, data, {sheet.department_id, *changed})
    quotas = quota_after(session, ctx, data, changed)
    of_one = {"reason": data.reason, "department_id": sheet.department_id, "left_out": list(data.left_out)}
    also = also_used(session, ctx.jurisdiction, data.number)
    paper = enter_paper(session, ctx, data, serial=len(papers) + 1, **of_one)
    computed = computed_sheets(session, data.year, ctx.date)
    now = one_of(computed, sheet, regraded=sheet.department_id in changed)
    remark = check_corrects(session, ctx, sheet, now.content)
    sheets = [now, *sheets_of_others(changed, sheet.department_id)]
    _replace(session, ctx, data, id_of(paper), sheets, changed)
    files = attach_exhibits(session, ctx, "appraisal", id_of(paper), data.evidence)
    told = _tell(session, ctx, data, sheets, changed)
    words = (
        f"“{now.name}”{data.year}年的得分表已更正为第{sheet.version + 1}版（{data.number}），"
        f"{changes_in_words(changed)}其他部门的等次不变。{uses_in_words(quotas)}{also}{remark}"
    )
    return Summary(words, {"superseded": len(sheets), "evidence": files, "notices": told})


def _is_repeated(session: Session, ctx: Context, data: SheetSuperseded, department: int) -> bool:
    """Return whether this correction is on record: its paper with the same reason, entries and grades."""
    rows = run(session, MADE, jurisdiction=ctx.jurisdiction, year=data.year, dated=data.dated, department=department)
    made = [row for row in rows if one_spelling(row.paper_number) == one_spelling(data.number)]
    if not made:
        return False
    of_paper = (made[0].reason, sorted(made[0].left_out), any(row.over_quota for row in made))
    stated = [(id_of(find_department(session, ctx.jurisdiction, each.department)), each.grade) for each in data.grades]
    regraded = [(row.department_id, row.grade) for row in made if row.grade != row.before]
    given = (data.reason, sorted(data.left_out), data.over_quota)
    return of_paper == given and sorted(stated) == sorted(regraded)


def _check_newest(session: Session, ctx: Context, data: SheetSuperseded, departments: Collection[int]) -> None:
    """8.2: raise Refused if a sheet that is changed has a newer paper already."""
    for row in current_sheets(session, ctx.jurisdiction, data.year).values():
        if row.department_id in departments and data.dated < row.paper_date:
            raise Refused(
                f"更正文件日期{data.dated}早于“{row.name}”现行得分表的文件（{row.paper_number}，{row.paper_date}），请核对。"
            )


def _replace(
    session: Session, ctx: Context, data: SheetSuperseded, paper: int, sheets: Sequence[Computed], changed: Changed
) -> None:
    """Supersede these approved sheets by their next versions, with the grades that the paper states."""
    kept = current_sheets(session, ctx.jurisdiction, data.year)
    ids = [kept[each.department].id for each in sheets]
    detail = {"reason": data.reason, "number": data.number} | ({"over_quota": True} if data.over_quota else {})
    move(session, ctx, "score_sheet", ids, ScoreSheetEvent.CORRECT, detail=detail)
    stated = {number: grade for number, (_, grade) in changed.items()}
    insert_sheets(session, ctx, data.year, sheets, appraisal=paper, grades=stated)


def _check_entries(sheet: AppraisalSheet, entries: Collection[str]) -> None:
    known = {entry for each in Component if each not in RATED for entry in entries_of(sheet.content, each)}
    if unknown := sorted(set(entries) - known):
        raise Refused(f"该得分表没有条目{'、'.join(unknown)}，请核对（left_out）。")


def _tell(session: Session, ctx: Context, data: SheetSuperseded, sheets: Sequence[Computed], changed: Changed) -> int:
    """Tell each department whose sheet is another one now; the reason is told to the corrected one, the first."""
    heir_of, kept = heirs(session), current_sheets(session, ctx.jurisdiction, data.year)
    reasons = [data.reason, *[f"领导小组文件（{data.number}，{data.dated}）更正等次"] * (len(sheets) - 1)]
    told = 0
    for each, reason in zip(sheets, reasons, strict=True):
        office = heir_of.get(each.department, each.department)
        subject, occasion = f"{data.year}|{each.department}", str(kept[each.department].version)
        lines = [*changed_line(changed, each.department), *(list(line) for line in lines_in_words(each.content))]
        payload = {"period": str(data.year), "number": data.number, "reason": reason, "lines": lines}
        for audience in (Audience.HEAD, Audience.OFFICE):
            told += notify_one(
                session, ctx, SUPERSEDED, subject, (office, audience), occasion=occasion, payload=payload
            )
    return told
