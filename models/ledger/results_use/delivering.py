"""反馈考评结果: who has not got the approved results is delivered them (1-9.1, 1-9.2, 1-9.3)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.results_use import ResultsDelivered
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.deadlines import deadline_from
from models.ledger.results_use.receiving import open_receipts, tell_departments
from models.ledger.results_use.recipients import Expected, recipients
from models.ledger.transitions import lock, move, record
from models.rules.appraisal import named
from models.rules.errors import Refused
from models.rules.paper_number import PaperNumber
from models.rules.results_use import PAPERS, REGISTER, RESULT_RECEIPT, Receiver
from models.rules.states import ObligationEvent, ResultDeliveryEvent
from models.statements import run

Papers = Mapping[tuple[Receiver, str], tuple[str, date | None]]
ISSUED = """
SELECT DISTINCT ON (kind, subject) kind, subject, code, year, serial, dated FROM issued_paper
WHERE jurisdiction_id = :jurisdiction AND kind = ANY(:kinds) AND state = 'issued' AND dated <= :day
    AND (subject = CAST(:year AS text) OR starts_with(subject, CAST(:year AS text) || '/'))
ORDER BY kind, subject, dated DESC
"""
# Who was delivered which results of the year: a correction goes to them with the paper that made it.
EARLIER = """
SELECT r.kind, coalesce(d.code, '') AS code, max(r.version) AS version FROM result_delivery r
    LEFT JOIN department d ON d.id = r.department_id
WHERE r.jurisdiction_id = :jurisdiction AND r.year = :year GROUP BY 1, 2
"""


def papers_of(session: Session, ctx: Context, year: int, wanted: Sequence[Expected]) -> Papers:
    """Return the number and day of each recipient's paper, by kind and code of the department.

    It is the paper that was issued since the results were approved or corrected, and since the last record next to the
    grades; to those who were delivered results before, a correction may also go with the paper of the 领导小组 itself,
    a supplement may not. Raises Refused if the paper to the bodies
    has no number, and if that of a department has none while those of others have.
    """
    rows = _issued(session, ctx, year)
    issued = {(row.kind, row.subject): row for row in rows}
    earlier = run(session, EARLIER, jurisdiction=ctx.jurisdiction, year=year)
    before = {(row.kind, row.code): row.version for row in earlier}
    found = {(each.kind, each.code): _paper(year, each, issued, before) for each in wanted}
    numbered = {row.kind for row in rows}
    if bare := [each for each in wanted if not found[each.kind, each.code][0] and _is_needed(each, numbered)]:
        names = list(dict.fromkeys(each.name if each.department else PAPERS[each.kind].label for each in bare))
        kind, subject = PAPERS[bare[0].kind].label, _subject(year, bare[0])
        raise Refused(
            f"反馈的公文还没有编号的有{named(names, '份')}。"
            f"编号：mubiao act issue_paper --kind {kind} --subject {subject}。"
        )
    return found


def _issued(session: Session, ctx: Context, year: int) -> Sequence[Any]:
    kinds = [kind.value for kind in PAPERS.values()]
    return run(session, ISSUED, jurisdiction=ctx.jurisdiction, kinds=kinds, day=ctx.date, year=year).all()


def _paper(
    year: int, each: Expected, issued: Mapping[tuple[str, str], Any], before: Mapping[tuple[str, str], int]
) -> tuple[str, date | None]:
    number, since = each.paper
    row = issued.get((PAPERS[each.kind].value, _subject(year, each)))
    if row and row.dated >= max(since, each.recorded_on or since):
        return str(PaperNumber(row.code, row.year, row.serial)), row.dated
    corrected = before.get((each.kind.value, each.code), each.version) < each.version
    return (number, since) if corrected else ("", None)


def _is_needed(each: Expected, numbered: set[str]) -> bool:
    return each.department is None or PAPERS[each.kind].value in numbered


def _subject(year: int, each: Expected) -> str:
    return f"{year}/{each.code}" if each.department else str(year)


INSERT = """
INSERT INTO result_delivery (jurisdiction_id, year, kind, version, alongside, body_id, department_id, paper_number,
    paper_date, delivered_on, due, obligation_id, state, receiver, told_person, told_by, uses)
SELECT :jurisdiction, :year, u.kind, u.version, u.alongside, u.body, u.department, u.number, u.dated, :day, :due, o.id,
    'delivered', '', '', '', '[]'
FROM unnest(CAST(:kinds AS text[]), CAST(:versions AS int[]), CAST(:alongside AS int[]), CAST(:bodies AS int[]),
        CAST(:departments AS int[]), CAST(:numbers AS text[]), CAST(:dates AS date[])) WITH ORDINALITY
        AS u(kind, version, alongside, body, department, number, dated, n)
    LEFT JOIN obligation o ON o.id = ANY(:obligations) AND o.department_id = u.department
