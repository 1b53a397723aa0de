"""在线复核: record conclusions, propose undone targets for the negative list, close the quarter (7.2)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.block import canonical
from models.intake.review import LineReviewed, OnlineReviewClosed, OnlineReviewed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import discharge
from models.ledger.lookup import newest_entry
from models.ledger.negative_list.confirmation import open_confirmation
from models.ledger.negative_list.proposals import propose
from models.ledger.review.assignment import find_review_duty
from models.ledger.review.lines import Reviewable, lines_of
from models.ledger.review.told import tell_lacking
from models.ledger.transitions import record
from models.records import Obligation, Target, id_of
from models.rules.errors import Refused
from models.rules.inspection import Way
from models.rules.periods import Period
from models.rules.review import ReviewOutcome, fault_of, fault_of_day
from models.rules.states import EntryState, ObligationState
from models.rules.states.negative_list import ENDED
from models.statements import run

SHOWN = 20
KEEP = """
INSERT INTO review (jurisdiction_id, period, target_id, serial, reviewer, outcome, report_version, progress, status,
    evidence, note, reviewed_on, recorded_on, entry_id)
SELECT :jurisdiction, :period, u.target, u.serial, u.reviewer, u.outcome, u.version, u.progress, u.status,
    CAST(u.evidence AS jsonb), u.note, u.reviewed_on, :day, u.entry
FROM unnest(CAST(:targets AS int[]), CAST(:serials AS int[]), CAST(:reviewers AS text[]), CAST(:outcomes AS text[]),
    CAST(:versions AS int[]), CAST(:progress AS numeric[]), CAST(:statuses AS text[]), CAST(:evidence AS text[]),
    CAST(:notes AS text[]), CAST(:days AS date[]), CAST(:entries AS int[]))
    WITH ORDINALITY AS u(target, serial, reviewer, outcome, version, progress, status, evidence, note, reviewed_on,
        entry, n)
