"""Every kind of sheet in which the agency works, by its name on the command line; a kind is loaded when asked for."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from models.intake.agency_sheet import FilledSheet
from models.ledger.act_index import ACT_INDEX, title_of
from models.ledger.acts import ACTS, Act
from models.ledger.agency_sheet.kind import SheetKind, act_of

# In the order in which people look for them.
KEYS = (
    *("urgings", "limits", "meetings", "mid-year-reviews", "policies", "bodies", "divisions", "inspectors"),
    *("third-parties", "inspections", "findings", "visits", "uploads", "evaluations", "year-end-filings"),
    *("year-end-evidence", "reverifications", "appeals", "approvals", "opinions", "opinion-publications"),
    *("second-level", "unit-classes", "ungraded", "individuals", "discipline", "leader-ratings", "leader-readings"),
    *("innovation-projects", "expert-votes", "onsite-votes", "result-receipts", "result-uses"),
)
TITLES = {key: title_of(act_of(key)).removeprefix("导入") for key in KEYS}


class Sheets(Mapping[str, tuple[SheetKind, Act[FilledSheet]]]):
    """All kinds by key, each with the act that imports it."""

    def __getitem__(self, key: str) -> tuple[SheetKind, Act[FilledSheet]]:
        """Return a kind and its act. Raises KeyError for an unknown key."""
        if key not in KEYS:
            raise KeyError(key)
        module = import_module(ACT_INDEX[act_of(key)].module)
        named = (each for each in vars(module).values() if isinstance(each, SheetKind))
        return next(kind for kind in named if kind.key == key), ACTS[act_of(key)]

    def __iter__(self) -> Iterator[str]:
        """Yield the keys of all kinds; none is loaded for it."""
        return iter(KEYS)

    def __len__(self) -> int:
        """Return the number of kinds."""
        return len(KEYS)


SHEETS = Sheets()
