"""年终检查备查 and 年终复核: the year's filing, its evidence, and what is missing (6.1.4, 3.3)."""

from typing import Any

from sqlmodel import Session, select

from models.database import canonical, run
from models.intake.acts import Nothing, ReportGiven, ReverificationFound
from models.ledger.acting import Context, Role, Summary, act
from models.ledger.discharging import discharge
from models.ledger.finding import department_named, obligation_of
from models.ledger.noticing import tell_agency
from models.ledger.recording import OBLIGATION_KEY, record
from models.ledger.reporting import last_version, lines_given, read_lines, summarise, tell_result, write_version
from models.records import Obligation, Reverification, id_of
from models.rules.cycles import YEAR_END_CHECK, YEAR_END_REVERIFICATION
from models.rules.errors import Refused
from models.rules.states import ObligationState

MISSING = """
SELECT o.id, d.id AS department_id, d.code, d.name, t.code AS target, t.name AS title,
    g.target_id IS NOT NULL AS reported, EXISTS (
        SELECT 1 FROM evidence_use u WHERE u.obligation_id = o.id AND u.target_id = l.target_id) AS evidenced
FROM obligation o JOIN department d ON d.id = o.department_id
    JOIN report_line l ON l.obligation_id = o.id AND l.version = 0
    JOIN target t ON t.id = l.target_id
    LEFT JOIN report_line g ON g.obligation_id = o.id AND g.target_id = l.target_id AND g.version = (
        SELECT max(r.version) FROM report r WHERE r.obligation_id = o.id)
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = 'year_end_check' AND o.period = :period
    AND (CAST(:obligation AS int) IS NULL OR o.id = :obligation)
ORDER BY d.code COLLATE "C", t.code COLLATE "C"
"""
TELL_MISSING = f"""
INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, obligation_id, payload, act_id,
    created_on)
SELECT o.jurisdiction_id, 'missing', {OBLIGATION_KEY.format(o="o", d="d")}, '', 'office', o.department_id, NULL,
    CAST(u.payload AS jsonb), :act_id, :day
FROM unnest(CAST(:ids AS int[]), CAST(:payloads AS text[])) AS u(id, payload)
    JOIN obligation o ON o.id = u.id JOIN department d ON d.id = o.department_id
ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants only


@act("file_year_end_check", "年终检查备查", clause="3-6.1.4", roles={Role.OFFICE, Role.AGENCY})
def file_year_end_check(session: Session, said: ReportGiven, ctx: Context) -> Summary:
    """6.1.4: the office files its year target by target; discharged when every target has its line and its evidence."""
    department = department_named(session, ctx, said.department)
    period = YEAR_END_CHECK.period(said.period)
    obligation = obligation_of(session, department, YEAR_END_CHECK.key, str(period))
    last = last_version(session, obligation)
    before = lines_given(session, obligation, last)
    lines = before | read_lines(session, obligation, said.lines)
    if lines == before:
        return Summary("与已备查内容相同，未作改动。", {"reports": 0, "same": 1})
    write_version(session, ctx, obligation, lines, last + 1, said.reason)
    tell_result(session, ctx, obligation, last + 1, summarise(lines))
    return settle_year_end(session, ctx, obligation)


def settle_year_end(session: Session, ctx: Context, obligation: Obligation) -> Summary:
    """Discharge a year-end check once nothing is missing; otherwise say what is."""
    lacking = missing_of(session, ctx, obligation.period, obligation.id)
    if lacking:
        words = f"已收到，还缺{len(lacking)}项：{'；'.join(_gap(row) for row in lacking)}。"
        return Summary(words, {"reports": 1, "missing": len(lacking)})
    late = False
    if obligation.state is ObligationState.OPEN:
        late = discharge(session, ctx, obligation, ctx.date)
    return Summary(f"年终检查材料已齐备{'（逾期）' if late else ''}。", {"reports": 1, "missing": 0, "late": int(late)})


def missing_of(session: Session, ctx: Context, period: str, obligation: int | None = None) -> list[Any]:
    """The targets of a year whose line or evidence is missing, of one obligation or of all."""
    rows = run(session, MISSING, jurisdiction=ctx.jurisdiction, period=period, obligation=obligation)
    return [row for row in rows if not (row.reported and row.evidenced)]


def _gap(row: Any) -> str:  # noqa: ANN401 - a result row
    lacking = [name for name, there in (("填报", row.reported), ("印证材料", row.evidenced)) if not there]
    return f"{row.target} {row.title}（缺{'和'.join(lacking)}）"


@act("compare_filings", "年终材料比对", clause="3-3.3", roles={Role.SYSTEM, Role.AGENCY})
def compare_filings(session: Session, _said: Nothing, ctx: Context) -> Summary:
    """3.3: what was filed is compared with what was owed; each office and the agency get the list of what lacks."""
    period = ctx.day.period or str(YEAR_END_REVERIFICATION.newest(ctx.date))
    lists: dict[int, list[str]] = {}
    offices: dict[str, int] = {}
    for row in missing_of(session, ctx, period):
        lists.setdefault(row.id, []).append(_gap(row))
        offices[row.name] = offices.get(row.name, 0) + 1
    told = _tell_missing(session, ctx, period, lists)
    if offices:
        told += tell_agency(session, ctx, "missing_all", period, payload={"period": period, "offices": offices})
    words = f"{period}年终材料：{len(offices)}个部门缺{sum(offices.values())}项。" if offices else "年终材料无缺项。"
    return Summary(words, {"departments": len(offices), "missing": sum(offices.values()), "notices": told})


def _tell_missing(session: Session, ctx: Context, period: str, lists: dict[int, list[str]]) -> int:
    payloads = [canonical({"period": period, "missing": gaps}) for gaps in lists.values()]
    told = run(session, TELL_MISSING, ids=list(lists), payloads=payloads, act_id=ctx.act_id, day=ctx.date)
    return told.rowcount


@act("record_reverification", "登记年终复核", clause="3-3.3", roles={Role.AGENCY})
def record_reverification(session: Session, said: ReverificationFound, ctx: Context) -> Summary:
    """3.3: the agency records one department's re-verification: complete, or which targets and evidence are missing."""
    department = department_named(session, ctx, said.department)
    period = YEAR_END_REVERIFICATION.period(said.period)
    obligation = obligation_of(session, department, YEAR_END_REVERIFICATION.key, str(period))
    if session.exec(select(Reverification).where(Reverification.obligation_id == obligation.id)).first():
        raise Refused(f"“{department.name}”{period.label}的年终复核已登记。")
    found = Reverification(
        obligation_id=id_of(obligation), complete=said.complete, missing=said.missing.strip(), recorded_on=ctx.date
    )
    session.add(found)
    session.flush()
    record(session, ctx, "reverification", [id_of(found)], "recorded")
    late = discharge(session, ctx, obligation, ctx.date)
    return Summary(f"已登记“{department.name}”年终复核：{'完备' if said.complete else '有缺项'}。", {"late": int(late)})
