"""A merger or a renaming that was entered by mistake is withdrawn on record while nothing was done under it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, select

from models.block import canonical
from models.intake.reform import ReformWithdrawn
from models.ledger.act_index import title_of
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.handover import REDIRECT_THESE
from models.ledger.heirs import forget_heirs
from models.ledger.lookup import find_department
from models.ledger.notices import notify_one
from models.ledger.score.cut_off import check_not_cut_off
from models.ledger.seals import seal_changes
from models.ledger.sheets import assign
from models.ledger.transitions import record, record_end, work_alone
from models.records import Contact, Department, Office, Reform, id_of
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.kinds import ReformKind
from models.statements import run

RESPONSIBLE = """
SELECT t.year, t.code,
    json_agg(json_build_array(d.code, x.position, x.since, y.code) ORDER BY x.position) AS departments
FROM target t JOIN target_department x ON x.target_id = t.id JOIN department d ON d.id = x.department_id
    LEFT JOIN department y ON y.id = x.year_lead_id
WHERE t.id = ANY(:targets) GROUP BY t.id ORDER BY t.year, t.code COLLATE "C"
"""
# The first record about one of these codes after the act that registered the reform: natural keys name them. A sample
# does not: its population was that of the merged departments.
DONE_SINCE = """
WITH entered AS (SELECT act_id FROM transition WHERE record = 'reform' AND record_id = :reform AND event = 'registered')
SELECT (SELECT act_id FROM entered) AS act_id, q.business_date, q.act FROM (SELECT 1) one LEFT JOIN LATERAL (
    SELECT b.business_date, b.act FROM transition m JOIN block b ON b.act_id = m.act_id
    WHERE m.id > (SELECT max(l.id) FROM transition l JOIN entered e ON e.act_id = l.act_id)
        AND (string_to_array(translate(m.record_key, '/', '|'), '|') && CAST(:codes AS text[]) OR m.record = 'sample')
    ORDER BY m.id LIMIT 1) q ON true
"""
GIVE_BACK = """
UPDATE obligation o SET owed_by = :old FROM transition m
WHERE m.act_id = :entered AND m.record = 'obligation' AND m.event = 'taken_over' AND m.record_id = o.id
RETURNING o.id, o.state
"""
TARGETS = """
SELECT t.id FROM json_array_elements(CAST(:targets AS json)) e
    JOIN target t ON t.jurisdiction_id = :jurisdiction AND t.year = CAST(e ->> 0 AS int) AND t.code = e ->> 1
ORDER BY t.year, t.code COLLATE "C"
"""
RESTORE_RESPONSIBLE = """
INSERT INTO target_department (target_id, department_id, position, since, year_lead_id)
SELECT t.id, d.id, CAST(x ->> 1 AS int), CAST(x ->> 2 AS date), y.id
FROM json_array_elements(CAST(:targets AS json)) e
    JOIN target t ON t.jurisdiction_id = :jurisdiction AND t.year = CAST(e ->> 0 AS int) AND t.code = e ->> 1
    CROSS JOIN LATERAL json_array_elements(e -> 2) x
    JOIN department d ON d.jurisdiction_id = t.jurisdiction_id AND d.code = x ->> 0
    LEFT JOIN department y ON y.jurisdiction_id = t.jurisdiction_id AND y.code = x ->> 3
