"""检查 and 自查: submit and amend reports; every version is stored (1-7.3, 6.1.1, 6.1.4, 7.1)."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from models.block import canonical
from models.intake.report import ReportedLine, ReportGiven, ReportReturned
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.calendar.recompute import current_deadline
from models.ledger.deadlines import deadline_from
from models.ledger.duties import check_not_ended, discharge, due_in_words, due_of, received_on, reopen
from models.ledger.duty_names import name_duty
from models.ledger.lookup import department_named, obligation_of
from models.ledger.notices import notify
from models.ledger.report.given_lines import leaf_values, leaves_of_version, leaves_stated_otherwise, read_lines
from models.ledger.report.reported import Reported, stated_otherwise, summarise
from models.ledger.report_lines import OwedLine, owed_lines
from models.ledger.target.declared_dates import discharge_declared, reopen_taken_back
from models.ledger.transitions import record
from models.records import Department, Obligation, id_of
from models.rules.cycle import Cycle
from models.rules.cycles import CYCLES, MONTHLY_CHECK, RETURNED, subject_of
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.periods import parse_period
from models.rules.reminders import month_close
from models.rules.several import first_of
from models.rules.states import ObligationEvent, ObligationState
from models.statements import run

LAST = "SELECT coalesce(max(version), 0) FROM report WHERE obligation_id = :obligation"
LINES_OF_VERSION = """
SELECT t.code, l.progress, l.status, l.remark, l.quantity FROM report_line l JOIN target t ON t.id = l.target_id
WHERE l.obligation_id = :obligation AND l.version = :version
"""
WRITE = """
WITH lines AS (
    INSERT INTO report_line (obligation_id, version, target_id, target_version, progress, status, remark, quantity)
    SELECT :obligation, :version, u.* FROM json_to_recordset(CAST(:lines AS json))
        AS u(target int, target_version int, progress numeric, status text, remark text, quantity numeric)),
leaves AS (
    INSERT INTO report_leaf (obligation_id, version, target_id, indicator, position, progress, status, remark, quantity)
    SELECT :obligation, :version, u.* FROM json_to_recordset(CAST(:leaves AS json)) AS u(target int, indicator text,
        position int, progress numeric, status text, remark text, quantity numeric))
INSERT INTO report (obligation_id, version, received_on, reported_by, note)
VALUES (:obligation, :version, :received_on, :reported_by, :note) RETURNING id
"""


@act("submit_report", "填报检查情况", clause="3-6.1.1", roles={Role.OFFICE, Role.AGENCY})
def submit_report(session: Session, data: ReportGiven, ctx: Context) -> Summary:
    """6.1.1: submit the report of all targets of an office; late is marked, not refused, until the month closes."""
    obligation = find_report_duty(session, data, ctx)
    last = last_version(session, obligation)
    if last and obligation.state is ObligationState.DISCHARGED:
        raise Refused(f"“{data.department}”{data.period}已填报；如需修改，请使用“修改填报”（amend_report）。")
    return _save_version(session, ctx, obligation, data, last)


@act("amend_report", "修改填报", clause="3-6.1.1", roles={Role.OFFICE, Role.AGENCY})
def amend_report(session: Session, data: ReportGiven, ctx: Context) -> Summary:
    """Amend a report before the period closes; targets that are not given keep their line.

    Raises Refused if nothing was submitted yet.
    """
    obligation = find_report_duty(session, data, ctx)
    last = last_version(session, obligation)
    if not last:
        raise Refused(f"“{data.department}”{data.period}尚未填报，没有可修改的内容。")
    return _save_version(session, ctx, obligation, data, last)


def find_report_duty(session: Session, data: ReportGiven, ctx: Context) -> Obligation:
    """Return the monthly obligation of a report; raises Refused if it is waived or void.

    Raises Refused if the month is closed (A31), except if the report was returned (A32), or if the agency enters it
    with a reason.
    """
    department = department_named(session, ctx, data.department)
    period = MONTHLY_CHECK.period(data.period)
    obligation = obligation_of(session, department, MONTHLY_CHECK.key, str(period))
    close = max(month_close(period.end), due_of(session, obligation))
    if received_on(session, ctx, obligation) > close and not (ctx.actor.is_operator and data.reason.strip()):
        raise Refused(f"{period.label}的填报已于{close}截止；如确需补录，由管理机构经办人代录并写明原因（--reason）。")
    check_not_ended(obligation, f"“{department.name}”{period.label}的月度检查", "无需填报")
    return obligation


def last_version(session: Session, obligation: Obligation) -> int:
    """Return the newest version number of an obligation's report; 0 if no version exists."""
    return int(run(session, LAST, obligation=obligation.id).scalar_one())


