"""What drafts asked before a change: kept with the transition of each, by column (1-2.3)."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from sqlmodel import Session

from models.ledger.secrets import secrets_of
from models.records import Department, TargetDraft, id_of
from models.rules.requirements import shown

RESPONSIBLE = "responsible"
INDICATORS = "indicators"


class DraftChange(Protocol):
    """The draft that changes, the columns that a sheet gives, and its departments now and then."""

    draft: TargetDraft | None
    present: list[int]
    wanted: list[int]

    @property
    def values(self) -> dict[str, Any]:
        """Return the columns that the sheet gives."""


def formers(
    session: Session, changes: Iterable[DraftChange], known: Mapping[str, Department | None]
) -> dict[int, dict[str, Any]]:
    """Return of each draft, by id, what it asks before the change, as `was`; of a marked one nothing (4.7)."""
    secrets, names = secrets_of(session), {id_of(each): each.name for each in known.values() if each}
    drafts = [(each.draft, each) for each in changes if each.draft]
    return {
        id_of(draft): {"was": _before(draft, change, names)}
        for draft, change in drafts
        if not secrets.about(f"{draft.year}/{draft.code}")
    }


def _before(draft: TargetDraft, change: DraftChange, names: Mapping[int, str]) -> dict[str, str]:
    """Return the columns that change, as a sheet has them; the departments by name, the lead first."""
    was = {name: shown(getattr(draft, name)) for name, now in change.values.items() if getattr(draft, name) != now}
    moved = "、".join(names[each] for each in change.present) if change.present != change.wanted else ""
    return was | ({RESPONSIBLE: moved} if moved else {})