"""
CANCEL_HANDOVER = """UPDATE notice SET cancelled = '合并已撤回'
    WHERE act_id = :entered AND kind = 'taken_over' AND resolved_at IS NULL AND cancelled IS NULL"""


def keep_before(session: Session, ctx: Context, reform: Reform, old: Department, targets: Sequence[int]) -> None:
    """Keep with a merger what it changes of the old department, so that it can be withdrawn."""
    assign(reform, {"before": _state_of(session, old, targets)})
    record(session, ctx, "reform", [id_of(reform)], "kept")


def _state_of(session: Session, department: Department, targets: Sequence[int]) -> dict[str, Any]:
    """Return end, addresses, contacts and targets of a department as JSON."""
    office = session.get_one(Office, department.id)
    people = session.exec(select(Contact).where(Contact.department_id == department.id)).all()
    return {
        "valid_to": _text(department.valid_to),
        "office": [office.email, office.wecom_robot],
        "contacts": sorted([p.role.value, p.name, _text(p.valid_from) or "", _text(p.valid_to)] for p in people),
        "targets": [[row.year, row.code, row.departments] for row in run(session, RESPONSIBLE, targets=list(targets))],
    }


@act("withdraw_rename", "撤回误登的更名", clause="1-2.13", roles={Role.AGENCY})
def withdraw_rename(session: Session, data: ReformWithdrawn, ctx: Context) -> Summary:
    """1-2.13: withdraw the newest renaming of a department; it has its former name again.

    Raises Refused if it was not renamed, or if anything about it was recorded since.
    """
    work_alone(session)
    department = find_department(session, ctx.jurisdiction, data.department)
    reform = _newest(session, department, ReformKind.RENAME)
    _check_nothing_done(session, reform, [department.code])
    files = _withdraw(session, ctx, reform, ReformKind.WITHDRAWN_RENAME, data)
    was = department.name
    assign(department, {"name": reform.old_name, "short_name": reform.old_short_name})
    detail = {"from": was, "to": reform.old_name, "reason": data.reason}
    record(session, ctx, "department", [id_of(department)], "rename_withdrawn", detail=detail)
    notices = _notify(session, ctx, reform, [department], data.reason)
    words = f"“{was}”的更名已撤回，恢复原名“{reform.old_name}”，更名和撤回都保留在台账中。"
    return Summary(words, {"withdrawn": 1, "evidence": files, "notices": notices})


@act("withdraw_merger", "撤回误登的合并", clause="1-2.13", roles={Role.AGENCY})
def withdraw_merger(session: Session, data: ReformWithdrawn, ctx: Context) -> Summary:
    """1-2.13: withdraw the merger of a department; it has its duties, targets, contacts and addresses again.

    Raises Refused if it was not merged, if anything about one of the two
    departments or the targets was recorded since, or if the cut-off day of its year has passed (A53).
    """
    work_alone(session)
    old = find_department(session, ctx.jurisdiction, data.department)
    reform = _newest(session, old, ReformKind.MERGE)
    new = session.get_one(Department, reform.successor_id)
    before = reform.before
    check_not_cut_off(session, reform.effective_on, ctx.date)
    codes = [old.code, new.code, *(target[1] for target in before["targets"])]
    entered = _check_nothing_done(session, reform, codes)
    files = _withdraw(session, ctx, reform, ReformKind.WITHDRAWN_MERGE, data)
    _restore_department(session, ctx, old, before, data.reason)
    targets = _restore_targets(session, ctx, before["targets"])
    duties = _give_back(session, ctx, old, entered)
    notices = _notify(session, ctx, reform, [old, new], data.reason)
    given = f"{len(duties)}项未办结事项、{len(targets)}项目标"
    words = f"“{old.name}”并入“{new.name}”已撤回：{given}退还“{old.name}”，期限不变。"
    counts = {"withdrawn": 1, "obligations": len(duties), "targets": len(targets)}
    return Summary(words, counts | {"evidence": files, "notices": notices})


def _newest(session: Session, department: Department, kind: ReformKind) -> Reform:
    named = select(Reform).where(Reform.department_id == department.id, Reform.kind == kind)
    if found := session.exec(named).all():
        return max(found, key=lambda reform: reform.effective_on)
    raise Refused(f"“{department.name}”没有登记过{kind.label}，没有可撤回的内容。")


def _check_nothing_done(session: Session, reform: Reform, codes: Sequence[str]) -> int:
    """Return the act that registered the reform; raises Refused if something was recorded about the codes since."""
    row = run(session, DONE_SINCE, reform=reform.id, codes=list(codes)).one()
    if row.act:
        since = f"{row.business_date}已办理“{title_of(row.act)}”"
        raise Refused(f"{reform.kind.label}登记以后，{since}，不能再撤回；确需改回的，请另行办理机构改革。")
    return int(row.act_id)


def _withdraw(session: Session, ctx: Context, reform: Reform, kind: ReformKind, data: ReformWithdrawn) -> int:
    """Mark a reform as withdrawn and attach the paper; returns how many files are new."""
    detail = {"reason": data.reason}
    record_end(session, ctx, "reform", [id_of(reform)], "withdrawn", detail)
    assign(reform, {"kind": kind, "withdrawn_on": ctx.date, "withdrawn_why": data.reason})
    session.flush()
    forget_heirs(session)
    record(session, ctx, "reform", [id_of(reform)], "withdrawn", detail=detail)
    return attach_exhibits(session, ctx, "reform", id_of(reform), data.evidence)


def _restore_department(session: Session, ctx: Context, old: Department, before: dict[str, Any], reason: str) -> None:
    assign(old, {"valid_to": _date(before["valid_to"])})
    email, robot = before["office"]
    assign(session.get_one(Office, old.id), {"email": email, "wecom_robot": robot})
    ends = {(role, name, since): until for role, name, since, until in before["contacts"]}
    people = session.exec(select(Contact).where(Contact.department_id == old.id)).all()
    reopened = [
        id_of(p)
        for p in people
        if assign(p, {"valid_to": _date(ends[p.role.value, p.name, _text(p.valid_from) or ""])})
    ]
    record(session, ctx, "department", [id_of(old)], "merger_withdrawn", detail={"reason": reason})
    record(session, ctx, "contact", reopened, "reopened")


def _restore_targets(session: Session, ctx: Context, targets: list[Any]) -> list[int]:
    """Give the targets the departments they had before; returns their ids."""
    named = {"targets": canonical(targets), "jurisdiction": ctx.jurisdiction}
    ids = list(run(session, TARGETS, **named).scalars())
    run(session, "DELETE FROM target_department WHERE target_id = ANY(:ids)", ids=ids)
    run(session, RESTORE_RESPONSIBLE, **named)
    record(session, ctx, "target", ids, "given_back")
    return ids


def _give_back(session: Session, ctx: Context, old: Department, entered: int) -> list[int]:
    """Make the department the debtor again of what its successor took over; returns the obligations."""
    rows = run(session, GIVE_BACK, old=old.id, entered=entered).all()
    for state in sorted({row.state for row in rows}):
        ids = [row.id for row in rows if row.state == state]
        record(session, ctx, "obligation", ids, "given_back", moved=(state, state))
    seal_changes(session, ctx, REDIRECT_THESE, ids=[row.id for row in rows])
    seal_changes(session, ctx, CANCEL_HANDOVER, entered=entered)
    return [row.id for row in rows]


def _notify(session: Session, ctx: Context, reform: Reform, departments: Sequence[Department], reason: str) -> int:
    """Notify office and head of each department that the reform was withdrawn."""
    what = f"并入“{reform.new_name}”" if len(departments) > 1 else f"更名为“{reform.new_name}”"
    payload = {"what": f"“{reform.old_name}”{what}", "effective_on": reform.effective_on.isoformat(), "reason": reason}
    subject = f"{departments[0].code}|{reform.effective_on}"
    return sum(
        notify_one(
            session,
            ctx,
            "reform_withdrawn",
            subject,
            (id_of(department), audience),
            occasion=f"{reform.kind.value}|{department.code}",
            payload=payload,
        )
        for department in departments
        for audience in (Audience.OFFICE, Audience.HEAD)
    )


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