ORDER BY u.n RETURNING id
"""
# What the same recipients were delivered of the versions before, with the duties that are still open.
FORMER = """
SELECT r.id, CASE o.state WHEN 'open' THEN o.id END AS duty
FROM result_delivery r LEFT JOIN obligation o ON o.id = r.obligation_id
    JOIN unnest(CAST(:kinds AS text[]), CAST(:versions AS int[]), CAST(:alongside AS int[]), CAST(:bodies AS int[]),
        CAST(:departments AS int[])) AS u(kind, version, alongside, body, department)
        ON u.kind = r.kind AND (u.version, u.alongside) > (r.version, r.alongside)
        AND u.body IS NOT DISTINCT FROM r.body_id AND u.department IS NOT DISTINCT FROM r.department_id
WHERE r.jurisdiction_id = :jurisdiction AND r.year = :year AND r.state <> 'replaced' ORDER BY r.id
"""
CORRECTED = "考评结果已更正或补充，另行反馈"


@act("deliver_results", "反馈考评结果", clause="1-9", roles={Role.AGENCY})
def deliver_results(session: Session, data: ResultsDelivered, ctx: Context) -> Summary:
    """9.1, 9.2, 9.3: deliver the approved results of a year to every recipient that has not got them, once.

    Corrected results are delivered again to their department and to the bodies, and so is what was recorded since next
    to the grades (A74). Raises Refused before the approval,
    without a body of a kind in office, and if a paper to a recipient has no number.
    """
    lock(session, "appraisal")
    found = recipients(session, ctx.jurisdiction, data.year, ctx.date)
    kinds = [kind for kind in Receiver if data.kind in (None, kind)]
    _check_there(data.year, found, kinds)
    wanted = [each for each in found if each.kind in kinds and each.delivery is None]
    if not wanted:
        return Summary(f"{data.year}年考评结果此前已反馈，未作改动。", {"delivered": 0})
    papers = papers_of(session, ctx, data.year, wanted)
    deadline, reckoned = deadline_from(session, ctx, RESULT_RECEIPT.due, ctx.date)
    replaced = _replace(session, ctx, data.year, wanted)
    offices = [each.department for each in wanted if each.department]
    duties = open_receipts(session, ctx, data.year, offices, deadline)
    ids = _insert(session, ctx, data.year, wanted, (papers, reckoned.due, duties))
    notices = tell_departments(session, ctx, data.year, duties) if duties else 0
    words = f"{data.year}年考评结果已反馈{_counted(wanted)}，{reckoned}前签收{_again(replaced)}。"
    return Summary(words, {"delivered": len(ids), "opened": len(duties), "notices": notices})


def _check_there(year: int, found: Sequence[Expected], kinds: Sequence[Receiver]) -> None:
    """Raise Refused if the results are not approved, or if no recipient of a kind is registered and in office."""
    there = {each.kind for each in found}
    if Receiver.DEPARTMENT not in there:
        raise Refused(f"{year}年的考评结果尚未审定，不能反馈。登记审定：mubiao act approve_appraisal --year {year}。")
    if missing := [REGISTER[kind] for kind in kinds if kind not in there]:
        raise Refused(f"没有登记在任的{'和'.join(missing)}；先反馈其他的，写明反馈对象（--kind）。")


def _columns(wanted: Sequence[Expected]) -> dict[str, list[object]]:
    return {
        "kinds": [each.kind.value for each in wanted],
        "versions": [each.version for each in wanted],
        "alongside": [each.alongside for each in wanted],
        "bodies": [each.body for each in wanted],
        "departments": [each.department for each in wanted],
    }


def _replace(session: Session, ctx: Context, year: int, wanted: Sequence[Expected]) -> int:
    """Replace what these recipients were delivered before, and void the open duties to receive it; returns how many."""
    rows = run(session, FORMER, jurisdiction=ctx.jurisdiction, year=year, **_columns(wanted)).all()
    duties = [row.duty for row in rows if row.duty]
    move(session, ctx, "obligation", duties, ObligationEvent.WITHDRAW, detail={"reason": CORRECTED})
    return len(move(session, ctx, "result_delivery", [row.id for row in rows], ResultDeliveryEvent.REPLACE))


def _insert(
    session: Session, ctx: Context, year: int, wanted: Sequence[Expected], given: tuple[Papers, date, Sequence[int]]
) -> list[int]:
    papers, due, duties = given
    inserted = run(
        session,
        INSERT,
        jurisdiction=ctx.jurisdiction,
        year=year,
        day=ctx.date,
        due=due,
        numbers=[papers[each.kind, each.code][0] for each in wanted],
        dates=[papers[each.kind, each.code][1] for each in wanted],
        obligations=list(duties),
        **_columns(wanted),
    )
    ids = list(inserted.scalars())
    record(session, ctx, "result_delivery", ids, "delivered", moved=("", "delivered"))
    return ids


def _counted(wanted: Sequence[Expected]) -> str:
    counts: Mapping[str, int] = {kind.label: sum(each.kind is kind for each in wanted) for kind in Receiver}
    return named([f"{label}{count}个" for label, count in counts.items() if count], "类")


def _again(replaced: int) -> str:
    return f"，其中{replaced}个是更正、补充后重新反馈" if replaced else ""
