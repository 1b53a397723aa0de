"""Completeness of the year-end filings: targets without a report line or without evidence (6.1.4, 3.3).

A gap that a ruling has struck is no longer missing (4.3 a).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.block import canonical
from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import discharge, received_on
from models.ledger.notice_ends import TOLD_ON
from models.ledger.notices import notify_agency
from models.ledger.nouns.shared_sql import FIRST_RECEIPT, HEIRS, OBLIGATION_KEY
from models.ledger.questions import Question
from models.ledger.seals import seal_changes
from models.ledger.transitions import record
from models.records import Obligation, Target, id_of
from models.rules.cycles import CYCLES, FILINGS_COMPARED, YEAR_END_REVERIFICATION
from models.rules.periods import parse_period
from models.rules.secrecy import Secrets
from models.rules.several import first_of
from models.rules.states import ObligationState
from models.rules.year_end import named_in
from models.statements import ResultRow, run

WITH_EVIDENCE = {cycle.key for cycle in CYCLES if cycle.ends_with_evidence}
MOST_GAPS = 10
# Whether a ruling has struck the gap of target `t` in the check `o` of department `d`.
STRUCK = """EXISTS (SELECT 1 FROM appeal a WHERE a.subject_kind = 'gap' AND a.ruling = 'withdrawn'
    AND a.target_id = t.id AND a.subject_key = concat_ws('/', o.period, d.code, t.code))"""
_COMPARISON = f"""
WITH heir AS MATERIALIZED {HEIRS}
SELECT o.id, CASE WHEN w.id = d.id THEN d.name ELSE concat(w.name, '（承接', d.name, '）') END AS name,
    t.code AS target, t.name AS title,
    g.target_id IS NOT NULL AS reported, EXISTS (
        SELECT 1 FROM evidence_use u WHERE u.obligation_id = o.id AND u.target_id = l.target_id) AS evidenced,
    {STRUCK} AS struck
FROM obligation o JOIN department d ON d.id = o.department_id
    LEFT JOIN heir h ON h.department_id = o.owed_by JOIN department w ON w.id = coalesce(h.heir, o.owed_by)
    JOIN report_line l ON l.obligation_id = o.id AND l.version = 0
    JOIN target t ON t.id = l.target_id
    LEFT JOIN report_line g ON g.obligation_id = o.id AND g.target_id = l.target_id AND g.version = (
        SELECT max(r.version) FROM report r WHERE r.obligation_id = o.id)
WHERE o.kind = 'year_end_check' AND {{which}}
ORDER BY d.code COLLATE "C", t.code COLLATE "C"
"""  # noqa: S608 - constants only
MISSING = _COMPARISON.format(
    which="o.jurisdiction_id = :jurisdiction AND o.period = :period AND coalesce(CAST(:obligation AS int), o.id) = o.id"
)
MISSING_OF_REPORTED = _COMPARISON.format(
    which="o.id = ANY(:obligations) AND EXISTS (SELECT FROM report r WHERE r.obligation_id = o.id)"
)
# The filings `f` that a re-verification `o` is about: the department's own, and one that it took over with no other.
COMPARED = """{f}.jurisdiction_id = {o}.jurisdiction_id AND {f}.kind = 'year_end_check' AND {f}.period = {o}.period
    AND ({f}.department_id = {o}.department_id OR {f}.owed_by = {o}.department_id AND NOT EXISTS (
        SELECT 1 FROM obligation v WHERE v.jurisdiction_id = {f}.jurisdiction_id AND v.kind = {o}.kind
            AND v.period = {f}.period AND v.department_id = {f}.department_id))"""
# The day of completeness: the latest of the days on which each target's first line and first evidence were received.
COMPLETE = f"""
SELECT max(greatest(g.received_on, e.received_on)) FROM report_line l
    JOIN obligation o ON o.id = l.obligation_id JOIN department d ON d.id = o.department_id
    JOIN target t ON t.id = l.target_id
    CROSS JOIN LATERAL (SELECT min(r.received_on) AS received_on FROM report_line x
        JOIN report r ON r.obligation_id = x.obligation_id AND r.version = x.version
        WHERE x.obligation_id = l.obligation_id AND x.target_id = l.target_id) g
    CROSS JOIN LATERAL (SELECT min(u.received_on) AS received_on FROM evidence_use u
        WHERE u.obligation_id = l.obligation_id AND u.target_id = l.target_id) e
WHERE l.obligation_id = :obligation AND l.version = 0 AND NOT {STRUCK}
"""  # noqa: S608 - constants only
RETURNED = f"""
SELECT {FIRST_RECEIPT.format(d="d")} IS NOT NULL FROM obligation o JOIN department d ON d.id = o.department_id
WHERE o.id = :obligation
"""  # noqa: S608 - constants only
TELL_MISSING = f"""
WITH heir AS MATERIALIZED {HEIRS}
INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, obligation_id, payload, act_id,
    created_on)
SELECT o.jurisdiction_id, 'missing', {OBLIGATION_KEY.format(o="o", d="d")}, '', 'office', coalesce(h.heir, o.owed_by),
    NULL, CAST(u.payload AS jsonb), :act_id, :day
