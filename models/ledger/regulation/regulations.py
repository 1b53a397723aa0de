"""规章制度: record what was laid down with its paper, and its repeal (1-5.3 a, 1-5.2)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.regulation import RegulationIssued, RegulationRepealed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits, exhibits_of
from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department, numbered
from models.ledger.transitions import lock, move, next_row, record_row
from models.loading import having
from models.records import Regulation, id_of
from models.rules.errors import Refused
from models.rules.regulation import RegulationKind, check_dates, check_issuer, check_repeal
from models.rules.states import RegulationEvent
from models.statements import run


@act("record_regulation", "登记规章制度", clause="1-5.3", roles={Role.AGENCY})
def record_regulation(session: Session, data: RegulationIssued, ctx: Context) -> Summary:
    """1-5.3 a, 1-5.2: insert a regulation of the agency, or how a department uses its results.

    Raises Refused if its days contradict each other, or if the same was recorded before.
    """
    valid_from = data.valid_from or data.dated
    check_issuer(data.kind, data.department)
    check_dates(data.dated, valid_from, ctx.date)
    issuer = find_department(session, ctx.jurisdiction, data.department) if data.department else None
    if issuer and issuer.is_agency:
        raise Refused(f"“{issuer.name}”是管理机构，绩效评价结果运用机制由部门建立（5.2）。")
    lock(session, "regulation")
    department_id = id_of(issuer) if issuer else None
    _check_new(session, ctx, data, department_id)
    regulation = Regulation(
        **next_row(session, "regulation", jurisdiction_id=ctx.jurisdiction, year=data.dated.year),
        kind=data.kind,
        department_id=department_id,
        title=data.name,
        paper_number=data.number,
        paper_date=data.dated,
        valid_from=valid_from,
    )
    return _inserted(session, ctx, regulation, data)


@act("repeal_regulation", "登记规章制度废止", clause="1-5.3", roles={Role.AGENCY})
def repeal_regulation(session: Session, data: RegulationRepealed, ctx: Context) -> Summary:
    """1-5.3 a: record the paper that repeals a regulation, and from which day on."""
    regulation, day = _find_regulation(session, ctx, data.regulation), data.repealed_on or data.dated
    check_repeal(day, data.dated, regulation.valid_from, ctx.date)
    sets = {"repealed_on": day, "repealed_by": data.number, "repealed_dated": data.dated}
    move(session, ctx, "regulation", [id_of(regulation)], RegulationEvent.REPEAL, sets=sets)
    files = attach_exhibits(session, ctx, "regulation", id_of(regulation), data.evidence)
    words = f"{regulation.kind.label}{regulation.key}“{regulation.title}”自{day}起废止（{data.number}）。"
    return Summary(words, {"repealed": 1, "evidence": files})


def _inserted(session: Session, ctx: Context, regulation: Regulation, data: RegulationIssued) -> Summary:
    record_row(session, ctx, regulation, "recorded")
    files = attach_exhibits(session, ctx, "regulation", id_of(regulation), data.evidence)
    label = RegulationKind(regulation.kind).label
    words = f"已登记{label}{regulation.key}“{data.name}”（{data.number}），自{regulation.valid_from}起施行。"
    return Summary(words, {"recorded": 1, "evidence": files}, {"regulation": regulation.key})


def _find_regulation(session: Session, ctx: Context, key: str) -> Regulation:
    words = "制度，编号的格式如2026-3。查看：mubiao regulations。"
    return numbered(session, ctx.jurisdiction, Regulation, key.strip(), words)


def _check_new(session: Session, ctx: Context, data: RegulationIssued, department_id: int | None) -> None:
    named = {"paper_number": data.number, "title": data.name}
    same = having(session, Regulation, jurisdiction_id=ctx.jurisdiction, department_id=department_id, **named)
    if same:
        raise Refused(f"{data.number}“{data.name}”已登记为{same.key}（{same.state.label}），不重复登记。")


REGULATIONS = """
SELECT r.id, r.year || '-' || r.number AS regulation, r.kind, d.code AS department_code, d.name AS department, r.title,
    r.paper_number, r.paper_date, r.valid_from, r.repealed_on, r.repealed_by, r.repealed_dated,
    r.valid_from <= :day AND coalesce(r.repealed_on > :day, true) AS in_force
FROM regulation r LEFT JOIN department d ON d.id = r.department_id
WHERE r.jurisdiction_id = :jurisdiction AND r.paper_date <= :day AND (:all OR coalesce(r.repealed_on > :day, true))
ORDER BY r.department_id IS NOT NULL, d.code COLLATE "C", r.year, r.number
"""


def list_regulations(session: Session, day: date, *, former: bool = False) -> list[dict[str, Any]]:
    """Return the regulations of the agency, then those of departments, as of `day`; with `former` repealed ones too."""
    rows = run(session, REGULATIONS, jurisdiction=home(session), day=day, all=former).mappings()
    found = [dict(row) | {"evidence": exhibits_of(session, "regulation", row["id"])} for row in rows]
    return [{name: each[name] for name in each if name != "id"} for each in found]
