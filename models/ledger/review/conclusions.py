"""在线复核: record conclusions, propose undone targets, close the quarter, tell what is lacking (7.2, 4.3 a)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sqlmodel import Session, col, select

from models.intake.review import OnlineReviewClosed, OnlineReviewed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import discharge
from models.ledger.lookup import newest_entry, project_key
from models.ledger.negative_list.confirmation import open_confirmation
from models.ledger.negative_list.proposals import propose
from models.ledger.notices import tell_results
from models.ledger.review.assignment import find_review_duty, first_codes
from models.ledger.review.line_conclusion import LineConclusion, check_apart, conclude, find_fault, others_of
from models.ledger.review.lines import lines_of
from models.ledger.review.reviewable import Reviewable
from models.ledger.transitions import record_rows
from models.records import Obligation, Target, id_of
from models.rules.appeal import TITLES, Notified, SubjectKind
from models.rules.errors import Refused
from models.rules.inspection import Way
from models.rules.periods import Period
from models.rules.review import LineStanding, ReviewOutcome, fault_of_day
from models.rules.states import EntryState, ObligationState
from models.rules.states.negative_list import ENDED
from models.statements import run

LAST_DAY = "SELECT max(reviewed_on) FROM review WHERE jurisdiction_id = :jurisdiction AND period = :period"


@act("record_online_review", "登记在线复核", clause="3-7.2", roles={Role.AGENCY}, second_hand=True)
def record_online_review(session: Session, data: OnlineReviewed, ctx: Context) -> Summary:
    """7.2: record conclusions; what two people find undone is proposed for the list and is to be checked on site.

    Each correction inserts a new review. The last settled line discharges the quarter's duty; the day of the latest
    review decides whether it is late (A27). Where two differ a third person or the head decides (A70). Raises Refused
    with all faults at once, and for a person who is tied or not on the roster.
    """
    period, duty = find_review_duty(session, ctx, data.period)
    lines = lines_of(session, ctx.jurisdiction, period)
    by_code = {line.row.code: line for line in lines}
    if fault := fault_of_day(data.reviewed_on, period, ctx.date):
        raise Refused(f"复核日期{fault}。")
    if faults := "".join(_review_faults(by_code, data, period)):
        raise Refused(faults)
    conclusions = conclude(session, ctx, data.reviewer, ((by_code[x.target], x, data.reviewed_on) for x in data.lines))
    return save_reviews(session, ctx, (period, duty), conclusions)


@act("close_online_review", "办结在线复核", clause="3-7.2", roles={Role.AGENCY})
def close_online_review(session: Session, data: OnlineReviewClosed, ctx: Context) -> Summary:
    """7.2: close the review of a quarter; raises Refused if lines are unreviewed and no reason is given.

    What one person found undone or lacking, or where two differ, is settled first (A70).
    """
    period, duty = find_review_duty(session, ctx, data.period)
    if duty.state is ObligationState.DISCHARGED:
        return Summary(f"{period.label}在线复核此前已办结，未作改动。", {"closed": 0})
    left = [x for x in lines_of(session, ctx.jurisdiction, period) if x.standing is not LineStanding.SETTLED]
    _check_none_found(period, left)
    unreviewed = [line.row.code for line in left]
    why = data.reason.strip()
    if unreviewed and not why:
        raise Refused(
            f"{period.label}在线复核还有{len(unreviewed)}项没有复核或没有定：{first_codes(unreviewed)}。确不复核的，请写明原因（reason）。"
        )
    late = discharge(session, ctx, duty, ctx.date, more={"reason": why, "left": unreviewed} if unreviewed else None)
    words = f"{period.label}在线复核已办结{'（逾期）' if late else ''}"
    words += f"，{len(unreviewed)}项未复核：{first_codes(unreviewed)}。" if unreviewed else "。"
    return Summary(words, {"closed": 1, "left": len(unreviewed), "late": int(late)})


def save_reviews(
    session: Session,
    ctx: Context,
    quarter: tuple[Period, Obligation],
    conclusions: Sequence[LineConclusion],
) -> Summary:
    """Carry out the new ones of validated conclusions, end the quarter at its last line.

    Raises Refused where one account typed what two people concluded, and another one is asked for (A56).
    """
    period, duty = quarter
    new = [each for each in conclusions if not each.repeats]
    remark = check_apart(session, ctx, period, new)
    proposed = carry_out(session, ctx, period, new)
    unreviewed, end = end_quarter(session, ctx, period, duty)
    corrected = sum(each.corrects for each in new)
    counts = {"new": len(new) - corrected, "changed": corrected, "same": len(conclusions) - len(new)}
    counts |= {"proposed": proposed, "left": unreviewed}
    return Summary(f"{period.label}在线复核：{_describe(new, counts)}{end}{remark}", counts)


def carry_out(session: Session, ctx: Context, period: Period, new: Sequence[LineConclusion]) -> int:
    """Insert conclusions, propose what is undone by those that settle a line; returns how many entries are new."""
    settled = [each for each in new if each.settles]
    entries, proposed = _propose_undone(session, ctx, period, settled)
    _insert_reviews(session, ctx, period, new, entries)
    _tell_lacking(session, ctx, period, settled)
    return proposed


def _check_none_found(period: Period, left: Sequence[Reviewable]) -> None:
    closable = {None, ReviewOutcome.CONFIRMED}
    found = (x for x in left if x.standing is LineStanding.DIFFERENT or x.row.outcome not in closable)
    if codes := [line.row.code for line in found]:
        raise Refused(
            f"{period.label}在线复核还有{len(codes)}项查出问题而没有定，不能办结：{first_codes(codes)}。须由第二人确认，"
            "意见不一致的由第三人或主要负责人裁定（record_online_review）；没有第二人的，先决定一人复核（allow_single_review）。"
        )


def _review_faults(known: Mapping[str, Reviewable], data: OnlineReviewed, period: Period) -> Iterator[str]:
    times = Counter(line.target for line in data.lines)
    if unknown_codes := sorted(code for code in times if code not in known):
        yield f"目标{'、'.join(unknown_codes)}不在{period.label}应复核的目标中。"
    if repeated := sorted(code for code in times if times[code] > 1):
        yield f"目标{'、'.join(repeated)}重复，请只保留一项。"
    if others := others_of(known, times, data.reviewer):
        yield f"目标{first_codes(others)}不能由{data.reviewer}复核。更换复核人：exchange_reviewer。"
    for line in data.lines:
        if line.target in known and (fault := find_fault(known[line.target], line)):
            yield f"目标{line.target}：{fault[1]}。"


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
    for corrects, event in ((False, "reviewed"), (True, "corrected")):
        rows = [
            each.as_review(ctx, period, entries.get(each.result.target) if each.settles else None)
            for each in new
            if each.corrects == corrects
        ]
        record_rows(session, ctx, rows, event)


def _tell_lacking(session: Session, ctx: Context, period: Period, new: Sequence[LineConclusion]) -> None:
    lacking = {
        each.line.row.target_id: (each.result.note, each.line.row.versions + 1)
        for each in new
        if each.result.outcome is ReviewOutcome.LACKING
    }
    tell_lacking(session, ctx, period, lacking)


def end_quarter(session: Session, ctx: Context, period: Period, duty: Obligation) -> tuple[int, str]:
    """Discharge the quarter's duty once all lines are settled; return how many are not, and the end of the summary."""
    times = Counter(line.standing for line in lines_of(session, ctx.jurisdiction, period))
    left = [f"{times[each]}项{each.label}" for each in LineStanding if times[each] and each is not LineStanding.SETTLED]
    end = f"；还有{'、'.join(left)}。" if left else _discharge_quarter(session, ctx, period, duty)
    return times.total() - times[LineStanding.SETTLED], end


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


def tell_lacking(session: Session, ctx: Context, period: Period, lacking: Mapping[int, tuple[str, int]]) -> None:
    """7.2, 4.3 a: tell the lead of each target what its material lacks; it may complete it or contest the result.

    `lacking` gives the note and the serial of the review, by the id of the target.
    """
    kind, results, ids = SubjectKind.LACKING, list[Notified](), list(lacking)
    targets = {each.id: each for each in session.exec(select(Target).where(col(Target.id).in_(ids)))}
    for number, (note, serial) in lacking.items():
        target, place = targets[number], project_key(targets[number])
        title = TITLES[kind].format(period.label, target.name)
        results.append(Notified(kind, f"{period}/{place}", title, note, serial, place, target.name))
    tell_results(session, ctx, results, targets=ids)
