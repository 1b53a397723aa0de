"""Which page is written where."""

from collections.abc import Callable, Mapping
from pathlib import Path

from deployments.reference.act_index import act_index
from deployments.reference.acts import acts_page
from deployments.reference.commands import commands_page
from deployments.reference.cycles import cycles_page
from deployments.reference.glossary import glossary_page
from deployments.reference.help_texts import help_texts
from deployments.reference.imports import floors_picture, rooms_picture
from deployments.reference.settings import settings_page
from deployments.reference.sheets import sheets_page

ROOT = Path(__file__).parents[2]
PAGES: Mapping[str, Callable[[], str]] = {
    "models/data/acts.csv": act_index,
    "deployments/data/help.txt": help_texts,
    "docs/reference/acts.md": acts_page,
    "docs/reference/commands.md": commands_page,
    "docs/reference/cycles.md": cycles_page,
    "docs/reference/glossary.md": glossary_page,
    "docs/reference/settings.md": settings_page,
    "docs/reference/sheets.md": sheets_page,
    "docs/developer/floors.svg": floors_picture,
    "docs/developer/rooms.svg": rooms_picture,
}


def write(root: Path) -> None:
    """Write every page below this folder."""
    for name, make in PAGES.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(make(), encoding="utf-8")