FROM unnest(CAST(:ids AS int[]), CAST(:payloads AS text[])) AS u(id, payload)
    JOIN obligation o ON o.id = u.id JOIN department d ON d.id = o.department_id
    LEFT JOIN heir h ON h.department_id = o.owed_by
ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants only
# True if the re-verification has begun and an open filing's office has no list of missing items yet.
UNTOLD = f"""
SELECT EXISTS (SELECT 1 FROM cycle_run WHERE jurisdiction_id = :jurisdiction AND cycle = :cycle AND period = :period)
    AND EXISTS (SELECT 1 FROM obligation o JOIN department d ON d.id = o.department_id
        WHERE o.jurisdiction_id = :jurisdiction AND o.kind = 'year_end_check' AND o.period = :period
            AND o.state = 'open' AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.jurisdiction_id = o.jurisdiction_id
                AND n.kind = 'missing' AND n.subject = {OBLIGATION_KEY.format(o="o", d="d")}))
"""  # noqa: S608 - constants only
# True from the beginning of a re-verification while an open filing's office has no list of missing items.
IS_UNCOMPARED = Question(
    f"""EXISTS (SELECT FROM obligation o JOIN department d ON d.id = o.department_id
    JOIN cycle_run c ON c.jurisdiction_id = o.jurisdiction_id AND c.cycle = '{YEAR_END_REVERIFICATION.key}'
        AND c.period = o.period
    WHERE o.jurisdiction_id = :jurisdiction AND o.kind = 'year_end_check' AND o.state = 'open'
        AND NOT EXISTS (SELECT FROM notice n WHERE n.jurisdiction_id = o.jurisdiction_id AND n.kind = 'missing'
            AND n.subject = {OBLIGATION_KEY.format(o="o", d="d")}))""",  # noqa: S608 - constants only
    Summary("没有待比对的年终材料。", {"departments": 0, "missing": 0, "notices": 0}),
)


def discharge_if_complete(session: Session, ctx: Context, obligation: Obligation) -> Summary:
    """Discharge a year-end check if nothing is missing; otherwise return the missing items in the summary.

    The day of completeness counts; of a check that was returned, the day on which it was received again (A32); if all
    gaps were struck, today.
    """
    missing = missing_of(session, ctx, obligation.period, obligation.id)
    if missing:
        words = f"已收到，还缺{len(missing)}项：{'；'.join(describe_gap(row) for row in missing)}。"
        return Summary(words, {"reports": 1, "missing": len(missing)})
    late = False
    if obligation.state is ObligationState.OPEN:
        again = was_returned(session, obligation)
        complete = run(session, COMPLETE, obligation=obligation.id).scalar_one()
        counted = received_on(session, ctx, obligation) if again else complete or ctx.date
        late = discharge(session, ctx, obligation, counted)
    return Summary(f"年终检查材料已齐备{'（逾期）' if late else ''}。", {"reports": 1, "missing": 0, "late": int(late)})


def was_returned(session: Session, obligation: Obligation) -> bool:
    """Return whether a year-end check was complete once and was returned (A32)."""
    return bool(run(session, RETURNED, obligation=obligation.id).scalar_one())


def missing_of(session: Session, ctx: Context, period: str, obligation: int | None = None) -> list[Any]:
    """Return the targets of a year without line or evidence, of one obligation, or of all if None.

    Those whose gap a ruling has struck are left out.
    """
    return [row for row in compared_targets(session, ctx, period, obligation) if is_gap(row)]


def compared_targets(session: Session, ctx: Context, period: str, obligation: int | None = None) -> Sequence[Any]:
    """Return the targets of a year's checks with what they lack, of one obligation, or of all if None."""
    return run(session, MISSING, jurisdiction=ctx.jurisdiction, period=period, obligation=obligation).all()


def gaps_of_reported(session: Session, duties: Iterable[Any], secrets: Secrets) -> dict[int, str]:
    """4.7: return in words what each year-end check among these duties lacks, if something was reported of it."""
    gaps: dict[int, list[str]] = {}
    checks = [duty.id for duty in duties if duty.kind in WITH_EVIDENCE]
    for row in run(session, MISSING_OF_REPORTED, obligations=checks) if checks else ():
        if is_gap(row):
            gaps.setdefault(row.id, []).append(describe_gap(row))
    return {number: secrets.tell(first_of(each, MOST_GAPS, "项", "；")) for number, each in gaps.items()}


def is_gap(row: ResultRow) -> bool:
    """Return whether a target lacks its line or its evidence, and no ruling has struck the gap."""
    return not (row.struck or (row.reported and row.evidenced))


def describe_gap(row: ResultRow) -> str:
    """Return what a target lacks: GZ2021-07-2 城市公共停车位新建（缺印证材料）."""
    missing = [name for name, present in (("填报", row.reported), ("印证材料", row.evidenced)) if not present]
    return f"{row.target} {row.title}（缺{'和'.join(missing)}）"


