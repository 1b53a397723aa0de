"""进度状态: the colour of what was last reported of targets and leaves, as lists, sheets and ledgers show it (A22)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Self

from sqlmodel import Session

from models.ledger.target.leaves import (
    Reports,
    Tree,
    leaf_pace,
    reports_of_year,
    requirement_in,
    trees_of_year,
    yellow_from,
)
from models.rules.cloud import elapsed, time_of
from models.rules.kinds import ManagementMode
from models.rules.target.amount import Amount, Direction, asked_in
from models.rules.target.indicator import deadline_of
from models.rules.target.progress import PaceColour, measure, pace_colour

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Paces:
    """What the paces of a year's targets on a day are reckoned by: trees, reports of leaves, share of yellow."""

    day: date
    yellow: Fraction
    trees: Mapping[str, Tree]
    reports: Reports

    @classmethod
    def of_year(cls, session: Session, year: int, day: date, *, with_trees: bool = True) -> Self:
        """Return the paces of a year on a day; trees are only asked for if a target that is shown has one."""
        trees = trees_of_year(session, year) if with_trees else {}
        return cls(day, yellow_from(session, day), trees, reports_of_year(session, year, day, trees))

    def of(self, row: Line) -> PaceColour | None:
        """Return the colour of a target's last report, by leaf if its leaves were reported.

        None if the report is withheld (4.7): it has a month or a day, but no progress.
        """
        if row["reported_for"] and row["progress"] is None:
            return None
        tree = self.trees.get(row["code"], ())
        if any((row["code"], leaf.code) in self.reports for leaf in tree):
            return leaf_pace(row, tree, self.reports, self.day, self.yellow)
        until = deadline_of(requirement_in(row), tree)
        return pace_of_line({**row, "deadline": until}, self.day, self.yellow)

    def of_leaf(self, row: Line, leaf: Line) -> PaceColour | None:
        """Return the colour of a leaf of a target, by its own report; None if it is withheld (4.7)."""
        if leaf["deadline"] is None:
            return None
        return pace_of_line({**row, **leaf}, self.day, self.yellow)


def pace_of_line(line: Line, day: date, yellow: Fraction) -> PaceColour:
    """A22: return the colour of a line of a target or leaf: what it asks, and what was last reported of it.

    A leaf has its own direction; the words of a target say it.
    """
    management = ManagementMode(line["management"]) if line["management"] else None
    share = elapsed(day, *time_of(line["year"], line["issued_on"], line["deadline"], management))
    return pace_colour(measure(amount_of(line), line["done"], line["progress"]), share, yellow)


def paces_of_lines(session: Session, lists: Sequence[Sequence[Any]], day: date) -> list[list[str]]:
    """Return, in words, the colours of the lines of several sheets on a day; the setting is asked once."""
    if not lists:
        return []
    yellow = yellow_from(session, day)
    return [[pace_of_line(line._asdict(), day, yellow).label for line in lines] for lines in lists]


def amount_of(row: Line) -> Amount | None:
    """Return the amount that a row of a target or leaf asks; None without a quantity."""
    quantity, unit = row["quantity"], row["unit"] or ""
    if quantity is None:
        return None
    direction = row.get("direction")
    if direction:
        return Amount(quantity, unit, Direction(direction))
    return asked_in(row["requirement"] or "", quantity, unit)
