"""绩效沟通: offices are sent lists of drafts for their opinion, and the agency answers objections (1-2.22)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlmodel import Session

from models.intake.draft import ConsultationOpened, ObjectionAnswered
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.deadlines import deadline_from
from models.ledger.draft.register import DRAFTED_FOR, check_led, find_draft
from models.ledger.jurisdiction import calendar_of
from models.ledger.lookup import find_department
from models.ledger.notices import notify, notify_one
from models.ledger.nouns.shared_sql import HEIRS, NEWEST_LINES
from models.ledger.opened_duties import open_each
from models.ledger.transitions import change_drafts, move, record
from models.records import TargetDraft, id_of
from models.rules.draft import CONSULTATION, OfficeOpinion, check_opinion_day
from models.rules.duties import Audience, Duty
from models.rules.errors import Refused
from models.rules.notices import OPENED_CONSULTATION
from models.rules.states import DraftEvent, DraftState, ObligationEvent
from models.statements import ResultRow, run

YEARS = """
SELECT DISTINCT year FROM target_draft WHERE jurisdiction_id = :jurisdiction AND state NOT IN ('issued', 'withdrawn')
ORDER BY year
"""
LINES = """
INSERT INTO draft_line (obligation_id, draft_id, reason, proposal, answer)
SELECT o.id, u.draft, '', '', ''
FROM unnest(CAST(:drafts AS int[]), CAST(:departments AS int[])) AS u(draft, department)
    JOIN obligation o ON o.id = ANY(:obligations) AND o.department_id = u.department
ORDER BY o.id, u.draft RETURNING id
"""
# Open lists with these drafts in which no draft waits for an opinion any more.
UNASKED = f"""
SELECT o.id FROM obligation o
WHERE o.kind = 'consultation' AND o.state = 'open'
    AND o.id IN (SELECT l.obligation_id FROM draft_line l WHERE l.draft_id = ANY(:drafts))
    AND NOT EXISTS (SELECT FROM {NEWEST_LINES} l JOIN target_draft r ON r.id = l.draft_id
        WHERE l.obligation_id = o.id AND r.state = 'consulted')
ORDER BY o.id
"""  # noqa: S608 - constants only
OF_LIST = """
SELECT l.*, r.code, r.state, EXISTS (SELECT FROM draft_line m JOIN obligation o ON o.id = m.obligation_id
        AND o.kind = 'consultation' WHERE m.draft_id = l.draft_id AND m.id > l.id) AS overtaken
FROM draft_line l JOIN target_draft r ON r.id = l.draft_id
WHERE l.obligation_id = :obligation ORDER BY r.code COLLATE "C"
"""
# Why a consultation has ended.
DRAFT_CHANGED = "草案已修改，将另行征求意见"


class ListedDraft(NamedTuple):
    """A draft, and the department in whose list it is."""

    draft: int
    department: int


def year_of(session: Session, ctx: Context, year: int | None) -> int:
    """Return the year, by default the only one that has drafts. Raises Refused if none or several have."""
    years = [year] if year else list(run(session, YEARS, jurisdiction=ctx.jurisdiction).scalars())
    if len(years) == 1:
        return int(years[0])
    several = f"{'、'.join(map(str, years))}几个年度都有目标草案，请写明年度（year）。"
    raise Refused(several if years else "没有目标草案。拟定：mubiao template drafts 草案.xlsx。")


def departments_named(session: Session, ctx: Context, names: Sequence[str]) -> list[int] | None:
    """Return the ids of the departments with these codes or names; None for all. Raises Refused for an unknown one."""
    return [id_of(find_department(session, ctx.jurisdiction, name)) for name in names] or None


def open_lists(
    session: Session, ctx: Context, duty: Duty, listed: Sequence[ListedDraft], *, year: int, deadline: int
) -> list[int]:
    """Open a duty for each department with a line for each of its drafts; returns the ids of the duties."""
    departments = list(dict.fromkeys(each.department for each in listed))
    ids = open_each(session, ctx, duty, year, departments, deadline)
    pairs = {"drafts": [each.draft for each in listed], "departments": [each.department for each in listed]}
    lines = list(run(session, LINES, **pairs, obligations=ids).scalars())
    record(session, ctx, "draft_line", lines, "listed")
    return ids


def end_overtaken(session: Session, ctx: Context, drafts: Sequence[int], reason: str) -> None:
    """Void the open consultations of drafts that changed, if no draft of the list waits for an opinion any more."""
    ids = list(run(session, UNASKED, drafts=list(drafts)).scalars()) if drafts else []
    move(session, ctx, "obligation", ids, ObligationEvent.WITHDRAW, detail={"reason": reason})


def lines_of(session: Session, obligation: int) -> Sequence[Any]:
    """Return the lines of a list by the code of their draft; one is overtaken if its draft was consulted again."""
    return run(session, OF_LIST, obligation=obligation).all()


# Drafts that were never consulted, or changed since.
TO_CONSULT = f"""
SELECT r.id, d.id AS department FROM target_draft r {DRAFTED_FOR}
WHERE r.jurisdiction_id = :jurisdiction AND r.year = :year AND r.state = 'drafted'
    AND (CAST(:departments AS int[]) IS NULL OR d.id = ANY(:departments))
