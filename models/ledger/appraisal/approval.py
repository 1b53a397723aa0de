"""审定: sheets are graded, and approved and frozen with the paper of the 领导小组 (1-2.19, 1-5.3 d, 1-8.2, A45)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from models.intake.appraisal import AppraisalApproved, SheetSuperseded
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.appraisal.answers import end_silent
from models.ledger.appraisal.sheets import Computed, computed_sheets, current_sheets, differs, lacking_lines
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.nouns.shared_sql import IN_PERSON
from models.ledger.paper_numbers import also_used
from models.ledger.policies import value_on
from models.ledger.score.facts import kept_facts
from models.ledger.score.grades import grades
from models.ledger.transitions import move, record_row, work_alone
from models.records import Appraisal, id_of
from models.rules.appraisal import check_graded_day, check_paper_day, named
from models.rules.appraisal_settings import GRADE_QUOTAS, UNIT_CLASSES
from models.rules.body import BodyKind
from models.rules.errors import Refused
from models.rules.score.standing import Grades, Standing
from models.rules.signed_paper import one_spelling
from models.rules.states import ScoreSheetEvent, ScoreSheetState
from models.rules.states.appraisal import HEARD
from models.statements import ResultRow, run

BODY = """
SELECT name FROM body WHERE jurisdiction_id = :jurisdiction AND kind = :kind
    AND coalesce(valid_from, '-infinity') <= :day AND coalesce(valid_to, 'infinity') >= :day
"""
PAPERS = """
SELECT paper_number, paper_date, serial FROM appraisal WHERE jurisdiction_id = :jurisdiction AND year = :year
ORDER BY serial
"""
# Sheets to which an operator agreed for the department while it may still object; its own answer is that of a mail.
CLAIMED = f"""
SELECT d.name FROM score_sheet s JOIN department d ON d.id = s.department_id
    JOIN obligation o ON o.id = s.obligation_id JOIN deadline x ON x.id = o.deadline_id
WHERE s.id = ANY(:sheets) AND s.state = 'agreed' AND x.due >= :day AND NOT EXISTS (
    SELECT FROM transition t JOIN block b ON b.act_id = t.act_id WHERE t.record = 'score_sheet' AND t.record_id = s.id
        AND t.event = 'agree' AND (b.entered_by = '' OR {IN_PERSON}))
ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only
# The last day on which something was recorded that grades rest on besides the sheets.
GRADED_BY = """
SELECT max(q.day) FROM (
    SELECT recorded_on AS day FROM tie_decision WHERE jurisdiction_id = :jurisdiction AND year = :year
    UNION ALL SELECT greatest(u.recorded_on, u.withdrawn_on) FROM ungraded u JOIN department d ON d.id = u.department_id
        WHERE d.jurisdiction_id = :jurisdiction AND u.year = :year
    UNION ALL SELECT c.recorded_on FROM unit_class c JOIN department d ON d.id = c.department_id
        WHERE d.jurisdiction_id = :jurisdiction AND c.year <= :year) q
"""


@act("approve_appraisal", "登记考评审定", clause="1-8.2", roles={Role.AGENCY})
def approve_appraisal(session: Session, data: AppraisalApproved, ctx: Context) -> Summary:
    """2.19, 8.2: record that the 领导小组 approved the sheets with its paper; they are graded and frozen as drafted.

    Raises Refused while a department may still object or waits for an answer, if the ledger gives another sheet now, if
    the paper is older than the last answer or than what a grade rests on, or if a grade is still open.
    """
    work_alone(session)
    if papers := papers_of(session, ctx, data.year):
        return _approved_before(data, papers[0])
    end_silent(session, ctx)
    kept = current_sheets(session, ctx.jurisdiction, data.year)
    _check_heard(data.year, kept)
    _check_own_answers(session, kept, ctx.date, data.dated)
    _check_same(kept, computed_sheets(session, data.year, ctx.date))
    check_paper_day(data.dated, max(_heard_on(row) for row in kept.values()), ctx.date)
    check_graded_day(data.dated, run(session, GRADED_BY, jurisdiction=ctx.jurisdiction, year=data.year).scalar())
    also = also_used(session, ctx.jurisdiction, data.number)
    facts = kept_facts(session, data.year, ctx.date)
    paper = enter_paper(session, ctx, data, serial=1, facts=facts.as_data(""))
    graded, ids = grade_sheets(session, ctx, data.year, kept), [row.id for row in kept.values()]
    move(session, ctx, "score_sheet", ids, ScoreSheetEvent.APPROVE, sets={"appraisal_id": id_of(paper)})
    files = attach_exhibits(session, ctx, "appraisal", id_of(paper), data.evidence)
    words = f"{data.year}年{len(ids)}个部门的得分表已由{paper.body}审定（{data.number}），{graded}。{also}"
    return Summary(words, {"approved": len(ids), "evidence": files})


def papers_of(session: Session, ctx: Context, year: int) -> Sequence[Any]:
    """Return number, day and serial of the papers of a year: that of the approval first, then those of corrections."""
    return run(session, PAPERS, jurisdiction=ctx.jurisdiction, year=year).all()


def _approved_before(data: AppraisalApproved, paper: ResultRow) -> Summary:
    words = f"{data.year}年的考评此前已登记审定（{paper.paper_number}）"
    if (one_spelling(paper.paper_number), paper.paper_date) == (one_spelling(data.number), data.dated):
        return Summary(f"{words}，未作改动。", {"approved": 0})
    raise Refused(f"{words}，不能再登记另一文件；确有错误的，逐个更正（supersede_sheet）。")


