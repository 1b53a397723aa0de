"""The draw of an online review: which lines that one person found true a second one confirms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from deployments.data.check.digest import digest
from deployments.data.check.records import Rows


def check_review_draws(tasks: dict[str, dict[str, Any]], blocks: set[str]) -> Iterator[str]:
    """Of each draw of an online review: a tenth, rounded up, with the smallest digests of a block and their codes."""
    draws: dict[tuple[str, ...], dict[str, bool]] = {}
    for row in tasks.values():
        if row["draw"]:
            of_draw = draws.setdefault((row["period"], row["reviewer"], row["draw"]), {})
            of_draw[row["target_id"].split("|")[1]] = row["drawn"]
    for (period, reviewer, block), lines in draws.items():
        if block not in blocks or set(filter(lines.get, lines)) != tenth_of(block, lines):
            yield f"在线复核{period}（{reviewer}）：重新抽取，结果与所列的不同。"


def check_seconds(rows: Rows, closed: dict[str, list[str]]) -> Iterator[str]:
    """Of each closed quarter, with what it left out with a reason: a draw passed a line over, or more people concluded.

    A line is one of a filing that is not waived, and of no department for which a paper lets one person suffice.
    """
    said: dict[bool, set[tuple[str, str]]] = {True: set(), False: set()}
    for row in rows["review"].values():
        said[row["part"] == "first"].add((row["period"], row["target_id"]))
    for period, target in sorted(said[True] - said[False]):
        task, code = rows["review_task"][f"{period}|{target}"], target.split("|")[1]
        passed_over = task["draw"] and not task["drawn"]
        if not passed_over and code not in closed.get(period, [code]) and needs_second(rows, period, target):
            yield f"在线复核{period}（{task['reviewer']}）：{code}没有第二人的意见，也没有经抽取免除，本季度已办结。"


def needs_second(rows: Rows, period: str, target: str) -> bool:
    asked = {row["department_id"] for row in rows["obligation"].values() if asks_of(row, period, target)}
    heirs = {department for department, place, *_ in rows["target"][target]["target_department"] if not place}
    decided = [row for row in rows["single_review"].values() if row["period"] == period and not row["withdrawn_on"]]
    return bool(asked) and {row["department_id"] for row in decided}.isdisjoint(asked | heirs)


def asks_of(row: dict[str, Any], period: str, target: str) -> bool:
    of_period = (row["kind"], row["period"]) == ("self_check", period) and row["state"] not in ("waived", "void")
    return of_period and target in {line[0] for line in row["report_line"] or []}


def tenth_of(block: str, codes: Iterable[str]) -> set[str]:
    ordered = [code for _, code in sorted((digest(block + code), code) for code in codes)]
    return set(ordered[: -(-len(ordered) // 10)])
