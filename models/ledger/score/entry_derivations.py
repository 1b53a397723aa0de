"""Why each entry takes what it takes, and the versions of the settings that a score is of (A11, A53)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from models.ledger.policies import versions_of
from models.ledger.score.entries import CountedEntry
from models.records import Policy
from models.rules.appraisal_settings import CUT_OFF, INNOVATION_ABSENT, INNOVATION_PRIZES, LEADER_LEAST, LEADER_SCALE
from models.rules.inspection import Way
from models.rules.points import FREE, UNSET, PointsTable
from models.rules.policy import (
    ITEM_WEIGHTS,
    NEGATIVE_POINTS,
    RESTORING,
    in_force,
    points_table,
    restored_share,
    say_value,
)
from models.rules.score.component import NOTHING, Deduction
from models.rules.score.derivation import EntryDerivation, RulingOf, SettingUsed
from models.rules.setting import Setting
from models.rules.states import EntryState

OF_YEAR = (ITEM_WEIGHTS, LEADER_SCALE, LEADER_LEAST, INNOVATION_PRIZES, INNOVATION_ABSENT, CUT_OFF)
OF_LISTING = (NEGATIVE_POINTS, RESTORING)


@dataclass(frozen=True, slots=True)
class Versions:
    """Every version of the settings of a score by their keys."""

    stored: Mapping[str, Sequence[Policy]]
    used: dict[tuple[str, date], SettingUsed] = field(default_factory=dict)

    def used_on(self, setting: Setting, day: date) -> SettingUsed:
        """Return the version of a setting that was in force on a day; the lines of thousands of sheets use the same."""
        place = setting.key, day
        if place not in self.used:
            self.used[place] = _used(setting, in_force(self.stored[setting.key], day))
        return self.used[place]


def versions(session: Session, jurisdiction: int) -> Versions:
    """Return every version of the settings of a score."""
    return Versions({each.key: versions_of(session, jurisdiction, each) for each in (*OF_YEAR, *OF_LISTING)})


def _used(setting: Setting, policy: Policy | None) -> SettingUsed:
    if policy is None:
        return SettingUsed(setting.key, setting.name, UNSET)
    return SettingUsed(
        key=setting.key,
        name=setting.name,
        words=say_value(setting, policy.value),
        source=policy.source.label,
        **policy.model_dump(include={"version", "value", "valid_from", "basis", "recorded_on"}),
    )


@dataclass(frozen=True, slots=True)
class OfDay:
    """What the settings of a day of listing say: their versions, the table of points, the share that is restored."""

    points: SettingUsed
    restoring: SettingUsed
    table: PointsTable | None
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the settings make of an entry of a state, by the number of its listing: versions, points, and share."""

    state: EntryState
    points_version: int | None
    restoring_version: int | None
    size: Decimal | None
    restored: Decimal | None


@dataclass(frozen=True, slots=True)
class Entries:
    """The facts of the entries of a year, their appeals, and the settings of each day of listing."""

    facts: Mapping[str, CountedEntry]
    appeals: Mapping[str, tuple[RulingOf, ...]]
    versions: Versions
    days: dict[date, OfDay] = field(default_factory=dict)
    terms: dict[tuple[str, date, int, bool], Terms] = field(default_factory=dict)

    def of_day(self, day: date) -> OfDay:
        """Return the settings of a day of listing; many entries were listed on one day."""
        if day not in self.days:
            points, restoring = (self.versions.used_on(each, day) for each in (NEGATIVE_POINTS, RESTORING))
            table = points_table(points.value) if points.value else None
            share = restored_share(restoring.value) if restoring.value else None
            self.days[day] = OfDay(points, restoring, table, share)
        return self.days[day]

    def of(self, deductions: Sequence[Deduction], *, shared: bool) -> tuple[EntryDerivation, ...]:
        """Return why these entries take what they take; none has a share where the line has come to its floor."""
        return tuple(self._of(each, shared=shared) for each in deductions)

    def settings_of(self, entries: Sequence[EntryDerivation]) -> Iterator[SettingUsed]:
        """Yield each version that these entries use, once."""
        listed = dict.fromkeys((each.listed_on, each.state) for each in entries)
        days = [(self.of_day(listed_on), state) for listed_on, state in listed if state not in FREE]
        points = {day.points.version: day.points for day, _ in days}
        restoring = {day.restoring.version: day.restoring for day, state in days if state is EntryState.MADE_GOOD}
        yield from points.values()
        yield from restoring.values()

    def _of(self, deduction: Deduction, *, shared: bool) -> EntryDerivation:
        fact = self.facts[deduction.entry]
        terms = self._terms(fact.state, fact.listed_on, fact.time, fact.key_project)
        return EntryDerivation(
            entry=deduction.entry,
            name=fact.name,
            department=fact.listed_for,
            state=terms.state,
            finding=fact.finding,
            found_on=fact.found_on,
            proposed_on=fact.proposed_on,
            listed_on=fact.listed_on,
            way=WAYS[fact.way],
            inspection=fact.inspection or "",
            signed_on=fact.signed_on,
            signed_by=fact.signed_by or "",
            time=fact.time,
            key_project=fact.key_project,
            points_version=terms.points_version,
            restoring_version=terms.restoring_version,
            made_good_on=fact.made_good_on,
            size=terms.size,
            restored=terms.restored,
            points=deduction.points,
            limit=deduction.limit,
            taken=deduction.taken if shared else None,
            appeals=self.appeals.get(deduction.entry, ()),
            ended_by=fact.ended_by or "",
        )

    def _terms(self, state: str, listed_on: date, time: int, key_project: bool) -> Terms:  # noqa: FBT001 - as in its row
        """Return the terms of an entry; thousands of entries have the same."""
        place = (state, listed_on, time, key_project)
        if place not in self.terms:
            day, now = self.of_day(listed_on), EntryState(state)
            free, made_good = now in FREE, now is EntryState.MADE_GOOD
            self.terms[place] = Terms(
                state=now,
                points_version=None if free else day.points.version,
                restoring_version=day.restoring.version if made_good else None,
                size=None if free or day.table is None else day.table.size(time, key_project=key_project),
                restored=day.share if made_good else NOTHING,
            )
        return self.terms[place]


WAYS = {None: "", "": ""} | {way.value: way.label for way in Way}
