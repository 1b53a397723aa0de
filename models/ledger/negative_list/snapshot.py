"""季度负面清单: a numbered snapshot of every confirmed entry, sent to each head (1-2.23, 6.2.6 e, A10)."""

from typing import Any

from sqlmodel import Session, select

from models.intake.input import NoInput
from models.intake.inspection import ListFrozen
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.jurisdiction import home
from models.ledger.negative_list.points import JOINED, as_columns, entry_points
from models.ledger.nouns.shared_sql import (
    COUNTS_ON,
    ENDED_BY,
    EXTENDED,
    HEIRS,
    IN_SHEET,
    LEAD,
    LEAD_NOW,
    REMEDIATION_WAIVER,
    UNSCORED,
    in_sql,
)
from models.ledger.policies import cut_off_on
from models.ledger.questions import Question
from models.ledger.seals import seal_changes
from models.ledger.transitions import lock, next_number, record
from models.loading import having
from models.records import NegativeList, id_of
from models.rules.errors import Refused
from models.rules.negative_list import FEEDBACK, REMEDIATION, describe_unscored
from models.rules.periods import Period, Span, parse_period
from models.rules.points import NOTHING
from models.rules.quality import QUALITY_REPORT
from models.rules.states import EntryState
from models.rules.states.negative_list import ENDED, NOT_COUNTED, UNCONFIRMED
from models.statements import run

DUE = f"""
SELECT c.period FROM cycle_run c
WHERE c.jurisdiction_id = :jurisdiction AND c.cycle = '{QUALITY_REPORT.key}' AND NOT EXISTS (
    SELECT 1 FROM negative_list l WHERE l.jurisdiction_id = c.jurisdiction_id AND l.period = c.period)
ORDER BY c.period LIMIT 1
"""  # noqa: S608 - constants only
LACKS_LIST = Question(f"EXISTS ({DUE})", Summary("没有到期应形成的季度负面清单。", {"frozen": 0}))
# The duty of a kind about entry `r` in its round `m`.
_DUTY = """LEFT JOIN LATERAL (SELECT o.state, o.late, y.due FROM obligation o JOIN deadline y ON y.id = o.deadline_id
        WHERE o.jurisdiction_id = t.jurisdiction_id AND o.kind = '{kind}' AND o.period = ''
            AND o.department_id = r.department_id AND o.subject = concat_ws('/', t.year, t.code, r.occurrence)
            AND o.round = m.round) {alias} ON true"""
# A duty that was overdue before it was waived stays overdue.
_OVERDUE = "({0}.state = 'open' AND {0}.due < :day OR {0}.state = 'waived' AND {0}.late)"
_STANDING = f"""CASE
    WHEN r.state NOT IN ('listed', 'remedying') THEN NULL
    WHEN EXISTS (SELECT 1 FROM appeal a WHERE a.entry_id = r.id AND a.state = 'accepted') THEN 'suspended'
    WHEN m.state = 'remedying' AND {_OVERDUE.format("z")} THEN 'overdue'
    WHEN m.state = 'completed' AND {_OVERDUE.format("f")} THEN 'feedback_overdue'
    WHEN m.state = 'completed' AND f.state = 'open' THEN 'awaiting_feedback'
    WHEN m.state = 'completed' THEN 'declared'
    WHEN m.state = 'fed_back' THEN 'fed_back' END"""  # noqa: S608 - constants only
