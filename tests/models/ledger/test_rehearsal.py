"""演练 (A51): only a rehearsal chooses its days and its clock, and it is one for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.jurisdiction import RehearsalBegun
from models.ledger.acts import ACTS, OPERATOR, SYSTEM, Actor
from models.ledger.jurisdiction import is_rehearsal
from models.ledger.perform import perform
from models.ledger.rehearsal import begin_rehearsal, send_to
from models.rules.errors import Refused
from models.rules.workdays import SHANGHAI, BusinessDay
from tests.conftest import rehearse

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

NOON = datetime(2026, 3, 5, 12, tzinfo=SHANGHAI)
TODAY = BusinessDay(NOON.date(), NOON)
YESTERDAY, TOMORROW = replace(TODAY, date=date(2026, 3, 4)), replace(TODAY, date=date(2026, 3, 6))
INSTEAD = "以前发生的事，填写收到日期（--received）、召开日期、完成日期等。"
CHOSEN = "只有演示、推演和演练（mubiao init --rehearsal）才可以另定日期或时刻。"


def report_head(day: BusinessDay, actor: Actor) -> str:
    """Perform an act that both people and the schedule may do."""
    with begin() as session:
        return perform(session, ACTS["repair_feedback"], {}, day, actor).words


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize(
    ("day", "words"),
    [
        (
            YESTERDAY,
            f"“补开整改反馈”按办理当天（2026-03-05）记录，不能另写2026-03-04。{CHOSEN}{INSTEAD}",
        ),
        (TOMORROW, f"业务日期2026-03-06在今天（2026-03-05）之后，“补开整改反馈”没有办理。{CHOSEN}"),
        (
            replace(TODAY, virtual=True),
            f"设置了虚拟时刻 MUBIAO_CLOCK，“补开整改反馈”没有办理。{CHOSEN}请取消该设置。",
        ),
    ],
)
def test_people_act_on_the_day_of_the_machine(sql: Sql, day: BusinessDay, words: str) -> None:
    before = sql.value("SELECT height FROM chain_head")
    with pytest.raises(Refused) as refusal:
        report_head(day, OPERATOR)
    assert refusal.value.message == words
    assert sql.value("SELECT height FROM chain_head") == before
    assert report_head(TODAY, OPERATOR) == "整改反馈无需补开。"


@pytest.mark.usefixtures("march")
def test_a_scheduled_run_may_belong_to_an_earlier_day_and_never_to_a_later_one() -> None:
    assert report_head(YESTERDAY, SYSTEM) == "整改反馈无需补开。"
    with pytest.raises(Refused, match="业务日期2026-03-06在今天"):
        report_head(TOMORROW, SYSTEM)
    with pytest.raises(Refused, match="虚拟时刻"):
        report_head(replace(TODAY, virtual=True), SYSTEM)


@pytest.mark.usefixtures("march")
def test_a_rehearsal_chooses_its_days_and_its_clock(violations: Violations) -> None:
    rehearse()
    for day in (YESTERDAY, TOMORROW, replace(TODAY, virtual=True)):
        assert report_head(day, OPERATOR) == report_head(day, SYSTEM) == "整改反馈无需补开。"
    assert violations() == []


@pytest.mark.usefixtures("database")
def test_an_address_that_is_no_mailbox_is_refused(anyone: Acting) -> None:
    founding: dict[str, Any] = {"name": "贵州省", "go_live": "2026-01-01", "rehearsal": True}
    assert "“you@”不是有效的邮箱地址" in anyone.refused("init", **founding, send_to=["you@"])
    assert anyone.do("init", **founding, send_to=["robot-key", "a@x.cn"]).counts["founded"] == 1


@pytest.mark.usefixtures("database")
def test_an_installation_is_founded_as_a_rehearsal_and_says_so(anyone: Acting, violations: Violations) -> None:
    addresses = ["b@x.cn", "a@x.cn", "a@x.cn"]
    done = anyone.do("init", name="贵州省", go_live="2026-01-01", rehearsal=True, send_to=addresses)
    assert done.words.startswith("【演练】已初始化：贵州省")
    with begin() as session:
        assert (is_rehearsal(session), send_to(session)) == (True, ["a@x.cn", "b@x.cn"])
    assert violations() == []


@pytest.mark.usefixtures("database")
def test_a_rehearsal_may_be_founded_under_a_virtual_clock_and_nothing_else_may() -> None:
    founding = {"name": "贵州省", "go_live": "2026-01-01"}
    day = replace(TODAY, virtual=True)
    with begin() as session, pytest.raises(Refused, match="虚拟时刻"):
        perform(session, ACTS["init"], founding, day, OPERATOR)
    with begin() as session:
        assert perform(session, ACTS["init"], founding | {"rehearsal": True}, day, OPERATOR).counts["founded"] == 1


def test_an_installation_in_use_does_not_become_a_rehearsal_by_a_second_founding(acting: Acting) -> None:
    text = acting.refused("init", name="贵州省", go_live="2026-01-01", rehearsal=True)
    assert text == "本系统已初始化为“贵州省”，不是演练。演练请另设 MUBIAO_HOME（或空的数据库）。"


def test_a_rehearsal_is_not_begun_by_the_name_of_the_act(acting: Acting) -> None:
    with begin() as session, pytest.raises(Refused, match="mubiao restore 备份文件 --rehearsal"):
        perform(session, begin_rehearsal, {}, BusinessDay(acting.day, NOON.replace(month=1, day=1)), OPERATOR)


def test_a_rehearsal_begins_with_an_empty_outbox_and_once(march: Acting, sql: Sql, violations: Violations) -> None:
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": "d001@example.org"})
    assert sql.value("SELECT count(*) FROM notice WHERE cancelled IS NULL") == 2
    with begin() as session:
        begun = perform(session, begin_rehearsal, RehearsalBegun(send_to=("a@x.cn",)), TODAY, OPERATOR)
    assert begun.words == "【演练】已作为演练恢复，恢复前未发的通知不再发送。"
    assert sql.column("SELECT DISTINCT cancelled FROM notice") == ["演练不发送恢复前的通知"]
    with begin() as session, pytest.raises(Refused, match="已经是演练"):
        perform(session, begin_rehearsal, RehearsalBegun(), TODAY, OPERATOR)
    assert violations() == []


def test_a_rehearsal_whose_mark_is_taken_away_does_not_verify(march: Acting, sql: Sql, violations: Violations) -> None:
    march.open("monthly_check", "2026-03")
    rehearse()
    sql("DELETE FROM rehearsal")
    assert any("演练" in fault or "rehearsal" in fault for fault in violations())
