"""Checks that are one statement each: a row that it gives is a violation, and a sentence says so."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlmodel import Session

from models.statements import run


def run_checks(session: Session, checks: Iterable[tuple[str, str]], **values: Any) -> Iterator[str]:  # noqa: ANN401 - parameters
    """Yield the sentence about each row that the statements give; it may name columns of the row and parameters."""
    for statement, sentence in checks:
        for row in run(session, statement, **values).mappings():
            yield sentence.format(**{**values, **row})
