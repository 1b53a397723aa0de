"""The texts that `--faults` accepts, and the advice when it refuses one."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deployments.simulation.faults.spec import (
    FORMS,
    QUIET,
    RUNS,
    Drop,
    Faults,
    Kill,
    Outage,
    Victim,
    is_every,
    read_faults,
)
from deployments.simulation.plan import Plan
from models.rules.errors import Refused

PLAN = Plan(2025, departments=3, targets=4)
DAY = date(2025, 3, 3)
READ = {
    "every": Faults(every=1),
    "every/20": Faults(every=20),
    "process@7": Faults(kills=(Kill(Victim.PROCESS, 7),)),
    "database@012": Faults(kills=(Kill(Victim.DATABASE, 12),)),
    "process@9,database@3": Faults(kills=(Kill(Victim.PROCESS, 9), Kill(Victim.DATABASE, 3))),
    "double": Faults(double=True),
    "double,process@1": Faults(double=True, kills=(Kill(Victim.PROCESS, 1),)),
    "drop=daily_sweep@2025-03-03": Faults(drops=(Drop("daily_sweep", DAY),)),
    "drop=monthly_check@2025-02-01": Faults(drops=(Drop("monthly_check", date(2025, 2, 1)),)),
    "drop=quarterly_meeting@2026-01-01": Faults(drops=(Drop("quarterly_meeting", date(2026, 1, 1)),)),
    "drop=year_end_reverification@2025-12-15": Faults(drops=(Drop("year_end_reverification", date(2025, 12, 15)),)),
    "drop=deliver@2025-03-03,drop=deliver@2025-03-04": Faults(
        drops=(Drop("deliver", DAY), Drop("deliver", date(2025, 3, 4)))
    ),
    "outage=mail@2025-03-03..2025-03-03": Faults(outages=(Outage("mail", DAY, DAY),)),
    "outage=wecom@2025-12-30..2026-01-31": Faults(outages=(Outage("wecom", date(2025, 12, 30), date(2026, 1, 31)),)),
    "calendar@2025-01-01": Faults(calendar=date(2025, 1, 1)),
    "merger@2026-01-30": Faults(merger=date(2026, 1, 30)),
    "merger@2026-03-31": Faults(merger=date(2026, 3, 31)),
    "founding@2025-03-03": Faults(founding=DAY),
    " calendar@2025-03-03， merger@2025-03-03、every/5；\n": Faults(every=5, calendar=DAY, merger=DAY),
}
# Refused texts, and the start of the message.
WRONG = {
    "": "没有写明故障。可写：every（逐个断点）；every/20",
    " ,， ": "没有写明故障。可写：",
    "kill@5": "不认识的故障“kill@5”。可写：every（逐个断点）",
    "every\x1b[31m": "不认识的故障“every\ufffd[31m”。",
    "every/x": "不认识的故障“every/x”。",
    "every/": "every/后面应为不小于1的整数，例如every/20。",
    "every/0": "every/后面应为不小于1的整数，例如every/20。",
    "every,every/2": "every一年只能有一项，请只保留一项。",
    "every,double": "every已包括全部断点，不与process、database、double同用。",
    "process@3,every": "every已包括全部断点，不与process、database、double同用。",
    "process@": "不认识的故障“process@”。",
    "process@-1": "不认识的故障“process@-1”。",
    "process@0": "process@后面的断点序号从1起。",
    f"database@{'9' * 5000}": f"不认识的故障“database@{'9' * 91}”。",
    "double,double": "“double”写了两次，请只保留一项。",
    "drop=daily_sweep": "不认识的故障“drop=daily_sweep”。",
    "drop=sweep@2025-03-03": f"没有名为“sweep”的流程，应为：{'、'.join(RUNS)}。",
    "drop=daily_sweep@2025-02-30": "“2025-02-30”不是有效日期，应为2025-06-30这样的写法。",
    "drop=daily_sweep@2024-12-31": "2024-12-31不在推演的日期之内（2025-01-01至2026-03-31）。",
    "drop=mid_year_review@2025-03-03": "mid_year_review在2025-03-03不运行，没有可漏掉的运行。它的运行日期：",
    "outage=mail@2025-03-03": "不认识的故障“outage=mail@2025-03-03”。",
    "outage=fax@2025-03-03..2025-03-05": "没有名为“fax”的渠道，应为：mail、wecom。",
    "outage=mail@2025-03-05..2025-03-03": "渠道中断的最后一天2025-03-03早于第一天2025-03-05。",
    "outage=mail@2026-01-30..2026-04-01": "2026-04-01不在推演的日期之内",
    "calendar@": "“”不是有效日期",
    "calendar@2025-03-03,calendar@2025-04-01": "calendar一年只能有一项，请只保留一项。",
    "merger@2026-04-01": "2026-04-01不在推演的日期之内",
}
# Fragments of random texts.
CRUMBS = ["every", "process", "drop=", "outage=", "calendar", "@", "/", "..", ",", " ", "mail", "deliver", "2025-03-03"]
CRUMBS += ["2025-13-01", "0", "7", "٣", "9" * 30, "\0"]


@pytest.mark.parametrize("text", READ)
def test_a_text_is_parsed(text: str) -> None:
    assert read_faults(text, PLAN) == READ[text]


@pytest.mark.parametrize("text", WRONG)
def test_an_invalid_text_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_faults(text, PLAN)
    assert refusal.value.message.startswith(WRONG[text])


@pytest.mark.parametrize("event", ["merger", "calendar", "founding"])
def test_what_happens_in_an_office_needs_a_working_day_until_the_end(event: str) -> None:
    with pytest.raises(Refused, match="2024-03-30至推演结束（2024-03-31）没有工作日，请改用较早的日期"):
        read_faults(f"{event}@2024-03-30", Plan(2023, departments=2, targets=3))


def test_a_merger_takes_two_departments() -> None:
    with pytest.raises(Refused, match="至少要有两个部门"):
        read_faults("merger@2025-03-03", Plan(2025, departments=1))


def test_the_message_for_an_unknown_fault_lists_all_forms() -> None:
    with pytest.raises(Refused) as refusal:
        read_faults("flood", PLAN)
    assert all(form in refusal.value.message for form in FORMS)


def test_the_default_has_no_faults() -> None:
    assert Faults() == QUIET


@pytest.mark.parametrize(
    ("text", "small"), [("every", True), ("merger@2025-03-03,every/5", True), ("process@5", False), (None, False)]
)
def test_a_year_tried_at_every_point_is_known_by_its_text(text: str | None, *, small: bool) -> None:
    assert is_every(text) is small


@given(st.lists(st.sampled_from(CRUMBS), max_size=12).map("".join))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    with suppress(Refused):
        assert read_faults(text, PLAN) != QUIET