def save_report(session: Session, ctx: Context, obligation: Obligation, data: ReportGiven) -> Summary:
    """Insert the next version, discharge the obligation, notify the head (6.1.5); an identical one changes nothing.

    Targets that are awaited on paper may be missing (4.7): then the obligation stays open.
    """
    return _save_version(session, ctx, obligation, data, last_version(session, obligation))


def _save_version(session: Session, ctx: Context, obligation: Obligation, data: ReportGiven, last: int) -> Summary:
    before = report_lines(session, obligation, last)
    lines = _merge_lines(session, obligation, before, data.lines, ctx.awaited)
    if lines == before and obligation.state is ObligationState.DISCHARGED:
        discharge_declared(session, ctx, obligation)  # evidence may have come with it
        return Summary("与已填报内容相同，未作改动。", {"reports": 0, "same": 1})
    write_version(session, ctx, obligation, lines, last + 1, data.reason)
    lacking = sorted(ctx.awaited - lines.keys())
    late = not lacking and _discharge_if_open(session, ctx, obligation)
    discharge_declared(session, ctx, obligation)
    reopened = reopen_taken_back(session, ctx, obligation)
    notices = notify_result(session, ctx, obligation, last + 1, summarise(lines))
    name = session.get_one(Department, obligation.department_id).name
    given = f"修改填报（第{last + 1}版），{_changes(before, lines)}" if last else f"已填报{len(lines)}项"
    words = f"“{name}”{data.period}{given}{'（逾期）' if late else ''}。"
    words += differences_in_words(session, obligation, lines) + reopened
    words += f"目标{'、'.join(lacking)}标有密级，送交纸质材料并由管理机构登记后办结。" if lacking else ""
    return Summary(words, {"reports": 1, "lines": len(lines), "late": int(late), "notices": notices})


def _changes(before: Mapping[str, Reported], lines: Mapping[str, Reported]) -> str:
    """Return how many lines differ from the version before, with the first codes."""
    changed = [code for code, line in lines.items() if before.get(code) != line]
    return f"改动{len(changed)}项：{first_of(changed)}" if changed else "各项内容未变"


def _discharge_if_open(session: Session, ctx: Context, obligation: Obligation) -> bool:
    if obligation.state is ObligationState.OPEN:
        return discharge(session, ctx, obligation, received_on(session, ctx, obligation))
    return bool(obligation.late)


def report_lines(session: Session, obligation: Obligation, version: int) -> dict[str, Reported]:
    """Return the lines of a version by target code; an empty dict for version 0."""
    if not version:
        return {}
    leaves = leaves_of_version(session, obligation, version)
    rows = run(session, LINES_OF_VERSION, obligation=obligation.id, version=version)
    return {
        row.code: Reported(row.progress, row.status, row.remark, row.quantity, leaves.get(row.code, ())) for row in rows
    }


def differences_in_words(session: Session, obligation: Obligation, lines: Mapping[str, Reported]) -> str:
    """1-2.9: return a sentence for each percentage of a target or leaf that its quantity does not give."""
    found = [*stated_otherwise(session, obligation, lines), *leaves_stated_otherwise(session, obligation, lines)]
    return "".join(f"{each}。" for each in found)


