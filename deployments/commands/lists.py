"""What the commands that list records share: their filters, and a table that fits a screen."""

from collections.abc import Iterable, Sequence
from typing import Any

import click
from sqlmodel import Session

from deployments.commands.answers import print_answer
from deployments.text_table import SCREEN, table
from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department
from models.rules.target.indicator import YEAR_END

of_department = click.option("--department", metavar="部门", help="部门编码、名称或简称")
of_year = click.option("--year", metavar="年度", type=click.IntRange(1, 9998), help="目标的年度，默认全部")
with_former = click.option("--all", "former", is_flag=True, help="已失效的也列出")


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
    whole: Sequence[int] = (0,),
    wrapped: Sequence[int] = (),
) -> None:
    """Print the rows as JSON, or as a table of at most 100 columns; a sentence if there are none.

    The columns at the places `whole`, by default the first, are cut last; those at the places `wrapped` go on below.
    """
    listed = f"{table(titles, cells, SCREEN, whole, wrapped)}\n共{len(rows)}项。" if rows else empty
    print_answer(rows, listed, as_json=as_json)


def until_in_words(row: dict[str, Any]) -> str:
    """The deadline of a target or draft, 年底（默认） without one; empty if it is marked and without one (4.7)."""
    withheld = row.get("issued_on", row.get("drafted_on")) is None
    return str(row["deadline"] or ("" if withheld else YEAR_END))
