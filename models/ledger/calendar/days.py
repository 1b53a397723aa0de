"""放假安排: validate the days of holiday notices as a whole and store them; open due dates follow (rule 4)."""

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
from models.ledger.jurisdiction import forget_calendars
from models.ledger.perform import NATION
from models.ledger.sheets import ImportTally, assign, refuse_if
from models.ledger.transitions import record, record_rows
from models.records import CalendarDay, id_of
from models.rules.chinese_dates import in_full
from models.rules.holiday_notice import AnnouncedDay, misplaced, rest_day_anyway, unbalanced, year_named
from models.rules.kinds import DayKind
from models.rules.workdays import SATURDAY

Rows = Sequence[Located[CalendarRow]]
StoredDays = Mapping[date, CalendarDay]


@act("import_calendar", "导入工作日历", clause="3-6.1.2", roles={Role.AGENCY})
def import_calendar(session: Session, data: Checked[CalendarRow], ctx: Context) -> Summary:
    """Import the days of a national notice, checked against the week and the statutory number of days off."""
    return import_days(session, ctx, data, NATION)


@act("import_local_calendar", "导入本地放假", clause="3-6.1.2", roles={Role.AGENCY})
def import_local_calendar(session: Session, data: Checked[CalendarRow], ctx: Context) -> Summary:
    """Import the days off that the jurisdiction itself announces; they take precedence over the national ones."""
    return import_days(session, ctx, data, ctx.jurisdiction)


def import_days(session: Session, ctx: Context, data: Checked[CalendarRow], jurisdiction: int) -> Summary:
    """Insert and update the calendar days of one jurisdiction, then recompute open due dates.

    Raises Refused with all complaints if a day is invalid. `data` of the result: the list `moved` (department, title,
    from, to), the `notice` behind it, and `notes` about suspicious days.
    """
    stored = session.exec(select(CalendarDay).where(CalendarDay.jurisdiction_id == jurisdiction))
    existing = {day.date: day for day in stored}
    rows = _relevant_rows(data, existing)
    fresh = [located for located in rows if _differs(data, existing.get(located.row.date), located.row)]
    if not isinstance(data, CarriedOver):
        complaints = (
            _invalid_days(data, fresh, existing),
            _unbalanced_notices(data, rows, fresh),
            _missing_days(data, existing),
        )
        refuse_if([*data.complaints, *chain.from_iterable(complaints)])
    outdated = list(_outdated_notes(fresh, existing))
    tally = ImportTally(len(data.rows))
    tally.new = _insert_days(session, ctx, jurisdiction, [r.row for r in fresh if r.row.date not in existing])
    tally.changed = _update_days(session, ctx, [(existing[r.row.date], r.row) for r in fresh if r.row.date in existing])
    forget_calendars(session)
    why = "、".join(dict.fromkeys(f"{located.row.notice_title}（{located.row.notice_number}）" for located in fresh))
    moved = recompute_deadlines(session, ctx, why) if fresh else []
    unfinished = _incomplete_notes(fresh, existing) if jurisdiction == NATION else ()
    notes = [*_skipped_notes(data, rows), *_no_effect_notes(fresh), *outdated, *unfinished]
    summary = tally.summary("工作日历")
    words = "".join([summary.words, *notes, *_moved_in_words(moved)])
    result = {"moved": moved, "notice": why, "notes": notes}
    return Summary(words, {**summary.counts, "moved": len(moved)}, result)


def _moved_in_words(moved: Sequence[Mapping[str, str]]) -> Iterator[str]:
    if moved:
        yield f"{len(moved)}项在办事项的期限随之调整。"
    if kept := sum("computed" in each for each in moved):
        yield f"其中{kept}项按新安排推算的期限已过，以今日为期限，不因放假安排调整而逾期。"


def _relevant_rows(data: Checked[CalendarRow], existing: StoredDays) -> Rows:
    # A file of a whole year may list a normal workday; that withdraws a day only if a row exists for it.
    if not isinstance(data, CheckedYear):
        return data.rows
    return [r for r in data.rows if r.row.kind is not DayKind.NORMAL or r.row.date in existing]


def _differs(data: Checked[CalendarRow], day: CalendarDay | None, row: CalendarRow) -> bool:
    if day is None:
        return True
    if isinstance(data, CheckedYear) and data.revised:  # the file does not say which of its notices a day is from
        return day.kind is not row.kind
    return any(getattr(day, name) != value for name, value in row)


