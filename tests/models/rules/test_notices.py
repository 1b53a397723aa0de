"""通知 by name."""

from models.rules.cycles import CYCLES
from models.rules.notices import NOTICE_NAMES


def test_every_cycle_that_the_calendar_opens_has_a_notice_of_its_opening() -> None:
    opened = {name for name in NOTICE_NAMES if name.startswith("opened_")}
    assert opened == {f"opened_{cycle.key}" for cycle in CYCLES if cycle.periodic}


def test_every_notice_has_a_chinese_name_of_its_own() -> None:
    assert len(set(NOTICE_NAMES.values())) == len(NOTICE_NAMES)
    assert all(not name.isascii() for name in NOTICE_NAMES.values())
