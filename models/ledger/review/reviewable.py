"""One line of a quarter's 在线复核: what was declared, what was concluded, and what it waits for (7.2)."""

from dataclasses import dataclass
from typing import Any

from models.ledger.report.reported import progress_of
from models.rules.kinds import LineStatus
from models.rules.personal_names import one_spelling
from models.rules.points import in_words
from models.rules.review import LineStanding, ReviewOutcome, ReviewPart, Version, mark_of, standing_of
from models.rules.score.leaders import Operator
from models.rules.secrecy import WITHHELD

PARTS = tuple(ReviewPart)  # an enumeration is slow to go through, and a quarter has a line for each target
OTHERS = ("second", "second_outcome", "second_note", "decided_by", "decided_outcome", "decided_note", "single")


@dataclass(frozen=True, slots=True)
class Reviewable:
    """One target of a quarter with its department's declaration and the newest conclusion.

    `leaves` is what was declared of its leaves, in words; `pace` the colour of the declaration, for a list or a sheet
    (A22). If it is `secret` (4.7), the declaration is withheld; the 核对码 is still that of the real declaration,
    because the reviewer returns it. The first's conclusion stands in `row` by its own names. With `all_seconds` each
    line needs a second (setting `review_second`).
    """

    row: Any
    secret: bool = False
    leaves: str = ""
    pace: str = ""
    all_seconds: bool = False

    def is_of(self, reviewer: str) -> bool:
        """Return whether it is assigned to this reviewer, in any spelling of the name."""
        return bool(self.row.assigned == one_spelling(reviewer))

    @property
    def reported(self) -> bool:
        """Return whether its department declared anything."""
        return self.row.progress is not None

    @property
    def reviewed(self) -> bool:
        """Return whether it has a review."""
        return self.row.serial is not None

    def asks(self, outcome: str) -> bool | None:
        """Return whether a first's conclusion with this outcome needs a second; None while that is not drawn.

        What he did not always find true needs one.
        """
        row = self.row
        if row.single:
            return False
        if self.all_seconds or row.drawn or row.doubted or outcome != ReviewOutcome.CONFIRMED:
            return True
        return False if row.draw else None

    @property
    def versions(self) -> dict[ReviewPart, Version]:
        """Return the newest conclusion of each part."""
        row = self.row
        named = zip(
            PARTS,
            (row.serial, row.second_serial, row.decided_serial),
            (row.outcome, row.second_outcome, row.decided_outcome),
            strict=True,
        )
        return {part: (serial, ReviewOutcome(outcome)) for part, serial, outcome in named if serial}

    def hands_of_others(self, part: ReviewPart) -> list[Operator]:
        """Return who typed the newest conclusions of the other parts."""
        row = self.row
        hands = zip(
            PARTS,
            (row.entered_by, row.second_hand, row.decided_hand),
            (row.account, row.second_account, row.decided_account),
            strict=True,
        )
        return [Operator(name, account) for other, name, account in hands if name and other is not part]

    @property
    def standing(self) -> LineStanding:
        """Return what the line waits for."""
        return standing_of(self.versions, asks=self.asks(self.row.outcome))

    @property
    def result(self) -> str | None:
        """Return the outcome by the decision if there is one, else by the first; None before the first review."""
        settled = self.versions and max(self.versions.values())
        by_decision = settled and settled == self.versions.get(ReviewPart.DECIDED)
        return str(self.row.decided_outcome if by_decision else self.row.outcome) if settled else None

    def part_of(self, person: str) -> ReviewPart | None:
        """Return as what a person may conclude about the line; None if others have, or have to before."""
        row, name = self.row, one_spelling(person)
        if self.is_of(name):
            return ReviewPart.FIRST
        if not self.reviewed:
            return None
        if row.second in {None, name}:
            return ReviewPart.SECOND
        decides = self.standing is LineStanding.DIFFERENT or row.decided_by == name
        return ReviewPart.DECIDED if decides else None

    def waits_for(self, person: str) -> bool:
        """Return whether it waits for a person who is not its first: to confirm, or to decide between two."""
        part = {LineStanding.UNCONFIRMED: ReviewPart.SECOND, LineStanding.DIFFERENT: ReviewPart.DECIDED}.get(
            self.standing
        )
        return part is not None and part is self.part_of(person)

    @property
    def mark(self) -> str:
        """Return the 核对码 of the current declaration."""
        row = self.row
        return mark_of(row.version if self.reported else 0, row.progress, row.status, row.evidence)

    @property
    def seen(self) -> str:
        """Return the 核对码 of the declaration that the newest review saw; empty before the first review."""
        row = self.row
        if not self.reviewed:
            return ""
        return mark_of(row.report_version, row.seen_progress, row.seen_status, row.seen_evidence)

    @property
    def changed_since(self) -> bool:
        """Return whether the declaration has changed since the newest review."""
        return self.reviewed and self.seen != self.mark

    @property
    def declared(self) -> str:
        """Return the declaration in words: 进行中 60%, or 未报."""
        if not self.reported:
            return "未报"
        if self.secret:
            return WITHHELD
        status = f"{LineStatus(self.row.status).label} " if self.row.status else ""
        return f"{status}{self.row.progress.normalize():f}%{self._done}{self.leaves and f'：{self.leaves}'}"

    @property
    def by_place(self) -> str:
        """Return in words how many files of its evidence no cell named; empty without any."""
        return f"（按位置认定{self.row.placed}份）" if self.row.placed else ""

    @property
    def _done(self) -> str:
        """Return the quantity that was done, and whether the percentage differs from it (1-2.9)."""
        row = self.row
        if row.done is None:
            return ""
        mark = progress_of(row, row.done, row.progress).mark
        return f"，完成{in_words(row.done)}{row.unit or ''}{f'（{mark}）' if mark else ''}"

    def as_json(self) -> dict[str, Any]:
        """Return the fields of `reviews --json`."""
        row = self.row
        declared = {
            name: getattr(row, name) for name in ("department", "requirement", "remark", "evidence", "assigned")
        }
        concluded = {name: getattr(row, name) for name in ("reviewer", "outcome", "note", "reviewed_on", *OTHERS)}
        return {
            "target": row.code,
            "name": row.name,
            **declared,
            "placed": row.placed or 0,
            "declared": self.declared,
            "pace": self.pace or None,
            "progress": None if self.secret else row.progress,
            "status": None if self.secret else row.status,
            "quantity": None if self.secret else row.done,
            "mark": self.mark,
            "last_reviewed": row.last_reviewed,
            **concluded,
            "standing": self.standing,
            "result": self.result,
            "changed_since": self.changed_since,
            "entry": row.entry,
            "inspection": row.inspection,
        }
