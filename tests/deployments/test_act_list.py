"""A list of acts: checked before the first, the same request for the same content, stopped at the first refusal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from deployments.act_entry import Entry
from deployments.act_list import ListedAct, check_list, perform_list
from models.intake.act_items import ListRefused, read_array
from models.ledger.acts import ACTS
from models.rules.errors import Refused
from tests.conftest import rehearse

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

DAY = date(2026, 3, 11)
OPINION = {"department": "D001", "content": "路灯不亮", "channel": "来信"}
REPORT = {"department": "D002", "period": "2026-03", "lines": [{"target": "T003", "progress": 50}]}


@pytest.fixture(autouse=True)
def rehearsed(march: Acting) -> Acting:
    rehearse()
    return march


def planned(*items: dict[str, Any], by: str | None = None) -> list[ListedAct]:
    return [ListedAct(item, item.data, Entry(by)) for item in read_array("清单.json", items).items]


def check(*items: dict[str, Any], act: str = "record_opinion", by: str | None = None, series: str | None = None) -> Any:
    return check_list(ACTS[act], planned(*items, by=by), DAY, series)


def ids(*items: dict[str, Any], **more: Any) -> list[str]:
    return [each.request_id for each in check(*items, **more)]


def test_the_same_content_is_the_same_request_wherever_it_stands() -> None:
    other = {**OPINION, "content": "积水"}
    assert sorted(ids(OPINION, other)) == sorted(ids(other, OPINION))


def test_a_field_in_another_spelling_or_order_is_the_same_content() -> None:
    spelt = {"channel": " 来信 ", "content": "路灯不亮", "department": "D001"}
    assert ids(OPINION) == ids(spelt)


@pytest.mark.parametrize(
    "more", [{"content": "路灯太亮"}, {"received_on": "2026-03-10"}, {"limit": "2026-04-10"}, {"department": "D002"}]
)
def test_another_content_is_another_request(more: dict[str, str]) -> None:
    assert ids(OPINION) != ids({**OPINION, **more})


def test_the_second_of_two_equal_acts_is_a_request_of_its_own() -> None:
    first, second = ids(OPINION, OPINION)
    assert first != second
    assert ids(OPINION, {**OPINION, "content": "积水"}, OPINION)[::2] == [first, second]


def test_another_series_another_person_and_another_act_are_other_requests() -> None:
    assert ids(OPINION) != ids(OPINION, series="四月")
    assert ids(OPINION, series="四月")[0].startswith("四月/")
    of = {"act": "submit_report"}
    assert ids(REPORT, by="D002/目标办", **of) != ids({**REPORT, "department": "D001"}, by="D001/目标办", **of)


def test_a_person_is_looked_up_once_and_refused_at_every_act() -> None:
    with pytest.raises(ListRefused) as refusal:
        check(REPORT, REPORT, act="submit_report", by="D009/目标办")
    assert [each.cell for each in refusal.value.complaints] == ["第1项", "第2项"]


def test_an_act_of_a_file_takes_no_list() -> None:
    with pytest.raises(Refused, match="需要文件，请使用：mubiao import"):
        check({}, act="import_reports")


def test_a_marked_target_is_not_quoted_in_a_fault(rehearsed: Acting) -> None:
    rehearsed.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    with pytest.raises(ListRefused) as refusal:
        check({"target": "T001", "limit": "T001的秘密"}, act="set_limit")
    assert "T001" not in refusal.value.message


def test_nothing_is_done_after_the_first_refusal(sql: Sql) -> None:
    ready = check(OPINION, {**OPINION, "department": "D077"}, {**OPINION, "content": "积水"})
    outcomes = list(perform_list(ACTS["record_opinion"], ready, DAY))
    assert [each.place for each in outcomes] == ["第1项", "第2项"]
    assert isinstance(outcomes[1].refusal, Refused)
    assert sql.column("SELECT content FROM opinion") == ["路灯不亮"]


def test_what_was_done_before_has_its_day_and_its_first_result(sql: Sql) -> None:
    [first] = perform_list(ACTS["record_opinion"], check(OPINION), DAY)
    [again] = perform_list(ACTS["record_opinion"], check_list(ACTS["record_opinion"], planned(OPINION), None), None)
    assert (again.done_on, again.summary) == (DAY, first.summary)
    assert sql.column("SELECT content FROM opinion") == ["路灯不亮"]


def test_an_act_done_by_another_between_check_and_performing_is_done_once(sql: Sql) -> None:
    first, second = check(OPINION), check(OPINION)
    results = [next(iter(perform_list(ACTS["record_opinion"], ready, DAY))) for ready in (first, second)]
    assert results[0].summary == results[1].summary
    assert sql.column("SELECT content FROM opinion") == ["路灯不亮"]
