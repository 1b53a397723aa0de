"""A reviewer's work list comes back as a sheet: taken over as a whole, or not at all (7.2)."""

from collections.abc import Iterator, Sequence

from sqlmodel import Session

from models.intake.complaints import Checked, Complaint, Located
from models.intake.review import DAY, MARK, NOTE, OUTCOME, PERIOD, REVIEWER, TARGET, LineReviewed, ReviewRow
from models.intake.values import folded
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.review.assignment import review_owed
from models.ledger.review.conclusions import Concluded, fault_in, keep_reviews
from models.ledger.review.lines import Reviewable, lines_of
from models.ledger.sheets import refuse_if
from models.rules.errors import Refused
from models.rules.periods import Period
from models.rules.review import fault_of_day

COLUMN = {"mark": MARK, "note": NOTE, "outcome": OUTCOME}


@act("import_reviews", "导入在线复核", clause="3-7.2", roles={Role.AGENCY})
def import_reviews(session: Session, data: Checked[ReviewRow], ctx: Context) -> Summary:
    """7.2: a work list comes back with the rows with which it went out; a row without a conclusion is left open."""
    if not data.rows:
        refuse_if(data.complaints)
    first = data.rows[0].row
    quarter = review_owed(session, ctx, first.period)
    lines = lines_of(session, ctx.jurisdiction, quarter[0])
    mine = {line.row.code: line for line in lines if line.row.assigned == first.reviewer}
    wrong = [*data.complaints, *_foreign(data.rows, first), *_added(data.rows, mine, first), *_removed(data, mine)]
    known = [located for located in data.rows if located.row.target in mine]
    refuse_if([*wrong, *(fault for each in known if (fault := _fault(mine[each.row.target], each, quarter[0], ctx)))])
    given = [
        Concluded(mine[each.row.target], concluded, first.reviewer, each.row.reviewed_on)
        for each in known
        if (concluded := _said(each.row))
    ]
    if not given:
        raise Refused(f"未导入：“{data.file}”没有填写复核结果。")
    done = keep_reviews(session, ctx, quarter, lines, given)
    return Summary(done.words, {"rows": len(data.rows), **done.counts})


def _foreign(rows: Sequence[Located[ReviewRow]], first: ReviewRow) -> Iterator[Complaint]:
    """Rows of another quarter, or of another reviewer, than the first."""
    for located in rows:
        if located.row.period != first.period:
            yield located.complain(PERIOD, f"“{located.row.period}”与本表的{first.period}不同，一张复核表只含一个季度")
        if located.row.reviewer != first.reviewer:
            said = f"“{located.row.reviewer}”与本表的“{first.reviewer}”不同，一张复核表只含一名复核人"
            yield located.complain(REVIEWER, said)


def _added(rows: Sequence[Located[ReviewRow]], mine: dict[str, Reviewable], first: ReviewRow) -> Iterator[Complaint]:
    for located in rows:
        row = located.row
        if (row.period, row.reviewer) == (first.period, first.reviewer) and row.target not in mine:
            yield located.complain(TARGET, f"“{row.target}”不在分派给“{first.reviewer}”的目标中，请勿增加行")


def _removed(data: Checked[ReviewRow], mine: dict[str, Reviewable]) -> Iterator[Complaint]:
    there = {located.row.target for located in data.rows} | {folded(row.cells[TARGET]) for row in data.unsound}
    if lacking := [code for code in mine if code not in there]:
        says = f"缺少分派的{len(lacking)}项目标：{'、'.join(lacking)}；请勿删除行，未复核的留空"
        yield data.rows[0].complain("", says)


def _fault(line: Reviewable, located: Located[ReviewRow], period: Period, ctx: Context) -> Complaint | None:
    concluded = _said(located.row)
    if concluded is None:
        return located.complain(OUTCOME, "为空，但填了复核说明") if located.row.note else None
    if wrong := fault_of_day(located.row.reviewed_on, period, ctx.date):
        return located.complain(DAY, wrong)
    fault = fault_in(line, concluded)
    return fault and located.complain(COLUMN[fault[0]], f"：{fault[1]}")


def _said(row: ReviewRow) -> LineReviewed | None:
    """What a row concludes, if it does."""
    if row.outcome is None:
        return None
    return LineReviewed(target=row.target, outcome=row.outcome, note=row.note, mark=row.mark)
