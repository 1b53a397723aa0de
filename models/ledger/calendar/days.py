"""放假安排: the days of holiday notices kept as the calendar, checked as a whole; open due dates follow (rule 4)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from sqlmodel import Session, select

from models.intake.calendar import CalendarRow, CarriedOver
from models.intake.complaints import Checked, Complaint, Located
from models.intake.holiday_cn import CheckedYear
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.calendar.recompute import recompute_deadlines
from models.ledger.calendars import forget_calendars
from models.ledger.perform import NATION
from models.ledger.sheets import Tally, assign, refuse_if
from models.ledger.transitions import record
from models.records import CalendarDay, id_of
from models.rules.holiday_notice import AnnouncedDay, misplaced, rest_day_anyway, unbalanced, year_named
from models.rules.kinds import DayKind
from models.rules.workdays import SATURDAY

Rows = Sequence[Located[CalendarRow]]
Kept = Mapping[date, CalendarDay]


@act("import_calendar", "导入工作日历", clause="3-6.1.2", roles={Role.AGENCY})
def import_calendar(session: Session, data: Checked[CalendarRow], ctx: Context) -> Summary:
    """Days of a national notice; checked against the week and against the law's number of days off."""
    return keep_days(session, ctx, data, NATION)


@act("import_local_calendar", "导入本地放假", clause="3-6.1.2", roles={Role.AGENCY})
def import_local_calendar(session: Session, data: Checked[CalendarRow], ctx: Context) -> Summary:
    """Days that the jurisdiction itself gives off, laid over the nation's."""
    return keep_days(session, ctx, data, ctx.jurisdiction)


def keep_days(session: Session, ctx: Context, said: Checked[CalendarRow], jurisdiction: int) -> Summary:
    """Keep new, changed and taken-back days of one jurisdiction's calendar, then compute open due dates anew.

    `data` of the result: what `moved` (department, title, from, to), by which `notice`, and `notes` on what looks odd.
    """
    found = session.exec(select(CalendarDay).where(CalendarDay.jurisdiction_id == jurisdiction))
    kept = {day.date: day for day in found}
    rows = _meant(said, kept)
    fresh = [located for located in rows if _differs(said, kept.get(located.row.date), located.row)]
    if not isinstance(said, CarriedOver):
        wrong = (_faults(said, fresh, kept), _unbalanced(said, rows, fresh), _left_out(said, kept))
        refuse_if([*said.complaints, *chain.from_iterable(wrong)])
    tally = Tally(len(said.rows))
    tally.new = _add(session, ctx, jurisdiction, [r.row for r in fresh if r.row.date not in kept])
    tally.changed = _amend(session, ctx, [(kept[r.row.date], r.row) for r in fresh if r.row.date in kept])
    forget_calendars(session)
    why = _notices(fresh)
    moved = recompute_deadlines(session, ctx, why) if fresh else []
    unfinished = _unfinished(fresh, kept) if jurisdiction == NATION else ()
    summary, notes = tally.summary("工作日历"), [*_skipped(said, rows), *_without_effect(fresh), *unfinished]
    words = "".join([summary.words, *notes, *([f"{len(moved)}项在办事项的期限随之调整。"] if moved else [])])
    data = {"moved": moved, "notice": why, "notes": notes}
    return Summary(words, {**summary.counts, "moved": len(moved)}, data)


def _meant(data: Checked[CalendarRow], kept: Kept) -> Rows:
    # A whole year lists a plain workday now and then; only a day that was marked can be taken back.
    if not isinstance(data, CheckedYear):
        return data.rows
    return [r for r in data.rows if r.row.kind is not DayKind.NORMAL or r.row.date in kept]


def _differs(data: Checked[CalendarRow], day: CalendarDay | None, row: CalendarRow) -> bool:
    if day is None:
        return True
    if isinstance(data, CheckedYear) and data.revised:  # the file does not say which of its notices a day is from
        return day.kind is not row.kind
    return any(getattr(day, name) != value for name, value in row)


