"""Import of a reviewer's work list from a sheet: all rows or none (7.2)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlmodel import Session

from models.intake.complaints import Checked, Complaint, Located
from models.intake.review import DAY, MARK, NOTE, OUTCOME, PERIOD, REVIEWER, TARGET, LineReviewed, ReviewRow
from models.intake.values import folded
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.doers import check_doer
from models.ledger.review.assignment import find_review_duty
from models.ledger.review.conclusions import save_reviews
from models.ledger.review.line_conclusion import LineConclusion, conclude, find_fault
from models.ledger.review.lines import lines_of, without_secrets
from models.ledger.review.reviewable import Reviewable
from models.ledger.sheets import refuse_if
from models.rules.errors import FieldRefused, Refused
from models.rules.periods import Period
from models.rules.review import ReviewPart, fault_of_day
from models.rules.sheet_check import unmarked_words

FIRST = ReviewPart.FIRST
Unmarked = tuple[Located[ReviewRow], LineConclusion]
COLUMN = {"mark": MARK, "note": NOTE, "outcome": OUTCOME}


@act("import_reviews", "导入在线复核", clause="3-7.2", roles={Role.AGENCY}, second_hand=True)
def import_reviews(session: Session, data: Checked[ReviewRow], ctx: Context) -> Summary:
    """7.2: import a work list with exactly its exported rows; a row without a conclusion stays unreviewed.

    That of a second has only lines of others, as many as he likes.

    Raises Refused with all complaints if a row is invalid, added or removed, or if no conclusion is given, and once
    for what a row without its mark concludes.
    """
    if not data.rows:
        refuse_if(data.complaints)
    first = data.rows[0].row
    quarter = find_review_duty(session, ctx, first.period)
    lines = lines_of(session, ctx.jurisdiction, quarter[0])
    seconds, assigned = _lines_for(first.reviewer, lines, {located.row.target for located in data.rows})
    complaints = [
        *data.complaints,
        *_foreign_rows(data.rows, first),
        *_rows_of_others(data.rows, ctx),
        *_added_rows(data.rows, assigned, first),
        *_removed_rows(data, {} if seconds else assigned),
    ]
    rows_found = [located for located in data.rows if located.row.target in assigned]
    faults = (_row_fault(assigned[each.row.target], each, quarter[0], ctx) for each in rows_found)
    unmarked = list(_unmarked_rows(rows_found, assigned))
    asked = _questions(session, unmarked, taken=data.match_rows)
    refuse_if([*complaints, *filter(None, faults), *asked])
    filled = _filled(rows_found, assigned)
    if not filled:
        raise Refused(f"未导入：“{data.file}”没有填写复核结果。")
    summary = save_reviews(session, ctx, quarter, conclude(session, ctx, first.reviewer, filled))
    taken = f"没有{MARK}的行按目标编号认定{len(unmarked)}项。" if unmarked else ""
    return Summary(f"{summary.words}{taken}", {"rows": len(data.rows), **summary.counts})


def _lines_for(person: str, lines: Sequence[Reviewable], listed: Collection[str]) -> tuple[bool, dict[str, Reviewable]]:
    """Return whether a list is a second's, and the lines that it may hold: those of others, else all of his own."""
    own = {line.row.code: line for line in lines if line.is_of(person)}
    others = {line.row.code: line for line in lines if line.part_of(person) not in {None, FIRST}}
    seconds = own.keys().isdisjoint(listed) and bool(others)
    return seconds, others if seconds else own


def _filled(
    rows: Sequence[Located[ReviewRow]], assigned: Mapping[str, Reviewable]
) -> list[tuple[Reviewable, LineReviewed, date | None]]:
    return [
        (assigned[each.row.target], concluded, each.row.reviewed_on)
        for each in rows
        if (concluded := _read_conclusion(each.row))
    ]


