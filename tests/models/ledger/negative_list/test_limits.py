"""整改时限 extended: with a reason and a notice; the old limit stays on record (6.2.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.intake.source import SignedPaper
from models.ledger.duty.register import list_obligations
from models.ledger.jurisdiction import home
from models.ledger.negative_list.register import list_entries
from models.ledger.paper_numbers import claim_number
from models.rules.errors import Unavailable
from models.rules.reminders import Colour
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Meanwhile, Sql, Violations


FROZEN_ON = "2027-02-19"  # the 29th working day after the fourth quarter
PAPER = {"number": "黔目标办发〔2026〕9号", "dated": "2026-09-10"}
LATER = {"target": "T001", "limit": "2026-11-10", "reason": "汛期影响施工"}
EXTENDED = LATER | PAPER
DUTY = """
SELECT o.state, o.due_version, x.due::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind = 'remediation'
"""


@pytest.fixture
@story
def limited(roster: Acting) -> Acting:
    """T001 is to be remedied by 20 October; today is 10 September."""
    roster.lists("T001", "进度滞后", "2026-09-08")
    roster.do("set_limit", target="T001", limit="2026-10-20")
    return roster


def test_an_extended_limit_is_notified_and_keeps_the_old_one_in_history(limited: Acting, sql: Sql) -> None:
    done = limited.do("extend_limit", **EXTENDED)
    assert done.words == "“目标T001”整改时限由2026-10-20延长至2026-11-10（黔目标办发〔2026〕9号，2026-09-10）。"
    assert sql.rows(DUTY) == [("open", 2, "2026-11-10")]
    detail = sql.value("SELECT detail FROM transition WHERE record = 'remediation' AND event = 'relimited'")
    assert detail == {"from": "2026-10-20", "to": "2026-11-10", "reason": "汛期影响施工", "decided_by": ""} | PAPER
    assert sql.column("SELECT audience FROM notice WHERE kind = 'relimited' ORDER BY 1") == ["head", "office"]


def test_a_new_limit_on_a_rest_day_is_remarked(limited: Acting) -> None:
    moved = limited.do("extend_limit", **EXTENDED | {"limit": "2026-11-07"}).words
    assert "延长至2026-11-07（周六，休息日，不顺延）（黔目标办发〔2026〕9号" in moved
    again = limited.on("2026-11-09").do("excuse_limit", **LATER | {"limit": "2026-11-14"}).words
    assert "另定为2026-11-14（周六，休息日，不顺延），" in again


def test_one_paper_extends_several_limits_and_is_named_of_another_date_and_of_another_use(limited: Acting) -> None:
    limited.lists("T002", "进度滞后", "2026-09-08")
    limited.do("set_limit", target="T002", limit="2026-10-20")
    limited.do("extend_limit", **EXTENDED)
    assert limited.do("extend_limit", **EXTENDED | {"target": "T002"}).words.endswith("，2026-09-10）。")
    later = limited.on("2026-09-11")
    again = later.do("extend_limit", **EXTENDED | {"limit": "2026-11-20", "dated": "2026-09-11"}).words
    assert again.endswith(f"同一文件（{PAPER['number']}）另用于延长整改时限的文件（2026，2026-09-10），请核对。")
    with begin() as session:
        assert "延长整改时限的文件（2026，2026-09-10）" in claim_number(session, home(session), PAPER["number"])


@pytest.mark.parametrize("day", ["2026-09-09", "2026-09-11"])
def test_the_paper_of_an_extension_is_not_older_than_the_listing_and_not_of_a_day_to_come(
    limited: Acting, day: str
) -> None:
    text = limited.refused("extend_limit", **EXTENDED | {"dated": day})
    assert text == f"批准文件日期{day}应在列入日期（2026-09-10）和今天（2026-09-10）之间，请核对。"


def test_a_limit_is_extended_twice_in_a_round_or_as_often_as_is_set(limited: Acting) -> None:
    for limit in ("2026-11-10", "2026-12-10"):
        limited.do("extend_limit", **EXTENDED | {"limit": limit})
    third = EXTENDED | {"limit": "2026-12-20"}
    text = limited.refused("extend_limit", **third)
    assert text == (
        "本轮整改时限已延长或另定2次，设定（limit_extensions）最多2次：现时限不变，完成后照常申报，逾期的留在记录里；"
        "复查未通过的，另定新一轮的时限（recheck）。"
    )
    limited.do("set_policy", key="limit_extensions", value="3次", basis="5号", valid_from="2026-09-01")
    assert limited.do("extend_limit", **third).counts["extended"] == 1
    with begin() as session:
        (entry,) = list_entries(session, limited.day)
    assert entry["extended"] == "延期3次，原时限2026-10-20"


def test_beyond_the_fourth_list_of_the_year_only_the_leading_group_extends(limited: Acting) -> None:
    body = {"kind": "领导小组", "name": "省目标绩效领导小组", "basis": "黔委〔2026〕1号", "valid_from": "2026-01-01"}
    limited.do("register_body", **body)
    later = EXTENDED | {"limit": FROZEN_ON}
    assert "“省委”不是2026-09-10在任的这类单位" in limited.refused("extend_limit", **later, decided_by="省委")
    limited.do("extend_limit", **later)
    beyond = later | {"limit": str(date.fromisoformat(FROZEN_ON) + timedelta(days=1))}
    what = f"整改时限延长到2026年第四季度负面清单形成的日期（{FROZEN_ON}）以后须由领导小组决定"
    assert limited.refused("extend_limit", **beyond).startswith(what)
    assert limited.refused("extend_limit", **beyond, decided_by="省目标办").startswith(what)
    assert limited.do("extend_limit", **beyond, decided_by="领导小组").counts["extended"] == 1


def test_a_limit_is_not_extended_backwards(limited: Acting) -> None:
    text = limited.refused("extend_limit", **EXTENDED | {"limit": "2026-10-20"})
    assert text == "现整改时限为2026-10-20，延长后的时限须在其后。"


def test_a_limit_that_is_excused_is_not_set_in_the_past(limited: Acting) -> None:
    text = limited.on("2026-11-20").refused("excuse_limit", **LATER)
    assert text == "整改时限2026-11-10不能早于今天（2026-11-20）。"


def test_a_round_declared_complete_has_no_limit_to_extend(limited: Acting) -> None:
    limited.do("declare_completion", target="T001", completed_on="2026-09-10", measures="已补建")
    assert limited.refused("extend_limit", **EXTENDED) == "本轮整改已申报完成，不能再改整改时限。"


def test_a_limit_that_does_not_run_during_an_appeal_is_not_extended(limited: Acting) -> None:
    limited.office("D001").do("lodge_appeal", target="T001", ground="已按期完成")
    limited.do("accept_appeal", target="T001")
    assert limited.refused("extend_limit", **EXTENDED) == "申诉期间该事项中止，裁定后再办理。"


def test_a_waived_round_has_no_limit_to_extend(limited: Acting, sql: Sql) -> None:
    number = sql.value("SELECT id FROM obligation WHERE kind = 'remediation'")
    limited.do("waive", obligation=number, reason="项目已取消")
    assert limited.refused("extend_limit", **EXTENDED) == "本轮整改的应办事项已豁免，不能改整改时限。"


def test_of_two_extensions_at_once_one_is_done(limited: Acting, meanwhile: Meanwhile, sql: Sql) -> None:
    meanwhile("UPDATE remediation", lambda: limited.do("extend_limit", **EXTENDED))
    with pytest.raises(Unavailable, match="刚刚被另一操作更改"):
        limited.do("extend_limit", **EXTENDED | {"limit": "2026-10-30"})
    assert sql.rows(DUTY) == [("open", 2, "2026-11-10")]


def test_a_limit_that_has_passed_is_not_extended(limited: Acting, sql: Sql) -> None:
    text = limited.on("2026-10-21").refused("extend_limit", **EXTENDED)
    assert text == (
        "整改时限2026-10-20已过，不能延长。另定时限须经复查或裁定，或凭签批件另定：mubiao act excuse_limit。"
    )
    assert sql.rows(DUTY) == [("open", 1, "2026-10-20")]


def test_a_passed_limit_is_replaced_on_a_paper_and_its_lateness_stays(limited: Acting, sql: Sql) -> None:
    done = limited.on("2026-10-22").do("excuse_limit", **LATER)
    assert done.words == "“目标T001”整改时限2026-10-20已过2个工作日，另定为2026-11-10，逾期记录保留。"
    assert sql.rows(DUTY) == [("open", 2, "2026-11-10")]
    detail = sql.value("SELECT detail FROM transition WHERE record = 'obligation' AND event = 'moved'")
    why = {"reason": "汛期影响施工", "overdue": 2, "decided_by": ""}
    assert detail == {"from": "2026-10-20", "to": "2026-11-10"} | why
    assert sql.column("SELECT audience FROM notice WHERE kind = 'relimited' ORDER BY 1") == ["head", "office"]


def test_a_limit_that_is_excused_counts_as_extended(limited: Acting) -> None:
    limited.do("extend_limit", **EXTENDED | {"limit": "2026-10-27"})
    later = limited.on("2026-10-29")
    later.do("excuse_limit", **LATER)
    with begin() as session:
        (entry,) = list_entries(session, later.day)
    assert entry["extended"] == "延期2次，原时限2026-10-20"
    third = later.on("2026-11-12").refused("excuse_limit", **LATER | {"limit": "2026-12-10"})
    assert third.startswith("本轮整改时限已延长或另定2次")


def test_beyond_the_fourth_list_of_the_year_only_the_leading_group_excuses(limited: Acting) -> None:
    body = {"kind": "领导小组", "name": "省目标绩效领导小组", "basis": "黔委〔2026〕1号", "valid_from": "2026-01-01"}
    limited.do("register_body", **body)
    beyond, later = LATER | {"limit": "2029-12-31"}, limited.on("2026-10-22")
    what = f"整改时限延长到2026年第四季度负面清单形成的日期（{FROZEN_ON}）以后须由领导小组决定，请写明决定的单位"
    assert later.refused("excuse_limit", **beyond).startswith(what)
    assert later.do("excuse_limit", **beyond, decided_by="领导小组").counts["excused"] == 1


def test_a_limit_that_has_not_passed_is_not_excused(limited: Acting) -> None:
    text = limited.on("2026-10-20").refused("excuse_limit", **LATER)
    assert text == "整改时限2026-10-20还没有过，延长请用：mubiao act extend_limit。"


def test_a_paper_that_is_older_than_the_passed_limit_excuses_nothing(limited: Acting, sql: Sql) -> None:
    later = limited.on("2026-10-22")
    paper = SignedPaper(number="签字1号", dated=date(2026, 10, 19))
    signing = replace(later, actor=replace(later.actor, paper=paper), signs=False)
    text = signing.refused("excuse_limit", **LATER)
    assert text == "签字文件日期2026-10-19早于现整改时限（2026-10-20），不是对其的签字，请核对。"
    assert sql.rows(DUTY) == [("open", 1, "2026-10-20")]


@pytest.fixture
def resumed(contested: Acting) -> Acting:
    """T001 was to be remedied by 20 October, and is by 3 November: its appeal was withdrawn; today is 22 October."""
    contested.do("accept_appeal", target="T001")
    contested.on("2026-10-12").office("D001").do("withdraw_appeal", target="T001", reason="已核对清楚")
    return contested.on("2026-10-22")


def test_4_3_a_limit_that_an_appeal_moved_has_not_passed_before(resumed: Acting, sql: Sql) -> None:
    assert sql.rows(DUTY) == [("open", 2, "2026-11-03")]
    text = resumed.refused("excuse_limit", **LATER)
    assert text == "整改时限2026-11-03还没有过，延长请用：mubiao act extend_limit。"
    done = resumed.do("extend_limit", **EXTENDED | {"dated": "2026-10-22"})
    assert done.words == "“目标T001”整改时限由2026-11-03延长至2026-11-10（黔目标办发〔2026〕9号，2026-10-22）。"
    assert sql.value("SELECT payload ->> 'from' FROM notice WHERE kind = 'relimited' LIMIT 1") == "2026-11-03"


def test_4_3_a_limit_that_an_appeal_moved_is_not_shortened_by_an_extension(resumed: Acting) -> None:
    text = resumed.on("2026-10-19").refused("extend_limit", **EXTENDED | {"limit": "2026-10-25"})
    assert text == "现整改时限为2026-11-03，延长后的时限须在其后。"


def test_4_3_a_limit_that_an_appeal_moved_is_late_by_the_days_since(resumed: Acting) -> None:
    done = resumed.on("2026-11-05").do("excuse_limit", **LATER)
    assert done.words == "“目标T001”整改时限2026-11-03已过2个工作日，另定为2026-11-10，逾期记录保留。"


def test_4_3_a_withdrawn_declaration_is_told_the_limit_that_an_appeal_moved(resumed: Acting) -> None:
    office = resumed.office("D001")
    office.do("declare_completion", target="T001", completed_on="2026-10-21", measures="加班施工")
    done = office.do("withdraw_completion", target="T001", reason="尚未完工")
    assert done.words == "已撤回“目标T001”的完成申报，整改时限仍为2026-11-03。"


BY_PAPER = {"number": "黔目标函〔2026〕9号", "dated": "2026-03-02"}
OWED = """
SELECT o.subject, o.state, x.due::text, o.counted_on::text, o.late, w.is_agency FROM obligation o
JOIN deadline x ON x.id = o.deadline_id JOIN department w ON w.id = o.owed_by WHERE o.kind = 'limit_owed' ORDER BY o.id
"""
FORGET = "DELETE FROM obligation WHERE kind = 'limit_owed'"  # no duty stands for it


@pytest.fixture
@story
def listed(march: Acting) -> Acting:
    """T001 was listed today, on Thursday, 24 September; the holiday of the Mid-Autumn Festival lasts until the 27th."""
    march.on("2026-09-24").lists("T001", "进度滞后", "2026-09-23")
    return march.on("2026-09-24")


def test_a48_a_listed_entry_without_a_limit_is_owed_one_on_the_next_working_day(listed: Acting, sql: Sql) -> None:
    assert sql.rows(OWED) == [("2026/T001/1", "open", "2026-09-28", None, None, True)]
    with begin() as session:
        (item,) = list_obligations(session, listed.day, kind="limit_owed")
    assert (item.title, item.colour, item.days_left) == ("明确整改时限“目标T001”", Colour.YELLOW, 1)


@pytest.mark.parametrize(("day", "late"), [("2026-09-28", False), ("2026-09-29", True)])
def test_a48_the_limit_discharges_the_duty(listed: Acting, sql: Sql, day: str, *, late: bool) -> None:
    listed.on(day).do("set_limit", target="T001", limit="2026-10-30")
    assert sql.rows(OWED) == [("2026/T001/1", "discharged", "2026-09-28", day, late, True)]


def test_a48_the_agency_is_reminded(listed: Acting, sql: Sql) -> None:
    for day in ("2026-09-28", "2026-09-29"):
        listed.on(day).system.do("remind")
    rows = sql.rows("SELECT kind, audience, occasion FROM notice WHERE subject LIKE 'limit_owed%' ORDER BY id")
    assert rows == [("reminder", "agency", "1|T"), ("overdue", "agency", "1|T+1")]


@pytest.mark.usefixtures("contested")
def test_a_signature_with_a_limit_opens_no_duty(sql: Sql) -> None:
    assert sql.rows(OWED) == []


def test_the_sweep_opens_the_duties_of_entries_of_before_once(listed: Acting, sql: Sql) -> None:
    sql(FORGET)
    sweep = listed.on("2026-10-12").system
    assert sweep.do("open_owed_limits").words == "补开明确整改时限1项。"
    assert sweep.do("open_owed_limits").words == "明确整改时限无需补开。"
    assert sql.rows(OWED) == [("2026/T001/1", "open", "2026-10-13", None, None, True)]


def test_a_waived_duty_is_not_opened_again(listed: Acting, sql: Sql) -> None:
    listed.do(
        "waive",
        obligation=sql.value("SELECT id FROM obligation WHERE kind = 'limit_owed'"),
        reason="已合并办理",
        number="黔目标函〔2026〕9号",
        dated="2026-03-02",
    )
    assert listed.on("2026-09-28").system.do("open_owed_limits").counts == {"opened": 0}
    assert listed.do("set_limit", target="T001", limit="2026-10-30").counts["opened"] == 1


@pytest.fixture
def appealed(listed: Acting) -> Acting:
    """The appeal against T001 was accepted today, on 28 September, the day on which the limit is due."""
    listed.office("D001").do("lodge_appeal", target="T001", ground="另有34公里已完工")
    listed.on("2026-09-28").do("accept_appeal", target="T001")
    return listed.on("2026-09-28")


def test_no_limit_is_owed_while_an_appeal_is_accepted(appealed: Acting, sql: Sql) -> None:
    assert sql.rows(OWED) == [("2026/T001/1", "suspended", "2026-09-28", None, None, True)]
    appealed.on("2026-09-30").office("D001").do("withdraw_appeal", target="T001", reason="已协商")
    assert sql.rows(OWED) == [("2026/T001/1", "open", "2026-10-08", None, None, True)]


def test_the_department_reads_no_day_of_the_agency(appealed: Acting, sql: Sql) -> None:
    appealed.on("2026-09-30").office("D001").do("withdraw_appeal", target="T001", reason="已协商")
    days = "SELECT DISTINCT payload -> 'days' FROM notice WHERE kind = 'appeal_answered' AND occasion = 'taken_back'"
    assert sql.column(days) == [[]]


def test_the_sweep_opens_none_while_an_appeal_is_accepted(appealed: Acting, sql: Sql) -> None:
    sql(FORGET)
    assert appealed.system.do("open_owed_limits").counts == {"opened": 0}
    appealed.office("D001").do("withdraw_appeal", target="T001", reason="已协商")
    assert appealed.on("2026-09-29").system.do("open_owed_limits").counts == {"opened": 1}


@pytest.mark.usefixtures("listed")
def test_an_open_duty_is_whole(violations: Violations) -> None:
    assert violations() == []