def _check_heard(year: int, kept: Mapping[int, Any]) -> None:
    if not kept:
        raise Refused(f"{year}年还没有得分表，请先拟定（draft_appraisal）。")
    waiting = [
        f"{row.name}（{state.label}）" for row in kept.values() if (state := ScoreSheetState(row.state)) not in HEARD
    ]
    if waiting:
        raise Refused(f"不能登记审定：还没有核对完毕的有{named(waiting, '个部门')}。")


def _check_own_answers(session: Session, kept: Mapping[int, Any], today: date, dated: date) -> None:
    """2.22: raise Refused if today, or on the day of the paper, a department may object to a sheet to which an operator
    agreed for it.
    """
    paper = f"文件日期{dated}不在截止日之后，请核对。"
    for day, words in ((today, "此前部门仍可提出异议。"), (dated, paper)):
        if names := run(session, CLAIMED, sheets=[row.id for row in kept.values()], day=day).scalars().all():
            raise Refused(
                f"不能登记审定：代录“同意”的有{named(names, '个部门')}，提出异议的截止日过后才能审定，{words}"
            )


def _check_same(kept: Mapping[int, Any], now: Mapping[int, Computed]) -> None:
    other = [f"{row.name}{_lacks(now.get(number))}" for number, row in kept.items() if differs(row, now.get(number))]
    missing = [each.name for number, each in now.items() if number not in kept]
    if other or missing:
        raise Refused(
            f"不能登记审定：按台账重算与得分表不一致的有{named([*other, *missing], '个部门')}。"
            f"{lacking_lines(now.values())}\n请先重新拟定（draft_appraisal）。"
        )


def _lacks(sheet: Computed | None) -> str:
    """Return in words what a sheet lacks now, as an appeal that was lodged since; it cannot be drafted again yet."""
    return f"（{sheet.lacks[0]}）" if sheet and sheet.lacks else ""


def _heard_on(row: ResultRow) -> date:
    """Return the day on which a sheet was drafted, answered and ruled on; of a silent department the day after its last
    one, on which it could still object.
    """
    silent = row.due + timedelta(days=1) if row.state == ScoreSheetState.SILENT else None
    days: list[date] = [day for day in (row.drafted_on, row.answered_on, row.ruled_on, silent) if day]
    return max(days)


def enter_paper(
    session: Session,
    ctx: Context,
    data: AppraisalApproved | SheetSuperseded,
    **more: Any,  # noqa: ANN401 - columns of the paper
) -> Appraisal:
    """Insert the paper of the 领导小组 in office on its day. Raises Refused without one."""
    kind = BodyKind.LEADING_GROUP
    body = run(session, BODY, jurisdiction=ctx.jurisdiction, kind=kind.value, day=data.dated).scalar()
    if body is None:
        how = f"mubiao act register_body --kind {kind.label} --name 名称"
        raise Refused(f"考评由{kind.label}审定，{data.dated}没有登记在任的。登记：{how}。")
    paper = Appraisal(
        jurisdiction_id=ctx.jurisdiction,
        year=data.year,
        body=str(body),
        paper_number=data.number,
        paper_date=data.dated,
        approved_on=ctx.date,
        **more,
    )
    record_row(session, ctx, paper, "corrected" if paper.reason else "approved")
    return paper


GRADE = """
UPDATE score_sheet s SET unit_class = u.unit_class, place = u.place, grade = u.grade
FROM unnest(CAST(:ids AS int[]), CAST(:classes AS text[]), CAST(:places AS int[]), CAST(:grades AS text[]))
    AS u(id, unit_class, place, grade)
WHERE s.id = u.id
"""
UNSET = "单位类别和等次比例未设定，没有定等次"


def grade_sheets(session: Session, ctx: Context, year: int, kept: Mapping[int, Any]) -> str:
    """2.19, A45: write class, place and grade of every department on its sheet, before it is frozen.

    Returns in words how many have a grade. Where neither classes nor quotas are set there are no grades. Raises Refused
    if only a part of what a grade needs is there, or if a tie across an edge waits for a decision.
    """
    if not are_graded(session, ctx.jurisdiction, year):
        return UNSET
    found = grades(session, year, ctx.date)
    if open_ones := [*found.missing, *_undecided(found)]:
        raise Refused(f"不能登记审定：等次还不能确定，有{named(open_ones, '项')}。查看：mubiao grades --year {year}。")
    sheets = {row.code: row.id for row in kept.values()}
    _write(session, [(sheets[each.candidate.code], each) for each in found.standings])
    return f"{sum(bool(each.grade) for each in found.standings)}个部门定有等次"


def are_graded(session: Session, jurisdiction: int, year: int) -> bool:
    """Return whether departments are graded for a year: classes or quotas are set."""
    settings = (UNIT_CLASSES, GRADE_QUOTAS)
    return any(value_on(session, jurisdiction, each, date(year, 12, 31)) is not None for each in settings)


def _write(session: Session, graded: Sequence[tuple[int, Standing]]) -> None:
    run(
        session,
        GRADE,
        ids=[sheet for sheet, _ in graded],
        classes=[each.candidate.unit_class or None for _, each in graded],
        places=[each.place for _, each in graded],
        grades=[each.grade or None for _, each in graded],
    )


def _undecided(found: Grades) -> Iterator[str]:
    names = {each.candidate.code: each.candidate.department for each in found.standings}
    for tie in found.ties:
        if tie.decision is None:
            yield f"{tie.unit_class}的{'、'.join(names[code] for code in tie.units)}并列，须先决定（decide_tie）"
