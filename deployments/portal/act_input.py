"""What was typed in the form of an act becomes its input; what is wrong stands at its field."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from deployments.portal.act_faults import faults_of, lacking
from deployments.portal.act_form import ABOUT, about_whites, whites_of
from models.intake.act_items import value_of
from models.intake.faults import field_of
from models.ledger.account.drafts import Typed
from models.ledger.acts import Act
from models.rules.white_cells import Cell, White

ONE_FILE = "只附一个文件，请移除其余的"


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed as the data of an act and what is told about it, with what is wrong, by field."""

    data: Mapping[str, Any]
    about: Mapping[str, Any]
    faults: dict[str, str] = field(default_factory=dict)


def read_form(
    act: Act[Any], draft: Typed, files: Mapping[str, Sequence[Path]], person: str, *, own: bool = False
) -> Read:
    """Return what was typed as the data of an act; `files` are the chosen ones by field."""
    read = read_whites(whites_of(act, own=own), draft, files, act.form)
    if not read.faults:
        read.faults.update({} if own else lacking(about_whites(act), read.about))
        sent = {path for chosen in files.values() for path in chosen}
        read.faults.update(faults_of(act, read.data, person, sent))
    return read


def read_whites(
    whites: Iterable[White], draft: Typed, files: Mapping[str, Sequence[Path]], form: type[BaseModel] | None = None
) -> Read:
    """Return what was typed in fields of a form, and of what is told about an act."""
    data: dict[str, Any] = {}
    about: dict[str, Any] = {}
    read = Read(data, about)
    for white in whites:
        name = white.name.removeprefix(ABOUT)
        try:
            value = _given(form, white, draft.content.get(white.name, "").strip(), files.get(white.name, ()))
        except ValueError as wrong:
            read.faults[white.name] = f"“{white.title}”{wrong}。"
            continue
        if value is not None:
            (about if white.name.startswith(ABOUT) else data)[name] = value
    return read


def _given(form: type[BaseModel] | None, white: White, text: str, files: Sequence[Path]) -> Any:  # noqa: ANN401 - for the input
    """Return the value of a field as the input takes it; None if nothing was typed. Raises ValueError."""
    if white.cell is Cell.FILES:
        if white.most == 1 and len(files) > 1:
            raise ValueError(ONE_FILE)
        return (str(files[0]) if white.most == 1 else [str(each) for each in files]) if files else None
    name = white.name.removeprefix(ABOUT)
    return value_of(name, field_of(form, name) if form and white.name == name else None, text) if text else None