def _merge_lines(
    session: Session,
    obligation: Obligation,
    before: Mapping[str, Reported],
    lines: tuple[ReportedLine, ...],
    awaited: frozenset[str],
) -> dict[str, Reported]:
    wanted = [code for code in owed_lines(session, obligation) if code not in before and code not in awaited]
    return dict(before) | read_lines(session, obligation, lines, before, wanted)


def write_version(
    session: Session, ctx: Context, obligation: Obligation, lines: Mapping[str, Reported], version: int, note: str
) -> None:
    """Insert one version of a report with its lines and transition."""
    lines_owed = owed_lines(session, obligation)
    report = run(
        session,
        WRITE,
        obligation=obligation.id,
        version=version,
        received_on=received_on(session, ctx, obligation),
        reported_by=ctx.actor.signature,
        note=note,
        lines=canonical([_values(lines_owed[code], line) for code, line in lines.items()]),
        leaves=canonical([row for code, line in lines.items() for row in leaf_values(lines_owed[code].id, line)]),
    ).scalar_one()
    record(session, ctx, "report", [report], "given" if version == 1 else "amended")


def _values(line: OwedLine, reported: Reported) -> dict[str, Any]:
    return {"target": line.id, "target_version": line.target_version, **reported.as_json()}


def notify_result(session: Session, ctx: Context, obligation: Obligation, version: int, facts: list[str]) -> int:
    """6.1.5: notify the head of the result, once per version; returns how many notices are new."""
    return notify(
        session, ctx, "result", [id_of(obligation)], [Audience.HEAD], occasion=str(version), payload={"facts": facts}
    )


@act("return_report", "退回填报", clause="3-6.1", roles={Role.AGENCY})
def return_report(session: Session, data: ReportReturned, ctx: Context) -> Summary:
    """Return the report of a period to the office: that of the named kind, or the one that is given by target.

    It is due on the old date if that is in the future, otherwise by rule A32. The first receipt keeps its verdict.
    Raises Refused if the kind has no such period, is not reported by target, or if nothing was given yet.
    """
    department = department_named(session, ctx, data.department)
    cycle = _cycle_returned(data)
    period = cycle.period(data.period)
    obligation = obligation_of(session, department, cycle.key, str(period))
    if obligation.state is ObligationState.OPEN:
        raise Refused(f"{name_duty(session, id_of(obligation))}还没有填报，没有可退回的内容。查看：mubiao owed。")
    deadline, due = current_deadline(session, ctx, obligation.deadline_id)
    if due <= ctx.date:
        deadline, _ = deadline_from(session, ctx, RETURNED, ctx.date)
    reopen(session, ctx, obligation, ObligationEvent.RETURN, deadline, data.reason)
    until = due_in_words(session, obligation)
    occasion = str(obligation.due_version)
    notices = notify(
        session,
        ctx,
        "returned",
        [id_of(obligation)],
        [Audience.OFFICE],
        occasion=occasion,
        payload={"why": data.reason},
    )
    return Summary(
        f"已退回“{department.name}”{subject_of(cycle.duty, str(period))}填报，应于{until}前重报。",
        {"returned": 1, "notices": notices},
    )


def _cycle_returned(data: ReportReturned) -> Cycle:
    """Return the cycle whose report is returned; by default the only one that has periods of this length."""
    reported = [cycle for cycle in CYCLES if cycle.lines]
    span, kind = parse_period(data.period).span, data.kind.strip()
    for cycle in reported:
        if kind in {cycle.key, cycle.name} if kind else cycle.span is span:
            return cycle
    named = f"“{kind}”" if kind else f"期间“{data.period}”"
    raise Refused(f"{named}没有可退回的填报。可退回：{'、'.join(f'{each.name}（{each.key}）' for each in reported)}。")
