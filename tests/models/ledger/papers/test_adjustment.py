"""《目标调整备案》 as a paper: the newest filed adjustment with both consents, and what was asked before and after."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.papers.adjustment import AdjustmentPaper, adjustment_paper
from models.rules.errors import Refused
from models.rules.kinds import AdjustmentGround
from tests.models.ledger.target.trees import tree

if TYPE_CHECKING:
    from tests.conftest import Acting


def paper(code: str = "T009") -> AdjustmentPaper:
    with begin() as session:
        return adjustment_paper(session, code, 2026)


@pytest.mark.usefixtures("filed")
def test_a_filed_adjustment_has_both_consents_and_the_versions_before_and_after() -> None:
    found = paper()
    assert (found.title, found.key) == ("关于“农村公路”目标调整备案的通知", "2026/T009/1")
    assert (found.department, found.indicator, found.number, found.version) == ("第001厅", "", 1, 2)
    assert (found.ground, found.reason) == (AdjustmentGround.MAJOR_POLICY, "省政府调减年度任务")
    assert found.head == "王建国2026年4月3日同意（厅签〔2026〕8号）"
    assert found.leader == "赵立2026年4月7日同意（省签〔2026〕31号）"
    assert found.changes == (("数量", "1000", "860"),)
    assert found.signature.day == date(2026, 4, 10)


def test_it_is_numbered_once(filed: Acting) -> None:
    filed.do("issue_paper", kind="目标调整备案", subject="T009", number="黔目标办发〔2026〕5号")
    assert paper().signature.number == "黔目标办发〔2026〕5号"


def test_what_is_not_filed_has_no_paper(consented: Acting) -> None:
    with pytest.raises(Refused, match="2026年目标T009没有已备案的调整"):
        paper()
    consented.office("D001").do("file_adjustment", target="T009")
    consented.do("return_adjustment", target="T009", reason="缺签批件")
    with pytest.raises(Refused, match="没有已备案的调整"):
        paper()


def test_an_adjusted_leaf_is_shown_as_it_was_and_as_it_is(april: Acting, policy: str) -> None:
    april.take("targets", {"编号": "T010", "目标名称": "县道", "年度": "2026", "责任部门": "D001"})
    april.take("indicators", *tree("T010"))
    office = april.office("D001")
    office.do(
        "request_adjustment",
        target="T010",
        indicator="1-1",
        ground="重大政策",
        reason="调减",
        deadline="2026-10-15",
        evidence=policy,
    )
    for who in ("head", "leader"):
        office.do(
            f"consent_{who}",
            target="T010",
            consented_on=april.day.isoformat(),
            consented_by=who,
            number="签〔2026〕8号",
        )
    office.do("file_adjustment", target="T010")
    found = paper("T010")
    assert found.indicator == "1-1"
    assert found.changes == (("完成时限", "2026年9月30日", "2026年10月15日"),)


def test_content_of_a_marked_target_is_not_in_the_paper(filed: Acting) -> None:
    filed.do("mark_secret", target="T009", marking="工作秘密", reason="涉密任务")
    found = paper()
    assert found.title == "关于“目标T009（工作秘密）”目标调整备案的通知"
    assert "省政府调减年度任务" not in str(found)


def test_the_paper_has_the_name_that_the_department_had_then(filed: Acting) -> None:
    later = filed.on("2026-05-06")
    later.do(
        "rename_department",
        department="D001",
        name="交通厅",
        effective_on="2026-05-06",
        basis="黔编〔2026〕1号",
    )
    assert paper().department == "第001厅"
