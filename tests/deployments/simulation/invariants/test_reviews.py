"""Each planted error in reviews and in the entries that they propose is reported."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.reviews import check_reviews
from deployments.simulation.people.planned_acts import PlannedAct, carry_out
from models.database import begin
from models.ledger.acts import ACTS
from models.rules.business_day import SHANGHAI
from tasks.clock import business_day, set_virtual_instant

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Sql
    from tests.deployments.simulation.conftest import Plant

WRONG = {
    "undone without an entry": ("UPDATE review SET entry_id = NULL WHERE outcome = 'undone'", "与负面清单条目不符"),
    "an entry of what is true": ("UPDATE review SET outcome = 'confirmed' WHERE outcome = 'undone'", "条目不符"),
    "nobody looks on site": ("DELETE FROM obligation WHERE kind = 'onsite_confirmation'", "与现场认定是否待办不符"),
    "somebody still looks": ("UPDATE negative_entry SET state = 'dismissed'", "与现场认定是否待办不符"),
    "closed with something left": (
        "DELETE FROM review WHERE outcome = 'confirmed'",
        "在线复核 2025Q1：已办结，还有1项没有复核。",
    ),
}


@pytest.fixture
def reviewed(year: Year) -> Year:
    """The first quarter is reviewed: D001-01 is not done, and only D001 filed a declaration."""
    for day, act, data in (
        (date(2025, 4, 1), "open_cycle", {"cycle": "self_check", "period": "2025Q1"}),
        (date(2025, 4, 2), "file_self_check", {"department": "D001", "period": "2025Q1", "lines": LINES}),
        (date(2025, 4, 16), "open_cycle", {"cycle": "online_review", "period": "2025Q1"}),
        (date(2025, 4, 17), "record_online_review", {"period": "2025Q1", "reviewer": "张三", "lines": CONCLUDED}),
    ):
        set_virtual_instant(datetime.combine(day, time(10, 30), SHANGHAI))
        carry_out(PlannedAct(ACTS[act], data, f"{act}|{day}"), business_day())
    return year


OWN = [f"D001-0{number}" for number in range(1, 6)]
LINES = [{"target": code, "progress": 20} for code in OWN]
CONCLUDED = [
    {"target": "D001-01", "outcome": "未完成", "note": "未开工"},
    {"target": "D001-02", "outcome": "完成属实"},
    *({"target": code, "outcome": "材料不足", "note": "缺照片"} for code in OWN[2:]),
    *(
        {"target": f"D00{lead}-0{number}", "outcome": "材料不足", "note": "未报自查"}
        for lead in (2, 3, 4)
        for number in range(1, 6)
    ),
]


def violations(seen: int = 0) -> list[str]:
    with begin() as session:
        return list(check_reviews(session, seen))


@pytest.mark.usefixtures("reviewed")
def test_a_sound_review_has_no_violations() -> None:
    assert violations() == []


@pytest.mark.usefixtures("reviewed")
@pytest.mark.parametrize("wrong", WRONG)
def test_a_planted_error_is_reported(plant: Plant, wrong: str) -> None:
    statement, text = WRONG[wrong]
    plant(statement)
    assert {text in fault for fault in violations()} == {True}


@pytest.mark.usefixtures("reviewed")
@pytest.mark.parametrize(
    ("changed", "key"), [("review", "2025Q1|2025|D001-02|1"), ("obligation", "self_check|2025Q1|")]
)
def test_what_is_left_out_is_looked_for_when_something_of_the_review_has_changed(
    plant: Plant, sql: Sql, changed: str, key: str
) -> None:
    statement, text = WRONG["closed with something left"]
    plant(statement)
    newest = int(sql.value("SELECT max(id) FROM transition"))
    assert violations(newest) == []
    plant(f"MOVE VALUES (1, '{changed}', 1, '{key}', '', '', '', '', '{{}}')")
    assert [text in fault for fault in violations(newest)] == [True]