@act("compare_filings", "年终材料比对", clause="3-3.3", roles={Role.SYSTEM, Role.AGENCY})
def compare_filings(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """3.3: compare filings with obligations; each office and the agency get the list of missing items."""
    return _compare_period(session, ctx, ctx.day.period or str(YEAR_END_REVERIFICATION.newest(ctx.date)))


@act("compare_due_filings", "按期比对年终材料", clause="3-3.3", roles={Role.SYSTEM, Role.AGENCY})
def compare_due_filings(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """3.3: compare the filings of the year once, on 11 January or in the next sweep after it."""
    period = str(YEAR_END_REVERIFICATION.newest(ctx.date))
    begun = FILINGS_COMPARED.of(parse_period(period)) <= ctx.date
    cycle = YEAR_END_REVERIFICATION.key
    if not begun or not run(session, UNTOLD, jurisdiction=ctx.jurisdiction, cycle=cycle, period=period).scalar_one():
        return IS_UNCOMPARED.nothing
    return _compare_period(session, ctx, period)


def _compare_period(session: Session, ctx: Context, period: str) -> Summary:
    lists: dict[int, list[str]] = {}
    offices: dict[str, int] = {}
    for row in missing_of(session, ctx, period):
        lists.setdefault(row.id, []).append(describe_gap(row))
        offices[row.name] = offices.get(row.name, 0) + 1
    notices = _notify_offices(session, ctx, period, lists)
    if offices:
        notices += notify_agency(session, ctx, "missing_all", period, payload={"period": period, "offices": offices})
    words = f"{period}年终材料：{len(offices)}个部门缺{sum(offices.values())}项。" if offices else "年终材料无缺项。"
    return Summary(words, {"departments": len(offices), "missing": sum(offices.values()), "notices": notices})


def _notify_offices(session: Session, ctx: Context, period: str, lists: dict[int, list[str]]) -> int:
    payloads = [canonical({"period": period, "missing": gaps}) for gaps in lists.values()]
    return seal_changes(session, ctx, TELL_MISSING, ids=list(lists), payloads=payloads, day=ctx.date)


# An own item of the re-verification is told when it is recorded, the gaps of the comparison with their list.
TOLD = f"""
SELECT coalesce((SELECT min({{day}}) FROM obligation v JOIN department w ON w.id = v.department_id
        JOIN notice n ON n.jurisdiction_id = v.jurisdiction_id AND n.kind = 'missing'
            AND n.subject = {OBLIGATION_KEY.format(o="v", d="w")} AND n.payload -> 'recorded' ? :target
        WHERE v.kind = '{YEAR_END_REVERIFICATION.key}' AND {COMPARED.format(o="v", f="o")}),
    (SELECT min({{day}}) FROM notice n WHERE n.jurisdiction_id = o.jurisdiction_id AND n.kind = 'missing'
        AND n.subject = {OBLIGATION_KEY.format(o="o", d="d")}))
FROM obligation o JOIN department d ON d.id = o.department_id WHERE o.id = :obligation
"""  # noqa: S608 - constants only
RECORDED = f"""
SELECT r.id, r.missing, r.beyond FROM obligation f JOIN obligation o ON {COMPARED.format(o="o", f="f")}
    JOIN reverification r ON r.obligation_id = o.id
WHERE f.id = :obligation
"""  # noqa: S608 - constants only


def is_missing(session: Session, ctx: Context, obligation: Obligation, target: Target) -> bool:
    """Return whether a target of a year-end check lacks its line or its evidence, or the re-verification says so."""
    rows = {row.target: row for row in compared_targets(session, ctx, obligation.period, id_of(obligation))}
    if target.code not in rows or rows[target.code].struck:
        return False
    recorded = run(session, RECORDED, obligation=obligation.id).all()
    own = any(row.beyond and named_in(row.missing, {target.code}) for row in recorded)
    return own or is_gap(rows[target.code])


def told_of_gaps(session: Session, obligation: int, target: str, *, listed: bool = False) -> date | None:
    """Return the day on which the office was told that this target lacks something; None before the comparison.

    `listed` is the day of the list, also while its message is doubtful.
    """
    told = TOLD.format(day="n.created_on" if listed else TOLD_ON)
    day: date | None = run(session, told, obligation=obligation, target=target).scalar_one()
    return day


def strike_gap(session: Session, ctx: Context, obligation: Obligation, target: Target, reason: str) -> None:
    """4.3 a: strike a gap by a ruling that is on record: the comparison leaves it out from now on.

    The re-verification, if it is recorded already, gets a note and keeps its words. The last gap discharges the check.
    """
    detail = {"target": target.code, "reason": reason}
    moved = (obligation.state.value, obligation.state.value)
    record(session, ctx, "obligation", [id_of(obligation)], "struck", moved=moved, detail=detail)
    for each in run(session, RECORDED, obligation=obligation.id).all():
        change = {"from": each.missing, "to": f"{each.missing}（{ctx.date}裁定撤销目标{target.code}的缺项）"}
        run(session, "UPDATE reverification SET missing = :missing WHERE id = :id", missing=change["to"], id=each.id)
        record(session, ctx, "reverification", [each.id], "struck", detail=change | {"reason": reason})
    discharge_if_complete(session, ctx, obligation)
