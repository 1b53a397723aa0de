"""`mubiao targets`: the targets of a year, or one target with its parts."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from deployments.leaf_words import leaf_words
from deployments.listings.listing import OF_DEPARTMENT, OF_YEAR_OF_DAY, Column, Filter, ListedRows, Listing, counted
from models.ledger.target.register import Wanted, list_targets
from models.ledger.target.taken_over import NOT_APPROVED
from models.rules.target.indicator import YEAR_END
from models.rules.target.place import placed
from models.rules.target.progress import PaceColour


def _rows(session: Session, day: date, **wanted: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - the filters
    return list_targets(session, day, Wanted(**wanted))


def _incomplete(session: Session, day: date, **wanted: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - as above
    return list_targets(session, day, Wanted(**wanted, incomplete=True))


def _code(row: dict[str, Any]) -> str:
    return f"{'　' * (row['level'] or 0)}{row['code']}"


def _name(row: dict[str, Any]) -> str:
    return f"{row['name']}{f'（{NOT_APPROVED}）' if row['taken_over'] else ''}"


def _quantity(row: dict[str, Any]) -> str:
    quantity = f"{row['quantity'].normalize():f}{row['unit'] or ''}" if row["quantity"] is not None else ""
    return quantity + (f"（{row['note']}）" if row["note"] else "")


def until_in_words(row: dict[str, Any]) -> str:
    """The deadline of a target or draft, 年底（默认） without one; empty if it is marked and without one (4.7)."""
    withheld = row.get("issued_on", row.get("drafted_on")) is None
    return str(row["deadline"] or ("" if withheld else YEAR_END))


def _reported(row: dict[str, Any]) -> str:
    if row["reported_for"] is None:
        return ""
    if row["progress"] is None:  # 4.7: the progress of a marked target is withheld
        return f"{row['reported_for']} （已标密）"
    done = "" if row["done"] is None else f"（完成{row['done'].normalize():f}{row['unit'] or ''}）"
    return f"{row['reported_for']} {row['progress'].normalize():f}% {row['pace'].label}{done}"


def _tree_lines(_session: Session, found: ListedRows) -> Iterator[str]:
    """Yield the count; of a tree what each leaf asks, what the parts make up (A52), and who is behind (A22)."""
    rows = found.rows
    yield counted(rows)
    if found.given["tree"]:
        yield from (f"“{row['code']}”{leaf_words(leaf)}。" for row in rows for leaf in row["leaves"])
        yield from (f"{row[name]}。" for name in ("parts", "done_parts") for row in rows if row[name])
        yield from (f"“{row['code']}”的{placed(row)}。" for row in rows if row["parent_unit"])
        yield from _behind(rows)


def _behind(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    behind = [row for row in rows if row["pace"] in (PaceColour.YELLOW, PaceColour.RED)]
    if behind:
        named = "、".join(f"“{row['code']}”{row['department']}（{row['pace'].label}）" for row in behind)
        yield f"落后于时间进度：{named}。"


FILTERS = (OF_YEAR_OF_DAY, OF_DEPARTMENT, Filter("tree", "只列这个目标和它的下级目标", "目标编号"))
NONE = "没有符合条件的{year}年目标，其他年度请加 --year。"
INCOMPLETE = Listing(
    "targets",
    "不完整的目标",
    "只列缺绩效要求、目标类别、目标来源等的目标，指标有误的目标，以及不足“1+6+N”的部门",
    _incomplete,
    (
        Column("编号", "code", kept=True),
        Column("目标", _name),
        Column("责任部门", "department"),
        Column("缺", "missing", kept=True),
    ),
    none=NONE,
    filters=FILTERS,
    after=_tree_lines,
)
LISTING = Listing(
    "targets",
    "目标",
    "一年的目标及最近填报的进度。例：mubiao targets --year 2026 --department SJYT",
    _rows,
    (
        Column("编号", _code, kept=True),
        Column("目标", _name),
        Column("责任部门", "department"),
        Column("数量", _quantity, wrapped=True),
        Column("完成时限", lambda row: f"{until_in_words(row)}{'（已过）' if row['overdue'] else ''}"),
        Column("最近填报", _reported),
        Column("缺", "missing", wrapped=True),
    ),
    none=NONE,
    filters=FILTERS,
    instead=((Filter("incomplete", INCOMPLETE.about), INCOMPLETE),),
    after=_tree_lines,
)
