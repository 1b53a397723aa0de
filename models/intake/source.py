"""来源: how the agency received the data that it enters on behalf of an office."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError

from models.intake.faults import complain
from models.intake.input import Input
from models.rules.errors import Refused
from models.rules.kinds import Means

Note = Annotated[str, StringConstraints(strip_whitespace=True)]


def _parse_means(value: object) -> object:
    return Means.from_label(value) if isinstance(value, str) and value else value


class Source(Input):
    """The means and the informant, and the day of receipt, which decides lateness (A27)."""

    means: Annotated[Means, BeforeValidator(_parse_means)] = Field(title="来源")
    note: Note = Field(default="", title="来源说明")
    received: date | None = Field(default=None, title="收到日期")

    def as_json(self) -> dict[str, str]:
        """Return the source as stored in the ledger, without empty values."""
        data = {"means": self.means.value, "note": self.note, "received": self.received and self.received.isoformat()}
        return {name: value for name, value in data.items() if value}


def read_source(data: Mapping[str, Any]) -> Source | None:
    """Parse the source; returns None if no field is given. Raises Refused if it is incomplete."""
    fields = {name: value for name, value in data.items() if value is not None}
    if not fields:
        return None
    try:
        return Source.model_validate(fields)
    except ValidationError as error:
        raise Refused(f"代录来源有误：{complain(error, Source)}") from error


def describe_source(source: Mapping[str, str]) -> str:
    """Format a source for a history: 代录（电话：李明，2026-03-30收到）; empty if there is no source."""
    if not source:
        return ""
    words = "：".join(part for part in (Means(source["means"]).label, source.get("note", "")) if part)
    received = f"，{source['received']}收到" if source.get("received") else ""
    return f"代录（{words}{received}）"
