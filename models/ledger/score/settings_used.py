"""The versions of the settings that the score of a year is of, each with its basis and validity (A53)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from models.ledger.policies import versions_of
from models.records import Policy
from models.rules.appraisal_settings import CUT_OFF, INNOVATION_ABSENT, INNOVATION_PRIZES, LEADER_LEAST, LEADER_SCALE
from models.rules.points import UNSET
from models.rules.policy import ITEM_WEIGHTS, NEGATIVE_POINTS, RESTORING, in_force, say_value
from models.rules.score.derivation import SettingUsed
from models.rules.setting import Setting

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
