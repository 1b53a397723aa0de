"""What one person concludes about one line of a 在线复核, and whose turn it is (7.2, A70)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.review import LineReviewed
from models.ledger.acts import Context
from models.ledger.four_eyes import check_second, operator_of, signed_words
from models.ledger.review.assignment import check_reviewer, first_codes, is_head
from models.ledger.review.reviewable import Reviewable
from models.records import Review
from models.rules.errors import Refused
from models.rules.periods import Period
from models.rules.review import LineStanding, ReviewPart, fault_of, standing_of
from models.rules.score.leaders import Operator


@dataclass(frozen=True, slots=True)
class LineConclusion:
    """A person's conclusion about a line of a quarter, as its `part`; without a `day` it is today's."""

    line: Reviewable
    result: LineReviewed
    reviewer: str
    day: date | None
    part: ReviewPart = ReviewPart.FIRST

    @property
    def earlier(self) -> tuple[str | None, str | None, str | None]:
        """Return person, outcome and note of the newest conclusion of this part."""
        row = self.line.row
        if self.part is ReviewPart.SECOND:
            return row.second, row.second_outcome, row.second_note
        if self.part is ReviewPart.DECIDED:
            return row.decided_by, row.decided_outcome, row.decided_note
        return row.reviewer, row.outcome, row.note

    @property
    def repeats(self) -> bool:
        """Return whether the newest conclusion of this part is the same, that of the first about the same state."""
        if (self.reviewer, self.result.outcome, self.result.note) != self.earlier:
            return False
        if self.part is ReviewPart.DECIDED:
            return self.line.standing is LineStanding.SETTLED
        same_state = self.line.seen == self.line.mark and self.day in {None, self.line.row.reviewed_on}
        return self.part is ReviewPart.SECOND or same_state

    @property
    def corrects(self) -> bool:
        """Return whether the part has concluded before."""
        return self.part in self.line.versions

    @property
    def is_turned(self) -> bool:
        """Return whether one of two who differ, decided or not, says otherwise than before."""
        differed = self.line.standing is LineStanding.DIFFERENT or self.line.row.decided_by
        return bool(differed) and self.part is not ReviewPart.DECIDED and not self.repeats

    @property
    def settles(self) -> bool:
        """Return whether the line has its result with this conclusion, so that it has its consequences."""
        line, first = self.line, self.part is ReviewPart.FIRST
        versions = line.versions | {self.part: (line.row.versions + 1, self.result.outcome)}
        asks = line.asks(self.result.outcome if first else line.row.outcome)
        return standing_of(versions, asks=asks) is LineStanding.SETTLED

    def as_review(self, ctx: Context, period: Period, entry: int | None) -> Review:
        """Return the row to insert, with the state that was reviewed."""
        row, result, hand = self.line.row, self.result, operator_of(ctx)
        return Review(
            jurisdiction_id=ctx.jurisdiction,
            period=str(period),
            target_id=row.target_id,
            serial=row.versions + 1,
            part=self.part,
            settles=self.settles,
            reviewer=self.reviewer,
            entered_by=hand.name,
            account=hand.account,
            signed_paper=signed_words(ctx),
            outcome=result.outcome,
            report_version=row.version if self.line.reported else 0,
            progress=row.progress,
            status=row.status or "",
            evidence=row.evidence,
            note=result.note,
            reviewed_on=self.day or ctx.date,
            recorded_on=ctx.date,
            entry_id=entry,
        )


def others_of(known: Mapping[str, Reviewable], named: Iterable[str], person: str) -> list[str]:
    """Return the targets about which it is not this person's turn to conclude, each with who has, or has to before."""
    lines = (known[code] for code in sorted({*named} & known.keys()))
    return [f"{line.row.code}（{_turn_of(line.row)}）" for line in lines if line.part_of(person) is None]


def _turn_of(row: Any) -> str:  # noqa: ANN401 - a result row
    if not row.serial:
        return f"分派给{row.assigned}，尚未复核" if row.assigned else "尚未分派"
    return f"{row.reviewer}、{row.second}已复核" + (f"，{row.decided_by}已裁定" if row.decided_by else "")


def conclude(
    session: Session, ctx: Context, person: str, lines: Iterable[tuple[Reviewable, LineReviewed, date | None]]
) -> list[LineConclusion]:
    """Return conclusions of a person with their parts.

    Raises Refused for a person who is not on the agency's roster or tied to a department, for a decision without a
    reason, and if one of two who differ says otherwise than before. Only the agency's head decides without standing on
    the roster.
    """
    made = [LineConclusion(*x[:2], person, x[2], x[0].part_of(person) or ReviewPart.FIRST) for x in lines]
    decided = [each for each in made if each.part is ReviewPart.DECIDED]
    if bare := [each.result.target for each in decided if not each.result.note]:
        raise Refused(f"目标{first_codes(bare)}意见不一致，裁定须写明理由（复核说明）。")
    if turned := [each.result.target for each in made if each.is_turned]:
        raise Refused(f"目标{first_codes(turned)}两人意见不一致，{person}的意见不再更改：由第三人或主要负责人裁定。")
    by_head = decided and is_head(session, ctx, person)
    check_reviewer(session, ctx, person, [each.line.row for each in made if not (by_head and each in decided)])
    return made


def check_apart(session: Session, ctx: Context, period: Period, new: Iterable[LineConclusion]) -> str:
    """7.2, A70: return a remark for each hand that typed the conclusions of other people about the same lines.

    Raises Refused where another account is asked for and the person signed no paper (A56).
    """
    lines = defaultdict[Operator, list[str]](list)
    for each in new:
        for maker in dict.fromkeys(each.line.hands_of_others(each.part)):
            lines[maker].append(each.result.target)
    what = f"{period.label}在线复核中另一人对目标{{}}的意见"
    remarks = (
        check_second(session, ctx, each, what.format(first_codes(lines[each])), ("录入", "确认"), signed_words(ctx))
        for each in lines
    )
    return "".join(remarks)


def find_fault(line: Reviewable, data: LineReviewed) -> tuple[str, str] | None:
    """Return field and complaint of an invalid conclusion; None if it is valid."""
    if data.mark and data.mark != line.mark:
        return "mark", "填报或印证材料在导出后有变化，请重新导出，复核后再登记"
    if fault := fault_of(data.outcome, data.note, reported=line.reported):
        return "note" if line.reported else "outcome", fault
    return None
