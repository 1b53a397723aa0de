"""来源: how the agency came to know what it enters on behalf of an office."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError

from models.intake.faults import complain
from models.intake.said import Said
from models.rules.errors import Refused
from models.rules.kinds import Means

Note = Annotated[str, StringConstraints(strip_whitespace=True)]


def _named(said: object) -> object:
    return Means.from_label(said) if isinstance(said, str) and said else said


class Source(Said):
    """By which means it came, from whom, and the day it was received, which decides lateness (A27)."""

    means: Annotated[Means, BeforeValidator(_named)] = Field(title="来源")
    note: Note = Field(default="", title="来源说明")
    received: date | None = Field(default=None, title="收到日期")

    def as_json(self) -> dict[str, str]:
        """What the ledger keeps of it: only what was said."""
        said = {"means": self.means.value, "note": self.note, "received": self.received and self.received.isoformat()}
        return {name: value for name, value in said.items() if value}


def read_source(said: Mapping[str, Any]) -> Source | None:
    """The source that somebody named, none when nothing was said; refuses one that is not complete."""
    given = {name: value for name, value in said.items() if value is not None}
    if not given:
        return None
    try:
        return Source.model_validate(given)
    except ValidationError as error:
        raise Refused(f"代录来源有误：{complain(error, Source)}") from error


def describe_source(source: Mapping[str, str]) -> str:
    """How people read it in a history: 代录（电话：李明，2026-03-30收到）; nothing where there is none."""
    if not source:
        return ""
    words = "：".join(part for part in (Means(source["means"]).label, source.get("note", "")) if part)
    received = f"，{source['received']}收到" if source.get("received") else ""
    return f"代录（{words}{received}）"
