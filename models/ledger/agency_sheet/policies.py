"""机构设定 in a sheet: every setting with its value; what is changed becomes a new value from a day on (A11, A14)."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from models.intake.agency_sheet import Takes, of_input
from models.intake.policy import PolicySet
from models.intake.values import Cell, text
from models.ledger.agency_sheet.kind import Listed, fresh, grey, white
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.policies import versions_of
from models.ledger.registry.settings import set_policy
from models.rules.points import UNSET
from models.rules.policy import SETTINGS, write_value

TITLES = tuple(setting.name for setting in SETTINGS.values())


def list_settings(session: Session, jurisdiction: int, _day: date) -> Iterator[Listed]:
    """Yield every setting with its newest value."""
    for setting in SETTINGS.values():
        versions = versions_of(session, jurisdiction, setting)
        newest = versions[-1] if versions else None
        value = {"value": write_value(setting, newest.value), "basis": newest.basis} if newest else {}
        origin = {"origin": newest.source} if newest else {}
        yield Listed(
            key=setting.key,
            name=setting.name,
            fields={"key": setting.name, **value, **origin},
            shown={"example": f"{setting.example}；不再设定的写{UNSET}", "since": newest and newest.valid_from},
            state=str(len(versions)),
        )


def _parse_setting(cell: Cell) -> str:
    """Parse a setting by its title or its key; returns its title, or an unknown word as it stands."""
    written = text(cell)
    return SETTINGS[written].name if written in SETTINGS else written


POLICIES = ImportedSheet(
    key="policies",
    title="机构设定",
    chosen=set_policy,
    columns=(
        of_input(PolicySet, "key", key=True, width=30, choices=TITLES, parse=_parse_setting),
        of_input(PolicySet, "value", width=28),
        *grey(example=("写法", 44)),
        *white(PolicySet, basis=28, origin=12),
        *grey(since=("现自", 14, Takes.DAY)),
        *fresh(PolicySet, valid_from=14, decided_by=24, dated=14, evidence=20),
    ),
    rows=list_settings,
    grows=False,
    hints=(
        "改“内容”时写明新的依据；生效日期不填的，自导入之日起生效。以前的设定仍留存。",
        "年终复核不到现场的部门比例高于0%的，依据写文号，填决定单位（领导小组或者其办公室）、文件日期和依据文件。",
    ),
)
