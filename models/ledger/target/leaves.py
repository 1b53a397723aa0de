"""The leaves of targets: what each asks and by when, and the colour of what was last reported (1-2.9, A22)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Self

from sqlmodel import Session

from models.ledger.evidence.exhibits import exhibits_of
from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import LATEST_REPORT
from models.ledger.policies import value_on
from models.ledger.target.indicators import NODE
from models.rules.cloud import elapsed, time_of
from models.rules.kinds import ManagementMode
from models.rules.policy import PACE_YELLOW
from models.rules.target.amount import Amount, Direction, asked_in
from models.rules.target.indicator import Indicator, Leaf, Requirement, deadline_of, faults, leaves
from models.rules.target.progress import YELLOW_FROM, PaceColour, measure, pace_colour, worst
from models.statements import run

_NODE = ", ".join(f"i.{name}" for name in NODE)
OF_YEAR = f"""
SELECT * FROM (SELECT DISTINCT ON (t.id, i.code) t.code AS target, i.position, {_NODE}
    FROM target t JOIN indicator i ON i.target_id = t.id
    WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year
    ORDER BY t.id, i.code, i.version DESC, i.correction DESC) q
ORDER BY target, position
"""  # noqa: S608 - constants only
OF_TARGET = f"""
SELECT i.id, i.version, i.correction, m.event, m.detail ->> 'reason' AS reason, {_NODE}
FROM indicator i JOIN target t ON t.id = i.target_id JOIN transition m ON m.record = 'indicator' AND m.record_id = i.id
WHERE i.target_id = :target ORDER BY i.position, i.version, i.correction
"""  # noqa: S608 - constants only
# What was last reported of each leaf by a day.
REPORTED = f"""
SELECT DISTINCT ON (f.target_id, f.indicator) t.code AS target, f.indicator, f.progress, f.status, f.quantity AS done
FROM report_leaf f JOIN target t ON t.id = f.target_id
    JOIN obligation o ON o.id = f.obligation_id
    JOIN report r ON r.obligation_id = f.obligation_id AND r.version = f.version
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND f.version > 0 AND r.received_on <= :day
ORDER BY f.target_id, f.indicator, {LATEST_REPORT}
"""  # noqa: S608 - constants only
Tree = Sequence[Indicator]
Reports = Mapping[tuple[str, str], Mapping[str, Any]]
UNREPORTED: Mapping[str, Any] = {"progress": None, "status": None, "done": None}


def trees_of_year(session: Session, year: int) -> dict[str, list[Indicator]]:
    """Return the trees in force of the targets of a year that have one, by the code of the target."""
    trees: dict[str, list[Indicator]] = defaultdict(list)
    for row in run(session, OF_YEAR, jurisdiction=home(session), year=year).mappings():
        trees[row["target"]].append(_indicator(dict(row)))
    return trees


def reports_of_year(
    session: Session, year: int, day: date, trees: Mapping[str, Tree]
) -> dict[tuple[str, str], dict[str, Any]]:
    """Return what was last reported of each leaf by a day, by the codes of target and leaf.

    `trees` are those of the year.
    """
    asked = {"jurisdiction": home(session), "year": year, "day": day}
    rows = run(session, REPORTED, **asked).mappings() if trees else ()
    return {(row["target"], row["indicator"]): {name: row[name] for name in UNREPORTED} for row in rows}


def leaf_rows(row: Mapping[str, Any], tree: Tree, reports: Reports | None = None) -> list[dict[str, Any]]:
    """Return what the leaves of a target ask, which a row of a list describes; a target without a tree is its own.

    With `reports` also what was last reported of each.
    """
    words = {each.code: each.words for each in tree}
    found = [
        {"code": leaf.code, "words": words.get(leaf.code, ""), **_asked(leaf)}
        for leaf in leaves(requirement_in(row), tree)
    ]
    if reports is None or not tree:
        return found
    return [each | dict(reports.get((row["code"], each["code"]), UNREPORTED)) for each in found]


def yellow_from(session: Session, day: date) -> Fraction:
    """A22: return the share from which a target is yellow on a day, as the agency set it or by default."""
    share = value_on(session, home(session), PACE_YELLOW, day)
    return YELLOW_FROM if share is None else Fraction(share)


def leaf_pace(row: Mapping[str, Any], tree: Tree, reports: Reports, day: date, yellow: Fraction) -> PaceColour:
    """A22: return the colour of a target with a tree on a day: the worst of its leaves."""
    management = ManagementMode(row["management"]) if row["management"] else None
    colours = []
    for leaf in leaves(requirement_in(row), tree):
        last = reports.get((row["code"], leaf.code), UNREPORTED)
        share = elapsed(day, *time_of(row["year"], row["issued_on"], leaf.deadline, management))
        colours.append(pace_colour(measure(leaf.amount, last["done"], last["progress"]), share, yellow))
    return worst(colours)


def tree_faults(row: Mapping[str, Any], tree: Tree) -> list[str]:
    """Return the faults of a target's tree in words, each with the code of its indicator."""
    return [f"指标{each.code}{each.column}{each.words}" for each in faults(requirement_in(row), tree)]


def indicator_history(session: Session, target: int) -> list[dict[str, Any]]:
    """Return every version of each indicator of a target, in their order; a correction has its reason and files."""
    rows = [dict(row) for row in run(session, OF_TARGET, target=target).mappings()]
    return [row | {"evidence": _pages(session, row.pop("id"), row["correction"])} for row in rows]


def _pages(session: Session, number: int, correction: int) -> list[dict[str, Any]]:
    return exhibits_of(session, "indicator", number) if correction else []


def _indicator(row: Mapping[str, Any]) -> Indicator:
    direction = Direction(row["direction"]) if row["direction"] else None
    return Indicator(**{name: row[name] for name in NODE} | {"direction": direction})


def requirement_in(row: Mapping[str, Any]) -> Requirement:
    """Return what a row of a list asks, as the rules take it."""
    return Requirement(row["year"], row["requirement"] or "", row["quantity"], row["unit"] or "", row["deadline"])


def _asked(leaf: Leaf) -> dict[str, Any]:
    amount = leaf.amount
    return {
        "quantity": amount.quantity if amount else None,
        "unit": amount.unit if amount else "",
        "direction": amount.direction if amount else None,
        "about": bool(amount and amount.about),
        "standard": "" if amount else leaf.standard,
        "deadline": leaf.deadline,
        "by_default": leaf.by_default,
    }


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