# All confirmed entries still open, plus each closed entry once: in the first list frozen after it closed.
FREEZE = f"""
WITH heir AS MATERIALIZED {HEIRS}
INSERT INTO negative_list_line (list_id, position, entry_id, department_id, department, target_code, target, occurrence,
    finding, found_on, listed_on, state, round, "limit", standing, points)
SELECT :list, row_number() OVER (ORDER BY d.code COLLATE "C", t.year, t.code COLLATE "C", r.occurrence), r.id, d.id,
    d.name, t.code, t.name, r.occurrence, r.finding, r.found_on, r.listed_on, r.state, m.round,
    coalesce(z.due, m."limit"), {_STANDING}, s.points
FROM negative_entry r JOIN target t ON t.id = r.target_id
    JOIN {LEAD}
    LEFT JOIN heir h ON h.department_id = x.department_id
    JOIN department d ON d.id = {LEAD_NOW}
    LEFT JOIN LATERAL (SELECT x.round, x."limit", x.state FROM remediation x WHERE x.entry_id = r.id
        ORDER BY x.round DESC LIMIT 1) m ON true
    {_DUTY.format(kind=REMEDIATION.key, alias="z")}
    {_DUTY.format(kind=FEEDBACK.key, alias="f")}
    {JOINED}
WHERE t.jurisdiction_id = :jurisdiction AND r.state NOT IN {in_sql(UNCONFIRMED)}
    AND NOT EXISTS (SELECT 1 FROM negative_list_line l
        WHERE l.entry_id = r.id AND l.state IN {in_sql(ENDED - UNCONFIRMED)})
"""  # noqa: S608 - constants only
# Confirmed entries about targets of earlier years that no approved sheet counts or leaves out by name, each with the
# day of its finding or proposal, and the paper that approved that year, or let its total be without this decision.
LEFT_OVER = f"""
SELECT e.id, t.year, q.key, {COUNTS_ON.format(e="e", g="g")} AS counts_on, coalesce((
    SELECT max(x.paper_number) FROM score_exception x JOIN department d ON x.departments @> to_jsonb(d.code)
    WHERE d.id = e.department_id AND x.year = t.year AND x.kind = 'proposed' AND x.lifts IS NULL
        AND NOT EXISTS (SELECT FROM score_exception l WHERE (l.year, l.lifts) = (x.year, x.serial))), a.paper_number)
    AS paper, a.paper_number IS NOT NULL AS approved
FROM negative_entry e JOIN target t ON t.id = e.target_id LEFT JOIN entry_origin g ON g.entry_id = e.id
    LEFT JOIN appraisal a ON (a.jurisdiction_id, a.year, a.serial) = (t.jurisdiction_id, t.year, 1)
    CROSS JOIN LATERAL (SELECT concat_ws('/', t.year, t.code, e.occurrence) AS key) q
WHERE t.jurisdiction_id = :jurisdiction AND t.year < :year AND e.state NOT IN {in_sql(NOT_COUNTED)}
    AND NOT EXISTS (SELECT FROM score_sheet s WHERE s.year = t.year AND s.appraisal_id IS NOT NULL
        AND {IN_SHEET.format(s="s", key="q.key")})
"""  # noqa: S608 - constants only
# The rows of a list, each with the entry's state and standing in the previous list, whether finding and limit differ
# from those there, and the waiver of its remediation on the day of the list.
_FROZEN = """AND m.id < (SELECT min(z.id) FROM negative_list y JOIN transition z ON z.record = 'negative_list'
    AND z.record_key = y.period AND z.event = 'frozen' WHERE y.id = l.list_id)"""
