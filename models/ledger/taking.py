"""Sheets of reports and of holiday notices taken over, all rows or none."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, select

from models.intake.acts import Line, ReportGiven
from models.intake.calendar import CalendarRow
from models.intake.complaints import Checked, Complaint, Located
from models.intake.reports import ReportRow
from models.ledger.acting import NATION, Context, Role, Summary, act
from models.ledger.calendars import forget_calendars
from models.ledger.recomputing import recompute_deadlines
from models.ledger.recording import record
from models.ledger.reporting import keep_report, report_owed
from models.ledger.tallying import Tally, assign, names_of, refuse_if, unknown
from models.records import CalendarDay, id_of
from models.rules.errors import Refused
from models.rules.statutory import AnnouncedDay, misplaced, unbalanced


@act("import_reports", "导入填报", clause="3-6.1.1", roles={Role.OFFICE, Role.AGENCY})
def import_reports(session: Session, said: Checked[ReportRow], ctx: Context) -> Summary:
    """6.1.1: reports of one or many offices from a sheet; each department and month is one report."""
    groups: dict[tuple[str, str], list[Located[ReportRow]]] = {}
    for located in said.rows:
        groups.setdefault((located.row.department, located.row.period), []).append(located)
    complaints, reports = list(said.complaints), 0
    known = names_of(session, ctx)
    for (department, period), rows in groups.items():
        if not known.get(department):
            complaints.append(unknown(rows[0], "部门编码", department, known))
            continue
        lines = tuple(_line(located.row) for located in rows)
        if len({line.target for line in lines}) < len(lines):
            continue  # said already, at the cell
        given = ReportGiven(department=department, period=period, lines=lines, reason=said.reason)
        try:
            reports += keep_report(session, ctx, report_owed(session, given, ctx), given).counts["reports"]
        except Refused as refusal:
            complaints.append(rows[0].source.complain("", refusal.message))
    refuse_if(complaints)
    same = len(groups) - reports
    words = f"填报共{len(said.rows)}行，{len(groups)}份：新增或更改{reports}份，未变{same}份。"
    return Summary(words, {"rows": len(said.rows), "new": reports, "changed": 0, "same": same})


def _line(row: ReportRow) -> Line:
    return Line(target=row.target, progress=row.progress, status=row.status, remark=row.remark)


@act("import_calendar", "导入工作日历", clause="3-6.1.2", roles={Role.AGENCY})
def import_calendar(session: Session, said: Checked[CalendarRow], ctx: Context) -> Summary:
    """Days of a national notice; checked against the week and against the law's number of days off."""
    return keep_days(session, ctx, said, NATION)


@act("import_local_calendar", "导入本地放假", clause="3-6.1.2", roles={Role.AGENCY})
def import_local_calendar(session: Session, said: Checked[CalendarRow], ctx: Context) -> Summary:
    """Days that the jurisdiction itself gives off, laid over the nation's."""
    return keep_days(session, ctx, said, ctx.jurisdiction)


def keep_days(session: Session, ctx: Context, said: Checked[CalendarRow], jurisdiction: int) -> Summary:
    """Keep new and changed days of one jurisdiction's calendar."""
    found = session.exec(select(CalendarDay).where(CalendarDay.jurisdiction_id == jurisdiction))
    kept = {day.date: day for day in found}
    fresh = [r for r in said.rows if r.row.date not in kept or _differs(kept[r.row.date], r.row)]
    refuse_if([*said.complaints, *_faults(said.rows, fresh)])
    tally, new = Tally(len(said.rows)), []
    for located in fresh:
        values = located.row.model_dump() | {"kind": located.row.kind}
        if day := kept.get(located.row.date):
            assign(day, values)
            tally.changed.append(id_of(day))
        else:
            new.append(CalendarDay(jurisdiction_id=jurisdiction, **values))
    session.add_all(new)
    session.flush()
    tally.new += [id_of(day) for day in new]
    record(session, ctx, "calendar_day", tally.new, "announced")
    record(session, ctx, "calendar_day", tally.changed, "amended")
    forget_calendars(session)
    moved = recompute_deadlines(session, ctx, _why(fresh)) if fresh else []
    summary = tally.summary("工作日历")
    words = "".join(f"\n期限调整：{m['department']} {m['title']}，由{m['from']}改为{m['to']}。" for m in moved)
    return Summary(summary.words + words, {**summary.counts, "moved": len(moved)}, {"moved": moved})


def _why(fresh: Sequence[Located[CalendarRow]]) -> str:
    notices = dict.fromkeys(f"{located.row.notice_title}（{located.row.notice_number}）" for located in fresh)
    return "、".join(notices)


def _differs(day: CalendarDay, row: CalendarRow) -> bool:
    return any(getattr(day, name) != value for name, value in row)


def _faults(rows: Sequence[Located[CalendarRow]], fresh: Sequence[Located[CalendarRow]]) -> Iterable[Complaint]:
    for located in fresh:
        if fault := misplaced(_announced(located.row)):
            yield located.complain("date", fault)
    notices = {located.row.notice_number for located in fresh}
    touched = [located for located in rows if located.row.notice_number in notices]
    for year, fault in unbalanced(_announced(located.row) for located in touched).items():
        first = next(located for located in touched if f"{year}年" in located.row.notice_title)
        yield first.complain("notice_title", f"：{fault}")


def _announced(row: CalendarRow) -> AnnouncedDay:
    return AnnouncedDay(row.date, row.kind, row.notice_title)