def _insert_days(session: Session, ctx: Context, jurisdiction: int, rows: Iterable[CalendarRow]) -> list[int]:
    new = [CalendarDay(jurisdiction_id=jurisdiction, **row.model_dump() | {"kind": row.kind}) for row in rows]
    return record_rows(session, ctx, new, "announced")


def _update_days(session: Session, ctx: Context, changes: Sequence[tuple[CalendarDay, CalendarRow]]) -> list[int]:
    """Update days; the transition records the former kind and notice of each."""
    groups: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for day, row in changes:
        event = "withdrawn" if row.kind is DayKind.NORMAL else "amended"
        groups[event, day.kind.value, day.notice_number].append(id_of(day))
        assign(day, row.model_dump() | {"kind": row.kind})
    for (event, kind, number), ids in groups.items():
        record(session, ctx, "calendar_day", ids, event, detail={"was": kind, "by": number})
    return [number for ids in groups.values() for number in ids]


def _as_announced(row: CalendarRow) -> AnnouncedDay:
    return AnnouncedDay(row.date, row.kind, row.notice_title)


def _invalid_days(data: Checked[CalendarRow], fresh: Rows, existing: StoredDays) -> Iterator[Complaint]:
    complained = {complaint.cell for complaint in data.complaints}
    for located in fresh:
        row = located.row
        if (fault := misplaced(_as_announced(row))) and located.source.address("日期") not in complained:
            yield located.complain("日期", fault)
        elif row.kind is DayKind.NORMAL and row.date not in existing:
            yield located.complain("类别", f"：{row.date}没有放假或调休上班的安排，不能填“照常”")


def _unbalanced_notices(data: Checked[CalendarRow], rows: Rows, fresh: Rows) -> Iterator[Complaint]:
    notices = {located.row.notice_number for located in fresh}
    touched = [located for located in rows if located.row.notice_number in notices]
    revised = isinstance(data, CheckedYear) and data.revised
    for year, fault in unbalanced((_as_announced(located.row) for located in touched), revised=revised).items():
        first = next(located for located in touched if f"{year}年" in located.row.notice_title)
        yield first.complain("通知标题", f"：{fault}")


def _missing_days(data: Checked[CalendarRow], existing: StoredDays) -> Iterator[Complaint]:
    """Complain about stored days that the file of a whole year no longer lists without withdrawing them."""
    if not isinstance(data, CheckedYear):
        return
    listed = {located.row.date for located in data.rows}
    for on, day in sorted(existing.items()):
        announced = AnnouncedDay(on, day.kind, day.notice_title)
        mattering = day.kind is not DayKind.NORMAL and not rest_day_anyway(announced)
        if on.year == data.year and mattering and on not in listed and year_named(day.notice_title) in {None, on.year}:
            message = (
                f"缺少{on}：该日已按{day.notice_number}定为{day.kind.label}。"
                "如通知已取消，请用表格导入这一天，类别填“照常”；否则请补上"
            )
            yield Complaint(sheet="", cell="days", value="", message=message, file=data.file)


def _skipped_notes(data: Checked[CalendarRow], rows: Rows) -> Iterator[str]:
    meant = {located.row.date for located in rows}
    for located in data.rows:
        if located.row.date not in meant:
            yield f"注意：{located.source.address('日期')} {located.row.date}本来就是工作日，不作标记。"


def _no_effect_notes(fresh: Rows) -> Iterator[str]:
    if resting := sum(rest_day_anyway(_as_announced(located.row)) for located in fresh):
        yield f"其中{resting}天放假本来就是周六、周日，照录，不影响工作日。"


def _outdated_notes(fresh: Rows, existing: StoredDays) -> Iterator[str]:
    """Yield a note for each day that an older notice changes after a newer one: it is a file imported again."""
    for located in fresh:
        row, day = located.row, existing.get(located.row.date)
        if day and day.kind is not row.kind and day.notice_date > row.notice_date:
            by = f"{day.notice_number}（{in_full(day.notice_date.isoformat())}）"
            yield f"注意：{row.date}已按较新的{by}定为{day.kind.label}，现按较旧的{row.notice_number}改回，请核对。"


def _incomplete_notes(fresh: Rows, existing: StoredDays) -> Iterator[str]:
    after = {on: day.kind for on, day in existing.items()} | {located.row.date: located.row.kind for located in fresh}
    off = {on.year for on, kind in after.items() if kind is DayKind.HOLIDAY and on.weekday() < SATURDAY}
    for year in sorted({located.row.date.year for located in fresh} - off):
        yield f"注意：{year}年没有一个放假的工作日，安排看来不完整，请核对。"
