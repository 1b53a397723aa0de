"""通知: names and kinds."""

from models.rules.cycles import CYCLES
from models.rules.duties import OpenedFor
from models.rules.notices import NOTICE_NAMES, OPENED_FOR_AGENCY, opening_notice


def test_every_cycle_that_the_calendar_opens_has_a_notice_of_its_opening() -> None:
    opened = {name for name in NOTICE_NAMES if name.startswith("opened_")}
    assert opened == {opening_notice(cycle) for cycle in CYCLES if cycle.periodic}


def test_the_agencys_cycles_share_one_opening_notice() -> None:
    shared = {cycle.key for cycle in CYCLES if cycle.periodic and opening_notice(cycle) == OPENED_FOR_AGENCY}
    assert shared == {cycle.key for cycle in CYCLES if cycle.whose is not OpenedFor.DEPARTMENTS}


def test_every_notice_has_a_unique_chinese_name() -> None:
    assert len(set(NOTICE_NAMES.values())) == len(NOTICE_NAMES)
    assert all(not name.isascii() for name in NOTICE_NAMES.values())
