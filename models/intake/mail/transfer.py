"""What was read, as JSON, from the process that read it to the one that asked for it: a ReceivedMail, or rows."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from models.intake.answer import GivenCell, GivenRow, GivenSheet
from models.intake.complaints import Complaint, Heading, ReadColumn, RowsOrigin
from models.intake.received_mail import BouncedTo, MailFile, ReceivedMail

MARK = "\0"  # stands in no title of a cell, so that no mapping of a sheet looks like a marked value
OF_MAILS = (ReceivedMail, MailFile, BouncedTo, GivenSheet, GivenRow, GivenCell)
OF_ROWS = (RowsOrigin, Heading, ReadColumn, Complaint)
FORMS: dict[str, Callable[..., Any]] = {form.__name__: form for form in (*OF_MAILS, *OF_ROWS)}
SIMPLE: dict[str, Callable[[Any], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "Decimal": Decimal,
    "PosixPath": Path,
    "frozenset": frozenset,
}


def to_json(value: object) -> bytes:
    """Return a mail, or anything that is made of these forms, as JSON."""
    return json.dumps(value, default=_marked).encode()


def value_of(text: bytes | str) -> Any:  # noqa: ANN401 - what `to_json` was given
    """Return what `to_json` wrote, but lists for its tuples outside a form. Raises ValueError if it is no JSON."""
    return json.loads(text, object_hook=_unmarked)


def from_json(text: bytes) -> ReceivedMail:
    """Return the mail that `to_json` wrote. Raises ValueError if it is something else."""
    mail = value_of(text)
    if not isinstance(mail, ReceivedMail):
        raise ValueError("no mail")  # noqa: TRY004 - the text is wrong, not a type
    return mail


def _marked(value: Any) -> dict[str, Any]:  # noqa: ANN401 - what JSON has no form for
    kind = type(value).__name__
    if is_dataclass(value):
        return {MARK + kind: [getattr(value, each.name) for each in fields(value)]}
    if isinstance(value, frozenset):
        return {MARK + kind: sorted(value)}
    return {MARK + kind: value.isoformat() if isinstance(value, date) else str(value)}


def _unmarked(value: dict[str, Any]) -> Any:  # noqa: ANN401 - what `_marked` made
    key = next(iter(value), "")
    if not key.startswith(MARK):
        return value
    kind, content = key[1:], value[key]
    if kind in SIMPLE:
        return SIMPLE[kind](content)
    return FORMS[kind](*(tuple(each) if isinstance(each, list) else each for each in content))