def _add(session: Session, ctx: Context, jurisdiction: int, rows: Iterable[CalendarRow]) -> list[int]:
    new = [CalendarDay(jurisdiction_id=jurisdiction, **row.model_dump() | {"kind": row.kind}) for row in rows]
    session.add_all(new)
    session.flush()
    ids = [id_of(day) for day in new]
    record(session, ctx, "calendar_day", ids, "announced")
    return ids


def _amend(session: Session, ctx: Context, changes: Sequence[tuple[CalendarDay, CalendarRow]]) -> list[int]:
    """Change days; the history keeps what each was and by which notice."""
    groups: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for day, row in changes:
        event = "withdrawn" if row.kind is DayKind.NORMAL else "amended"
        groups[event, day.kind.value, day.notice_number].append(id_of(day))
        assign(day, row.model_dump() | {"kind": row.kind})
    for (event, kind, number), ids in groups.items():
        record(session, ctx, "calendar_day", ids, event, detail={"was": kind, "by": number})
    return [number for ids in groups.values() for number in ids]


def _notices(fresh: Rows) -> str:
    return "、".join(dict.fromkeys(f"{located.row.notice_title}（{located.row.notice_number}）" for located in fresh))


def _announced(row: CalendarRow) -> AnnouncedDay:
    return AnnouncedDay(row.date, row.kind, row.notice_title)


def _faults(data: Checked[CalendarRow], fresh: Rows, kept: Kept) -> Iterator[Complaint]:
    told = {complaint.cell for complaint in data.complaints}
    for located in fresh:
        row = located.row
        if (fault := misplaced(_announced(row))) and located.source.address("date") not in told:
            yield located.complain("date", fault)
        elif row.kind is DayKind.NORMAL and row.date not in kept:
            yield located.complain("kind", f"：{row.date}没有放假或调休上班的安排，不能填“照常”")


def _unbalanced(data: Checked[CalendarRow], rows: Rows, fresh: Rows) -> Iterator[Complaint]:
    notices = {located.row.notice_number for located in fresh}
    touched = [located for located in rows if located.row.notice_number in notices]
    revised = isinstance(data, CheckedYear) and data.revised
    for year, fault in unbalanced((_announced(located.row) for located in touched), revised=revised).items():
        first = next(located for located in touched if f"{year}年" in located.row.notice_title)
        yield first.complain("notice_title", f"：{fault}")


def _left_out(data: Checked[CalendarRow], kept: Kept) -> Iterator[Complaint]:
    """Days kept that a whole year no longer lists: nobody has said that they were taken back."""
    if not isinstance(data, CheckedYear):
        return
    listed = {located.row.date for located in data.rows}
    for on, day in sorted(kept.items()):
        announced = AnnouncedDay(on, day.kind, day.notice_title)
        mattering = day.kind is not DayKind.NORMAL and not rest_day_anyway(announced)
        if on.year == data.year and mattering and on not in listed and year_named(day.notice_title) in {None, on.year}:
            message = (
                f"缺少{on}：该日已按{day.notice_number}定为{day.kind.label}。"
                "如通知已取消，请用表格导入这一天，kind填“照常”；否则请补上"
            )
            yield Complaint(sheet="", cell="days", value="", message=message, file=data.file)


def _skipped(data: Checked[CalendarRow], rows: Rows) -> Iterator[str]:
    meant = {located.row.date for located in rows}
    for located in data.rows:
        if located.row.date not in meant:
            yield f"注意：{located.source.address('date')} {located.row.date}本来就是工作日，不作标记。"


def _without_effect(fresh: Rows) -> Iterator[str]:
    if resting := sum(rest_day_anyway(_announced(located.row)) for located in fresh):
        yield f"其中{resting}天放假本来就是周六、周日，照录，不影响工作日。"


def _unfinished(fresh: Rows, kept: Kept) -> Iterator[str]:
    after = {on: day.kind for on, day in kept.items()} | {located.row.date: located.row.kind for located in fresh}
    off = {on.year for on, kind in after.items() if kind is DayKind.HOLIDAY and on.weekday() < SATURDAY}
    for year in sorted({located.row.date.year for located in fresh} - off):
        yield f"注意：{year}年没有一个放假的工作日，安排看来不完整，请核对。"
