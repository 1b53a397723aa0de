"""Score sheets made by the rules, as an export writes them: what the checking program is given without a ledger."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from models.rules.item_weights import EXAMPLE, read_item_weights
from models.rules.points import PointsTable, ScoredEntry, points_of
from models.rules.score.component import (
    FULL,
    RATED,
    Component,
    Deduction,
    Line,
    deducted_line,
    given_line,
    total,
    weights,
)
from models.rules.score.derivation import Derivation, EntryDerivation, PaperOf, SettingUsed, SheetDerivation, given_of
from models.rules.score.leaders import LeaderScale, leaders_line
from models.rules.score.written import as_data
from models.rules.states import EntryState

DAY, LAST = date(2026, 3, 10), date(2026, 1, 1)
ITEM_WEIGHTS = read_item_weights(EXAMPLE)
SCALE = weights(ITEM_WEIGHTS)
SIZES = {"ordinary": ["-1.5", "-2"], "key_projects": ["-3"]}
TABLE = PointsTable((Decimal("-1.5"), Decimal(-2)), (Decimal(-3),))
HALF = Decimal("0.5")
UNSET = SettingUsed("appraisal_cut_off", "考评截止日", "未设定")
DEDUCTED = tuple(each for each in Component if each not in RATED)
Entry = tuple[EntryState, int, bool, Decimal | None]  # state, time, key project, limit


def used(key: str, value: Any) -> SettingUsed:
    return SettingUsed(key, key, "", 1, value, LAST, "机构设定", "黔目标办〔2026〕5号", LAST)


def entry(number: int, found: Entry) -> EntryDerivation:
    """Return an entry that takes what the rules say."""
    state, time, key_project, limit = found
    points = points_of(ScoredEntry(state, time, key_project), TABLE, HALF)
    restored = HALF if state is EntryState.MADE_GOOD else Decimal(0)
    return EntryDerivation(
        f"2026/T{number:03d}/1", "目标", "第001厅", state, "进度滞后", DAY, None, DAY, "现场", "2026-1", DAY, "王文",
        time, key_project, 1, 1, None, TABLE.size(time, key_project=key_project), restored, points, limit,
        Deduction("", points, limit).taken,
    )  # fmt: skip


def deducted(component: Component, found: list[Entry]) -> Derivation:
    entries = tuple(entry(number, each) for number, each in enumerate(found, 1))
    line = deducted_line(component, SCALE[component], [Deduction(e.entry, e.points, e.limit) for e in entries])
    settings = (
        used("negative_points", SIZES),
        used("restoring", {"share": "0.5"}),
        *([used("party_item_weights", ITEM_WEIGHTS)] if component is not Component.FUNCTIONAL else []),
    )
    shares = tuple(each._replace(taken=None) for each in entries) if line.at_floor else entries
    return _derived(line, settings=settings, entries=shares)


def _derived(line: Line, **more: Any) -> Derivation:
    given: dict[str, Any] = given_of(line)
    return Derivation(line.component, line.weight, line.points, line.at_floor, **given, lacks=line.lacks, **more)


def rated(marks: list[str], prize: str, value: Decimal) -> list[Derivation]:
    """Return the three given lines: the ratings of leaders, a prize, and the value of 二级考评."""
    prizes = {"一等奖": ("first", 3), "二等奖": ("second", 2), "未参加": ("none", 0)}
    leaders = leaders_line(Decimal(3), marks, LeaderScale(FULL), 3)
    project = given_line(Component.INNOVATION, Decimal(3), (Decimal(prizes[prize][1]), Decimal(3)), [])
    second = given_line(Component.SECOND_LEVEL, Decimal(3), (value, FULL), [])
    table = used("innovation_prizes", {"first": "3", "second": "2", "third": "1", "encouragement": "0.5"})
    return [
        _derived(leaders, settings=(used("leader_scale", {"words": []}), used("leader_least", 3))),
        _derived(project, settings=(table, used("innovation_absent", "zero")), papers=(paper(prize),)),
        _derived(second, papers=(paper(f"{value:f}"),)),
    ]


def paper(value: str) -> PaperOf:
    return PaperOf(value, "", "黔目标办〔2027〕3号", date(2027, 1, 12), "", date(2027, 1, 20))


def exported(
    found: dict[Component, list[Entry]] | None = None, given: list[Derivation] | None = None
) -> dict[str, Any]:
    """Return the sheet of D001 as a line of an export holds it."""
    last = given or rated(["80", "90", "100"], "二等奖", Decimal("87.5"))
    lines = [*(deducted(each, (found or {}).get(each, [])) for each in DEDUCTED), *last]
    whole = total([Line(each.component, each.weight, each.points) for each in lines])
    sheet = SheetDerivation(
        code="D001", department="第001厅", year=2026, founded_on=None, cut_off=UNSET, after_list=None, until=None,
        counted="", total=whole, lines=tuple(lines), later=(), lacks=(),
    )  # fmt: skip
    return as_data(sheet)