_UNSCORED = UNSCORED.format(
    key="concat_ws('/', t.year, t.code, e.occurrence)",
    of="AND z.record_key = (SELECT y.period FROM negative_list y WHERE y.id = l.list_id)",
)
LINES = f"""
SELECT l.*, d.code AS department_code, b.state AS before, b.standing AS before_standing,
    coalesce(b.finding <> l.finding, false) AS refound, coalesce(b."limit" <> l."limit", false) AS relimited,
    {REMEDIATION_WAIVER.format(r="l", until=_FROZEN)} AS waiver,
    {EXTENDED.format(r="l", until=_FROZEN)} AS extended, {ENDED_BY.format(e="e", until=_FROZEN)} AS ended_by,
    {_UNSCORED} AS unscored
FROM negative_list_line l
    JOIN negative_entry e ON e.id = l.entry_id JOIN target t ON t.id = e.target_id
    JOIN department d ON d.id = l.department_id
    LEFT JOIN LATERAL (SELECT p.state, p.standing, p.finding, p."limit" FROM negative_list_line p
        WHERE p.entry_id = l.entry_id AND p.list_id < l.list_id ORDER BY p.list_id DESC LIMIT 1) b ON true
WHERE l.list_id = :list ORDER BY l.position
"""  # noqa: S608 - constants only
TELL = f"""
INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, payload, act_id, created_on)
SELECT :jurisdiction, 'negative_list', :period, q.department_code, u.audience, q.department_id, jsonb_build_object(
    'period', CAST(:label AS text), 'number', CAST(:number AS int), 'lines', q.lines), :act_id, :day
FROM (SELECT l.department_id, l.department_code, jsonb_agg(jsonb_build_object('target', l.target, 'finding', l.finding,
        'state', l.state, 'limit', coalesce(CAST(l."limit" AS text), ''), 'before', coalesce(l.before, ''),
        'standing', coalesce(l.standing, ''), 'new', l.before IS NULL AND l.listed_on BETWEEN :first AND :last,
        'points', coalesce(CAST(trim_scale(l.points) AS text), ''))
            || CASE WHEN l.waiver IS NULL THEN '{{}}' ELSE jsonb_build_object('waiver', l.waiver) END
            || CASE WHEN l.unscored IS NULL THEN '{{}}' ELSE jsonb_build_object('unscored', l.unscored) END
        ORDER BY l.position) AS lines
    FROM ({LINES}) l GROUP BY l.department_id, l.department_code) q
    CROSS JOIN (VALUES ('head'), ('office')) AS u(audience)
ORDER BY q.department_code COLLATE "C", u.audience ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants only


@act("freeze_negative_list", "形成季度负面清单", clause="1-2.23", roles={Role.AGENCY, Role.SYSTEM})
def freeze_negative_list(session: Session, data: ListFrozen, ctx: Context) -> Summary:
    """1-2.23: freeze the list of a past quarter and send each head the rows of the department.

    Later changes of an entry do not change a frozen list; the next list shows them. Raises Refused if the period is
    no quarter, has not ended, or is not the next in order.
    """
    period = parse_period(data.period)
    if period.span is not Span.QUARTER:
        raise Refused(f"负面清单按季度形成，“{data.period}”不是季度，正确写法如2026Q3。")
    if period.end >= ctx.date:
        raise Refused(f"{period.label}尚未结束（{period.end}），不能形成负面清单。")
    _check_order(session, ctx, period)
    return _freeze_list(session, ctx, period)


def _check_order(session: Session, ctx: Context, period: Period) -> None:
    """Raise Refused if a later quarter has its list already, or an earlier one still waits for its own."""
    lists = select(NegativeList.period).where(NegativeList.jurisdiction_id == ctx.jurisdiction)
    frozen = session.exec(lists).all()
    if str(period) in frozen:
        return
    if later := [each for each in frozen if each > str(period)]:
        raise Refused(
            f"{parse_period(min(later)).label}负面清单已经形成，不能再形成{period.label}的：清单按季度依次编号。"
        )
    waiting = run(session, DUE, jurisdiction=ctx.jurisdiction).scalar()
    if waiting and waiting < str(period):
        earlier = parse_period(waiting).label
        raise Refused(f"{earlier}负面清单还没有形成，请先形成（--period {waiting}）：清单按季度依次编号。")


@act("freeze_list_due", "按期形成季度负面清单", clause="3-6.2.6", roles={Role.SYSTEM, Role.AGENCY})
def freeze_list_due(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """6.2.6 e, A25: freeze the negative list of a quarter when its quality report opens, as part of the report."""
    return freeze_due_list(session, ctx)


def freeze_due_list(session: Session, ctx: Context) -> Summary:
    """Freeze the list of the earliest quarter with an open quality report and without a list."""
    period = run(session, DUE, jurisdiction=ctx.jurisdiction).scalar()
    if period is None:
        return LACKS_LIST.nothing
    return _freeze_list(session, ctx, parse_period(period))


def _freeze_list(session: Session, ctx: Context, period: Period) -> Summary:
    if existing := having(session, NegativeList, jurisdiction_id=ctx.jurisdiction, period=str(period)):
        return Summary(
            f"{period.label}负面清单已于{existing.frozen_on}形成（第{existing.number}号），未作改动。", {"frozen": 0}
        )
    lock(session, "policy")
    number = next_number(session, "negative_list", jurisdiction_id=ctx.jurisdiction)
    negative_list = NegativeList(
        jurisdiction_id=ctx.jurisdiction, period=str(period), number=number, frozen_on=ctx.date
    )
    session.add(negative_list)
    session.flush()
    unscored = _unscored(session, ctx, period.end.year)
    scored = as_columns({**entry_points(session, ctx.jurisdiction), **dict.fromkeys(unscored, NOTHING)})
    lines = run(session, FREEZE, list=negative_list.id, jurisdiction=ctx.jurisdiction, day=ctx.date, **scored).rowcount
    detail = {"unscored": dict(unscored.values())} if unscored else None
    record(session, ctx, "negative_list", [id_of(negative_list)], "frozen", detail=detail)
    params = {"jurisdiction": ctx.jurisdiction, "period": str(period), "label": period.label, "number": number}
    params |= {"first": period.start, "last": period.end}
    notices = seal_changes(session, ctx, TELL, list=negative_list.id, **params, day=ctx.date)
    words = f"{period.label}负面清单已形成（第{number}号），共{lines}项。"
    return Summary(words, {"frozen": 1, "lines": lines, "notices": notices})


def _unscored(session: Session, ctx: Context, year: int) -> dict[int, tuple[str, str]]:
    """A53: return the entries about earlier years that no sheet will count: by id, with key and remark.

    Of a year that is approved what was confirmed after that, of any year what was found after its cut-off.
    """
    rows = run(session, LEFT_OVER, jurisdiction=ctx.jurisdiction, year=year).all()
    ends = {each: cut_off_on(session, ctx.jurisdiction, each) for each in {row.year for row in rows}}
    return {
        row.id: (row.key, describe_unscored(row.paper if row.approved else ""))
        for row in rows
        if row.approved or ((ended := ends[row.year]) and ended.day < row.counts_on)
    }


def lines_of(session: Session, period: str) -> list[dict[str, Any]]:
    """Return the frozen rows of a quarter's list; `before` is the entry's state in the previous list, or None.

    `before_standing` is its standing there; `refound` and `relimited` say whether its finding and limit differ from it.

    Raises Refused if the quarter has no list.
    """
    jurisdiction = home(session)
    frozen = having(session, NegativeList, jurisdiction_id=jurisdiction, period=period)
    if frozen is None:
        raise Refused(f"{parse_period(period).label}的负面清单尚未形成。")
    rows = run(session, LINES, list=frozen.id).mappings()
    return [dict(row) | {"state": EntryState(row["state"])} for row in rows]
