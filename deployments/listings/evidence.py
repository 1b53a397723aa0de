"""`mubiao evidence`: the kept files and what they support."""

from datetime import date
from typing import Any

from sqlmodel import Session

from deployments.listings.listing import OF_DEPARTMENT, OF_YEAR, Column, Filter, Listing
from models.ledger.evidence.register import list_evidence

SAME = ("id", "file_name", "marked", "by_place", "supports", "department", "received_on")
SHOWN = 12  # digits of a SHA-256
KILO = 1024


def _rows(session: Session, day: date, **filters: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - the filters
    """Returns one row for a file that supports several targets in the same matter, with its `uses`."""
    found: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in list_evidence(session, day, **filters):
        found.setdefault(tuple(row[name] for name in SAME), []).append(row)
    return [uses[0] | {"uses": uses} for uses in found.values()]


def _name(row: dict[str, Any]) -> str:
    return "（已标密）" if row["marked"] else row["file_name"] + "（按位置认定）" * row["by_place"]


def _targets(row: dict[str, Any]) -> str:
    return "、".join(dict.fromkeys(use["target"] for use in row["uses"] if use["target"]))


LISTING = Listing(
    "evidence",
    "印证材料",
    "印证材料：列出，或取出一份。例：mubiao evidence --target GZ2021-07-2",
    _rows,
    (
        Column("编号", "id", kept=True),
        Column("文件", _name),
        Column("大小", lambda row: f"{-(-row['size'] // KILO)}KB"),
        Column("印证", "supports"),
        Column("目标", _targets),
        Column("部门", "department"),
        Column("收到", "received_on"),
        Column("SHA-256", lambda row: row["sha256"][:SHOWN]),
    ),
    none="没有印证材料。",
    filters=(OF_YEAR, Filter("target", "只列印证这个目标的", "目标编号"), OF_DEPARTMENT),
    data=lambda _, found: [use for row in found.rows for use in row["uses"]],
)