ORDER BY d.code COLLATE "C", r.code COLLATE "C"
"""  # noqa: S608 - constants only
LINE = f"""
SELECT l.*, o.round, coalesce(h.heir, o.owed_by) AS office FROM {NEWEST_LINES} l
    JOIN obligation o ON o.id = l.obligation_id LEFT JOIN {HEIRS} h ON h.department_id = o.owed_by
WHERE l.draft_id = :draft
"""  # noqa: S608 - constants only
ANSWER = """
UPDATE draft_line SET accepted = :accepted, answer = :answer, decided_on = :day WHERE id = :line
"""
TIMES = "SELECT count(*) FROM transition WHERE record = 'draft_line' AND record_id = :line AND event = 'decided'"


@act("consult_drafts", "目标沟通", clause="1-2.22", roles={Role.AGENCY})
def consult_drafts(session: Session, data: ConsultationOpened, ctx: Context) -> Summary:
    """1-2.22: ask each office for its opinion on its drafts that were not consulted yet, or changed since.

    Raises Refused if an office has fewer than five working days, or if there is nothing to ask.
    """
    year = year_of(session, ctx, data.year)
    check_opinion_day(data.due, ctx.date, calendar_of(session, ctx.jurisdiction))
    chosen = departments_named(session, ctx, data.departments)
    rows = run(session, TO_CONSULT, jurisdiction=ctx.jurisdiction, year=year, departments=chosen).all()
    check_led(session, ctx, [row.id for row in rows])
    moved = set(move(session, ctx, "target_draft", [row.id for row in rows], DraftEvent.CONSULT))
    listed = [ListedDraft(row.id, row.department) for row in rows if row.id in moved]
    if not listed:  # also if another act consulted them a moment ago
        raise Refused(f"没有待沟通的{year}年目标草案：已拟定的都已沟通。查看：mubiao drafts --year {year}。")
    deadline, _ = deadline_from(session, ctx, CONSULTATION.due, data.due)
    duties = open_lists(session, ctx, CONSULTATION, listed, year=year, deadline=deadline)
    notices = notify(session, ctx, OPENED_CONSULTATION, duties, [Audience.OFFICE])
    words = f"已就{len(listed)}项{year}年目标草案向{len(duties)}个部门征求意见，{data.due}前反馈。"
    return Summary(words, {"drafts": len(listed), "opened": len(duties), "notices": notices}, {"obligations": duties})


@act("answer_objection", "答复沟通异议", clause="1-2.22", roles={Role.AGENCY})
def answer_objection(session: Session, data: ObjectionAnswered, ctx: Context) -> Summary:
    """1-2.22: answer an objection to a draft; the office is told. An accepted one asks for a change of the draft.

    Raises Refused without an objection, or if the draft changed or was submitted since.
    """
    change_drafts(session)
    draft = find_draft(session, ctx, data)
    line = _objection_to(session, draft)
    if (line.accepted, line.answer) == (data.accepted, data.answer):
        return Summary(f"对目标{draft.code}的异议此前已如此答复（{line.decided_on}），未作改动。", {"answered": 0})
    if draft.state is not DraftState.CONSULTED:
        raise Refused(f"目标草案{draft.code}{draft.state.label}，异议不再单独答复。")
    run(session, ANSWER, accepted=data.accepted, answer=data.answer, day=ctx.date, line=line.id)
    record(session, ctx, "draft_line", [line.id], "decided")
    times = run(session, TIMES, line=line.id).scalar_one()
    payload = {
        "target": draft.name,
        "code": draft.code,
        "reason": line.reason,
        "proposal": line.proposal,
        "accepted": data.accepted,
        "answer": data.answer,
    }
    subject = f"{draft.year}|{draft.code}|{line.round}"
    to = line.office, Audience.OFFICE
    notices = notify_one(session, ctx, "objection_answered", subject, to, occasion=str(times), payload=payload)
    again = "请修改草案后再沟通。" if data.accepted else ""
    words = f"对目标{draft.code}“{draft.name}”的异议{'已采纳' if data.accepted else '未采纳'}，已答复。{again}"
    return Summary(words, {"answered": 1, "notices": notices})


def _objection_to(session: Session, draft: TargetDraft) -> ResultRow:
    line = run(session, LINE, draft=draft.id).first()
    if line is None or line.opinion != OfficeOpinion.OBJECTED:
        raise Refused(f"部门没有对目标草案{draft.code}提出异议。")
    return line
