"""Why each entry takes what it takes: its facts, with the versions of the settings of the day of listing (A11, A53)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from models.ledger.score.settings_used import Versions, used_on
from models.rules.inspection import Way
from models.rules.points import FREE, PointsTable
from models.rules.policy import NEGATIVE_POINTS, RESTORING, points_table, restored_share
from models.rules.score.deduction import NOTHING, Deduction, Line
from models.rules.score.derivation import EntryDerivation, RulingOf, SettingUsed
from models.rules.states import EntryState


@dataclass(frozen=True, slots=True)
class OfDay:
    """What the settings of a day of listing say: their versions, the table of points, the share that is restored."""

    points: SettingUsed
    restoring: SettingUsed
    table: PointsTable | None
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Entries:
    """The facts of the entries of a year, their appeals, and the settings of each day of listing."""

    facts: Mapping[str, Any]
    appeals: Mapping[str, tuple[RulingOf, ...]]
    versions: Versions
    days: dict[date, OfDay] = field(default_factory=dict)

    def of_day(self, day: date) -> OfDay:
        """Return the settings of a day of listing; many entries were listed on one day."""
        if day not in self.days:
            points, restoring = (used_on(self.versions, each, day) for each in (NEGATIVE_POINTS, RESTORING))
            table = points_table(points.value) if points.value else None
            share = restored_share(restoring.value) if restoring.value else None
            self.days[day] = OfDay(points, restoring, table, share)
        return self.days[day]

    def of_line(self, line: Line) -> tuple[EntryDerivation, ...]:
        """Return the entries of a line; none has a share where the line has come to its floor."""
        shared = not line.at_floor
        return tuple(self._of(each, shared=shared) for each in line.deductions)

    def settings_of(self, entries: Sequence[EntryDerivation]) -> Iterator[SettingUsed]:
        """Yield each version that these entries use, once."""
        days = [(self.of_day(each.listed_on), each.state) for each in entries if each.state not in FREE]
        points = {day.points.version: day.points for day, _ in days}
        restoring = {day.restoring.version: day.restoring for day, state in days if state is EntryState.MADE_GOOD}
        yield from points.values()
        yield from restoring.values()

    def _of(self, deduction: Deduction, *, shared: bool) -> EntryDerivation:
        fact, state = self.facts[deduction.entry], EntryState(self.facts[deduction.entry].state)
        day = self.of_day(fact.listed_on)
        free, made_good = state in FREE, state is EntryState.MADE_GOOD
        return EntryDerivation(
            entry=deduction.entry,
            name=fact.name,
            department=fact.department,
            state=state,
            finding=fact.finding,
            found_on=fact.found_on,
            listed_on=fact.listed_on,
            way=Way(fact.way).label if fact.way else "",
            inspection=fact.inspection or "",
            signed_on=fact.signed_on,
            signed_by=fact.signed_by or "",
            time=fact.time,
            key_project=fact.key_project,
            points_version=None if free else day.points.version,
            restoring_version=day.restoring.version if made_good else None,
            made_good_on=fact.made_good_on if made_good else None,
            size=None if free or day.table is None else day.table.size(fact.time, key_project=fact.key_project),
            restored=day.share if made_good else NOTHING,
            points=deduction.points,
            limit=deduction.limit,
            taken=deduction.taken if shared else None,
            appeals=self.appeals.get(deduction.entry, ()),
        )