ORDER BY u.n RETURNING id
"""
COLUMNS = (
    "targets",
    "serials",
    "reviewers",
    "outcomes",
    "versions",
    "progress",
    "statuses",
    "evidence",
    "notes",
    "days",
    "entries",
)
LAST_DAY = "SELECT max(reviewed_on) FROM review WHERE jurisdiction_id = :jurisdiction AND period = :period"


@dataclass(frozen=True, slots=True)
class LineConclusion:
    """A reviewer's conclusion about one line of a quarter; without a `day` it is today's."""

    line: Reviewable
    result: LineReviewed
    reviewer: str
    day: date | None

    @property
    def repeats(self) -> bool:
        """Return whether the newest review has the same conclusion about the same state."""
        row, result = self.line.row, self.result
        stored = (row.reviewer, row.outcome, row.note, self.line.seen)
        same = stored == (self.reviewer, result.outcome, result.note, self.line.mark)
        return same and self.day in {None, row.reviewed_on}

    def as_row(self, today: date, entry: int | None) -> tuple[Any, ...]:
        """Return the row to insert, in the order of `COLUMNS`."""
        row, result = self.line.row, self.result
        version = row.version if self.line.reported else 0
        seen = version, row.progress, row.status or "", canonical(row.evidence)
        identity = row.target_id, (row.serial or 0) + 1, self.reviewer, result.outcome.value
        return *identity, *seen, result.note, self.day or today, entry


@act("record_online_review", "登记在线复核", clause="3-7.2", roles={Role.AGENCY})
def record_online_review(session: Session, data: OnlineReviewed, ctx: Context) -> Summary:
    """7.2: record conclusions; an undone target is proposed for the list, which opens the duty to check it on site.

    Each correction inserts a new review. The last reviewed line discharges the quarter's duty; the day of the latest
    review decides whether it is late (A27). Raises Refused with all faults at once.
    """
    period, duty = find_review_duty(session, ctx, data.period)
    lines = lines_of(session, ctx.jurisdiction, period)
    by_code = {line.row.code: line for line in lines}
    if fault := fault_of_day(data.reviewed_on, period, ctx.date):
        raise Refused(f"复核日期{fault}。")
    if faults := "".join(_review_faults(by_code, data, period)):
        raise Refused(faults)
    conclusions = [LineConclusion(by_code[each.target], each, data.reviewer, data.reviewed_on) for each in data.lines]
    return save_reviews(session, ctx, (period, duty), lines, conclusions)


@act("close_online_review", "办结在线复核", clause="3-7.2", roles={Role.AGENCY})
def close_online_review(session: Session, data: OnlineReviewClosed, ctx: Context) -> Summary:
    """7.2: close the review of a quarter; raises Refused if lines are unreviewed and no reason is given."""
    period, duty = find_review_duty(session, ctx, data.period)
    if duty.state is ObligationState.DISCHARGED:
        return Summary(f"{period.label}在线复核此前已办结，未作改动。", {"closed": 0})
    unreviewed = [line.row.code for line in lines_of(session, ctx.jurisdiction, period) if not line.reviewed]
    why = data.reason.strip()
    if unreviewed and not why:
        raise Refused(
            f"{period.label}在线复核还有{len(unreviewed)}项没有复核：{_first_codes(unreviewed)}。确不复核的，请写明原因（reason）。"
        )
    late = discharge(session, ctx, duty, ctx.date, more={"reason": why, "left": unreviewed} if unreviewed else None)
    words = f"{period.label}在线复核已办结{'（逾期）' if late else ''}"
    words += f"，{len(unreviewed)}项未复核：{_first_codes(unreviewed)}。" if unreviewed else "。"
    return Summary(words, {"closed": 1, "left": len(unreviewed), "late": int(late)})


def save_reviews(
    session: Session,
    ctx: Context,
    quarter: tuple[Period, Obligation],
    lines: Sequence[Reviewable],
    conclusions: Sequence[LineConclusion],
) -> Summary:
    """Insert the new ones of validated conclusions, propose undone targets, close the quarter after its last line."""
    period, duty = quarter
    new = [each for each in conclusions if not each.repeats]
    entries, proposed = _propose_undone(session, ctx, period, new)
    _insert_reviews(session, ctx, period, new, entries)
    _tell_lacking(session, ctx, period, new)
    done = {each.result.target for each in new}
    unreviewed = sum(not line.reviewed and line.row.code not in done for line in lines)
    end = f"；还有{unreviewed}项待复核。" if unreviewed else _discharge_quarter(session, ctx, period, duty)
    corrected = sum(each.line.reviewed for each in new)
    counts = {"new": len(new) - corrected, "changed": corrected, "same": len(conclusions) - len(new)}
    counts |= {"proposed": proposed, "left": unreviewed}
    return Summary(f"{period.label}在线复核：{_describe(new, counts)}{end}", counts)


def _review_faults(known: Mapping[str, Reviewable], data: OnlineReviewed, period: Period) -> Iterator[str]:
    times = Counter(line.target for line in data.lines)
    if unknown_codes := sorted(code for code in times if code not in known):
        yield f"目标{'、'.join(unknown_codes)}不在{period.label}应复核的目标中。"
    if repeated := sorted(code for code in times if times[code] > 1):
        yield f"目标{'、'.join(repeated)}重复，请只保留一项。"
    if others := _of_others(known, times, data.reviewer):
        yield f"目标{_first_codes(others)}没有分派给{data.reviewer}。更换复核人：exchange_reviewer。"
    for line in data.lines:
        if line.target in known and (fault := find_fault(known[line.target], line)):
            yield f"目标{line.target}：{fault[1]}。"


def _of_others(known: Mapping[str, Reviewable], named: Iterable[str], reviewer: str) -> list[str]:
    """Return the targets assigned to another reviewer, each with the name; unassigned ones are open to all."""
    rows = [known[code].row for code in sorted(set(named) & known.keys())]
    return [f"{row.code}（{row.assigned}）" for row in rows if row.assigned and row.assigned != reviewer]


def find_fault(line: Reviewable, data: LineReviewed) -> tuple[str, str] | None:
    """Return field and complaint of an invalid conclusion; None if it is valid."""
    if data.mark and data.mark != line.mark:
        return "mark", "填报或印证材料在导出后有变化，请重新导出，复核后再登记"
    if fault := fault_of(data.outcome, data.note, reported=line.reported):
        return "note" if line.reported else "outcome", fault
    return None


def _propose_undone(
    session: Session, ctx: Context, period: Period, new: Sequence[LineConclusion]
) -> tuple[dict[str, int], int]:
    """Return the entry id of each undone target by code, proposing it if it has no open entry, and how many are new."""
    entries, proposed = dict[str, int](), 0
    for each in new:
        if each.result.outcome is not ReviewOutcome.UNDONE:
            continue
        target = session.get_one(Target, each.line.row.target_id)
        entry = newest_entry(session, target)
        if entry is None or entry.state in ENDED:
            entry = propose(session, ctx, target, period, (Way.ONLINE, each.result.note, each.day or ctx.date))
            proposed += 1
        elif entry.state is EntryState.PROPOSED:
            open_confirmation(session, ctx, period, target, entry)
        entries[target.code] = id_of(entry)
    return entries, proposed


def _insert_reviews(
    session: Session, ctx: Context, period: Period, new: Sequence[LineConclusion], entries: Mapping[str, int]
) -> None:
    if not new:
        return
    rows = [each.as_row(ctx.date, entries.get(each.result.target)) for each in new]
    columns = dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
    params = {"jurisdiction": ctx.jurisdiction, "period": str(period), "day": ctx.date}
    ids = run(session, KEEP, **params, **columns).scalars().all()
    corrected = {number for number, each in zip(ids, new, strict=True) if each.line.reviewed}
    record(session, ctx, "review", [number for number in ids if number not in corrected], "reviewed")
    record(session, ctx, "review", sorted(corrected), "corrected")


def _tell_lacking(session: Session, ctx: Context, period: Period, new: Sequence[LineConclusion]) -> None:
    lacking = {
        each.line.row.target_id: (each.result.note, (each.line.row.serial or 0) + 1)
        for each in new
        if each.result.outcome is ReviewOutcome.LACKING
    }
    tell_lacking(session, ctx, period, lacking)


def _discharge_quarter(session: Session, ctx: Context, period: Period, duty: Obligation) -> str:
    """Discharge the quarter's duty on the day of its latest review; returns the end of the summary in words."""
    if duty.state is not ObligationState.OPEN:
        return "。"
    last = run(session, LAST_DAY, jurisdiction=ctx.jurisdiction, period=str(period)).scalar_one()
    late = discharge(session, ctx, duty, last)
    return f"；全部复核完毕，本季度在线复核办结{'（逾期）' if late else ''}。"


def _describe(new: Sequence[LineConclusion], counts: Mapping[str, int]) -> str:
    """Return the summary in words: counts by outcome and the proposals that follow."""
    times = Counter(each.result.outcome for each in new)
    outcomes = "、".join(f"{outcome.label}{times[outcome]}项" for outcome in ReviewOutcome if times[outcome])
    words = f"登记{len(new)}项（{outcomes}）" if new else "没有新的登记"
    words += f"，未变{counts['same']}项" if counts["same"] else ""
    words += f"；拟列入负面清单{counts['proposed']}项，待现场认定" if counts["proposed"] else ""
    revoked = [each for each in new if each.line.row.entry == EntryState.PROPOSED]
    revoked = [each for each in revoked if each.result.outcome is not ReviewOutcome.UNDONE]
    words += f"；此前据此拟列入的{len(revoked)}项仍待现场认定" if revoked else ""
    return words


def _first_codes(codes: Sequence[str]) -> str:
    listed = "、".join(codes[:SHOWN])
    return listed if len(codes) <= SHOWN else f"{listed}等"
