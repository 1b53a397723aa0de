"""What the commands that list records share: their filters, and a table that fits a screen."""

from collections.abc import Iterable, Sequence
from typing import Any

import click
from sqlmodel import Session

from deployments.commands.answers import print_answer
from deployments.text_table import SCREEN, table
from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department

of_department = click.option("--department", metavar="部门", help="部门编码、名称或简称")


def code_of(session: Session, department: str | None) -> str | None:
    """The code of the department that a person names; None stays None. Raises Refused if there is none."""
    return find_department(session, home(session), department).code if department else None


def print_list(
    rows: Sequence[dict[str, Any]],
    titles: Sequence[str],
    cells: Iterable[Sequence[Any]],
    empty: str,
    *,
    as_json: bool,
    wrapped: Sequence[int] = (),
) -> None:
    """Print the rows as JSON, or as a table of at most 100 columns; a sentence if there are none.

    The first column is cut last; those at the places `wrapped` go on below.
    """
    listed = f"{table(titles, cells, SCREEN, (0,), wrapped)}\n共{len(rows)}项。" if rows else empty
    print_answer(rows, listed, as_json=as_json)