def _foreign_rows(rows: Sequence[Located[ReviewRow]], first: ReviewRow) -> Iterator[Complaint]:
    """Complain about rows of another quarter or reviewer than the first row."""
    for located in rows:
        if located.row.period != first.period:
            yield located.complain(PERIOD, f"“{located.row.period}”与本表的{first.period}不同，一张复核表只含一个季度")
        if located.row.reviewer != first.reviewer:
            message = f"“{located.row.reviewer}”与本表的“{first.reviewer}”不同，一张复核表只含一名复核人"
            yield located.complain(REVIEWER, message)


def _rows_of_others(rows: Sequence[Located[ReviewRow]], ctx: Context) -> Iterator[Complaint]:
    """Complain about what a person at the page concludes for another reviewer."""
    for located in rows:
        try:
            check_doer(ctx, located.row)
        except FieldRefused as refused:
            yield located.complain(REVIEWER, f"：{refused.message.rstrip('。')}")


def _added_rows(
    rows: Sequence[Located[ReviewRow]], assigned: dict[str, Reviewable], first: ReviewRow
) -> Iterator[Complaint]:
    for located in rows:
        row = located.row
        if (row.period, row.reviewer) == (first.period, first.reviewer) and row.target not in assigned:
            yield located.complain(TARGET, f"“{row.target}”不在分派给“{first.reviewer}”的目标中，请勿增加行")


def _removed_rows(data: Checked[ReviewRow], assigned: dict[str, Reviewable]) -> Iterator[Complaint]:
    present = {located.row.target for located in data.rows} | {folded(row.cells[TARGET]) for row in data.unsound}
    if missing := [code for code in assigned if code not in present]:
        message = f"缺少分派的{len(missing)}项目标：{'、'.join(missing)}；请勿删除行，未复核的留空"
        yield data.rows[0].complain("", message)


def _row_fault(line: Reviewable, located: Located[ReviewRow], period: Period, ctx: Context) -> Complaint | None:
    concluded = _read_conclusion(located.row)
    if concluded is None:
        return located.complain(OUTCOME, "为空，但填了复核说明") if located.row.note else None
    if day_fault := fault_of_day(located.row.reviewed_on, period, ctx.date):
        return located.complain(DAY, day_fault)
    fault = find_fault(line, concluded)
    return fault and located.complain(COLUMN[fault[0]], f"：{fault[1]}")


def _unmarked_rows(rows: Sequence[Located[ReviewRow]], assigned: Mapping[str, Reviewable]) -> Iterator[Unmarked]:
    """Yield each new conclusion without a mark: nothing tells whether the declaration is the one that he saw."""
    for located in (each for each in rows if not each.row.mark):
        line, row = assigned[located.row.target], located.row
        concluded, part = _read_conclusion(row), line.part_of(row.reviewer) or FIRST
        if concluded and not (made := LineConclusion(line, concluded, row.reviewer, row.reviewed_on, part)).repeats:
            yield located, made


def _questions(session: Session, rows: Sequence[Unmarked], *, taken: bool) -> Iterator[Complaint]:
    """Ask about each conclusion without a mark, with the declaration as it stands, unless all are `taken`.

    After an earlier conclusion only a mark tells which declaration this one is about.
    """
    for located, made in rows:
        if made.corrects or made.line.changed_since:
            yield located.complain(MARK, "是空的，该目标已有复核结论，更改或对新的填报再作结论，请用重新导出的复核表")
        elif not taken:
            [shown] = without_secrets(session, [made.line])
            said = (OUTCOME, made.result.outcome.label), (NOTE, made.result.note), (DAY, made.day)
            changes = [(title, "", value) for title, value in said if value]
            yield located.complain(MARK, unmarked_words(f"{shown.row.name}（现申报{shown.declared}）", changes))


def _read_conclusion(row: ReviewRow) -> LineReviewed | None:
    """Return the conclusion of a row; None if it has none."""
    if row.outcome is None:
        return None
    return LineReviewed(target=row.target, outcome=row.outcome, note=row.note, mark=row.mark)
