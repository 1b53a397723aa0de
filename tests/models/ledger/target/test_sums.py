"""Sums of parts among issued targets and drafts, named when a part is withdrawn or adjusted (1-2.3, 1-6.2, A52)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.complaints import ImportRefused
from models.ledger.target.sums import short_in_words, sums_of
from tests.conftest import SEEN_THERE
from tests.models.ledger.draft.lists import draft, issued_list

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

WHOLE = {
    "编号": "K1", "年度": "2026", "目标名称": "农村公路", "绩效要求": "建成1000公里", "数量": "1000", "单位": "公里",
    "责任部门": "D001", "上级目标编号": "", "下达日期": "2026-02-27",
}  # fmt: skip
PART = {**WHOLE, "绩效要求": "完成辖区任务", "责任部门": "D002", "上级目标编号": "K1"}
PAGE: dict[str, Any] = {"reason": "重复", "evidence": [str(SEEN_THERE)]}
WITHDRAWN = "SELECT detail FROM transition WHERE record = 'target' AND event = 'withdrawn'"


@pytest.fixture
def whole(march: Acting) -> Acting:
    """K1 asks 1,000 km, its parts 600 and 400."""
    march.take("targets", WHOLE, *(PART | {"编号": code, "数量": km} for code, km in (("K2", "600"), ("K3", "400"))))
    return march


def short(acting: Acting, code: str, without: str = "") -> list[str]:
    with begin() as session:
        return short_in_words(session, 2026, sums_of(session, acting.context(), 2026, {code}, without))


def test_targets_and_drafts_are_added_up(whole: Acting) -> None:
    draft(whole, "N1", "D002", 上级目标编号="K1", 绩效要求="建成50公里", 数量="50")
    assert short(whole, "K1") == short(whole, "N1") == []
    assert short(whole, "K2", without="K3") == ["“K1”1000公里，分解2项合计650公里，少350公里"]


def test_a_part_that_is_withdrawn_leaves_the_sum_on_record(whole: Acting, sql: Sql, violations: Violations) -> None:
    left = "“K1”1000公里，分解1项合计600公里，少400公里"
    words = whole.do("withdraw_target", target="K3", **PAGE).words
    assert words.endswith(f"作废。撤回后{left}，已连同撤回原因记录。")
    assert sql.value(WITHDRAWN) == {"reason": "重复", "lead": "第002厅", "left": left}
    assert violations() == []


def test_6_2_a_list_that_a_withdrawal_leaves_with_a_gap_is_on_record(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    codes = issued_list(march)
    words = march.on("2026-03-20").do("withdraw_target", target=codes[-1], **PAGE).words
    left = "第001厅初始目标清单缺本级目标1项"
    assert words.endswith(f"作废。撤回后{left}，已连同撤回原因记录。")
    assert sql.value(WITHDRAWN)["left"] == left
    assert violations() == []


def test_a_withdrawal_that_leaves_nothing_says_nothing(whole: Acting) -> None:
    whole.take("targets", WHOLE | {"编号": "K9"})
    assert "撤回后" not in whole.do("withdraw_target", target="K9", **PAGE).words


def test_an_adjusted_part_names_the_sum(whole: Acting) -> None:
    why: dict[str, Any] = {"ground": "不可抗力", "reason": "洪涝灾害", "evidence": [str(SEEN_THERE)]}
    office = whole.office("D002")
    office.do("request_adjustment", target="K3", quantity="300", **why)
    for who, number in (("head", "签〔2026〕1号"), ("leader", "签〔2026〕2号")):
        office.do(f"consent_{who}", target="K3", consented_on=office.day, consented_by=who, number=number)
    words = office.do("file_adjustment", target="K3").words
    assert words.endswith("调整后“K1”1000公里，分解2项合计900公里，少100公里。")


LAST = WHOLE | {"年度": "2025", "编号": "L1", "下达日期": "2025-02-27"}
PART_OF_LAST = LAST | {"编号": "L2", "绩效要求": "建成300公里", "数量": "300", "上级目标编号": "L1", "责任部门": "D002"}
OF_LAST = {"上级目标编号": "2025/L1", "绩效要求": "建成600公里", "数量": "600"}


def test_parts_of_several_years_are_added_up_to_a_whole_of_another_year(march: Acting) -> None:
    march.take("targets", LAST, PART_OF_LAST)
    draft(march, "N1", "D002", **OF_LAST)
    words = "“2025/L1”1000公里，分解2项合计900公里，少100公里"
    assert short(march, "N1") == [words]
    assert march.do("withdraw_draft", target="N1", reason="重复").words.endswith(
        "撤回后“2025/L1”1000公里，分解1项合计300公里，少700公里，已连同撤回原因记录。"
    )
    draft(march, "N2", "D002", **OF_LAST | {"绩效要求": "建成700公里", "数量": "700"})
    assert short(march, "N2") == []


def test_a_whole_counts_the_parts_of_later_years(march: Acting) -> None:
    march.take("targets", LAST, PART_OF_LAST)
    draft(march, "N1", "D002", **OF_LAST)
    with begin() as session:
        found = short_in_words(session, 2025, sums_of(session, march.context(), 2025, {"L1"}))
    assert found == ["“L1”1000公里，分解2项合计900公里，少100公里"]


def test_a_part_of_a_whole_of_another_year_with_an_unknown_unit_is_refused(march: Acting) -> None:
    march.take("targets", LAST)
    more = {"可加": "是", "单位": "座", "绩效要求": "建成600座", "数量": "600"}
    with pytest.raises(ImportRefused) as refused:
        draft(march, "N1", "D002", **OF_LAST | more)
    words = "可加填“是”，单位“座”不能换算为“公里”，请改正单位或者留空"
    assert [each.message for each in refused.value.complaints] == [words]
