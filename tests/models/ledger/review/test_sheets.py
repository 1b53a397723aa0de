"""Import of a work list: with exactly the exported rows, or not at all (7.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.complaints import ImportRefused
from models.ledger.acts import OPERATOR
from models.ledger.doers import NOT_HIMSELF
from models.ledger.review.lines import lines_of
from models.rules.errors import Refused
from models.rules.periods import parse_period

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

REVIEWS = "SELECT t.code, r.outcome, r.reviewed_on::text FROM review r JOIN target t ON t.id = r.target_id ORDER BY 1"
DONE = {"T001": {"复核结果": "完成属实"}, "T003": {"复核结果": "材料不足", "复核说明": "未报自查"}}


def sheet(**filled: dict[str, str]) -> list[dict[str, Any]]:
    """张三's work list with the cells filled in by target."""
    with begin() as session:
        lines = [each for each in lines_of(session, 2, parse_period("2026Q1")) if each.row.assigned == "张三"]
    empty = dict.fromkeys(("复核结果", "复核说明", "复核日期"), "")
    about = {"季度": "2026Q1", "复核人": "张三"} | empty
    return [about | {"目标编号": each.row.code, "核对码": each.mark} | filled.get(each.row.code, {}) for each in lines]


def complaints(acting: Acting, *rows: dict[str, Any], match_rows: bool = False) -> list[str]:
    with pytest.raises(ImportRefused) as refusal:
        acting.take("reviews", *rows, match_rows=match_rows)
    return [str(each) for each in refusal.value.complaints]


def test_7_2_a_filled_in_work_list_is_taken_over(shared: Acting, sql: Sql, violations: Violations) -> None:
    done = shared.take("reviews", *sheet(**DONE))
    words = "2026年第一季度在线复核：登记2项（完成属实1项、材料不足1项）；还有1项待复核。"
    assert done.words == words
    assert done.counts == {"rows": 2, "new": 2, "changed": 0, "same": 0, "proposed": 0, "left": 1}
    assert sql.rows(REVIEWS) == [("T001", "confirmed", "2026-04-20"), ("T003", "lacking", "2026-04-20")]
    assert violations() == []


def test_an_open_row_may_be_filled_in_later(shared: Acting, sql: Sql) -> None:
    shared.take("reviews", *sheet(T001=DONE["T001"] | {"复核日期": "2026-04-17"}))
    assert sql.rows(REVIEWS) == [("T001", "confirmed", "2026-04-17")]
    again = shared.on("2026-04-21").take("reviews", *sheet(T001=DONE["T001"], T003=DONE["T003"]))
    assert (again.counts["new"], again.counts["same"]) == (1, 1)


def test_an_undone_target_is_proposed(shared: Acting, sql: Sql) -> None:
    shared.take("reviews", *sheet(T001={"复核结果": "未完成", "复核说明": "未盖章"}))
    assert sql.column("SELECT subject FROM obligation WHERE kind = 'onsite_confirmation'") == ["2026/T001/1"]


def test_rows_that_were_added_removed_or_of_another_quarter_are_named(shared: Acting, sql: Sql) -> None:
    first, second = sheet(**DONE)
    assert complaints(shared, first, second, first | {"目标编号": "T002"}) == [
        "表.csv 第4行“目标编号”列：目标编号“T002”不在分派给“张三”的目标中，请勿增加行"
    ]
    assert complaints(shared, first) == ["表.csv 第2行：缺少分派的1项目标：T003；请勿删除行，未复核的留空"]
    assert complaints(shared, first, second | {"季度": "2025Q4", "复核人": "李四"}) == [
        "表.csv 第3行“季度”列：季度“2025Q4”与本表的2026Q1不同，一张复核表只含一个季度",
        "表.csv 第3行“复核人”列：复核人“李四”与本表的“张三”不同，一张复核表只含一名复核人",
    ]
    assert sql.rows(REVIEWS) == []


def test_at_the_page_a_work_list_is_returned_by_its_reviewer(shared: Acting, sql: Sql) -> None:
    at_page = replace(OPERATOR, account="网页账号2")
    other, own = (replace(shared, actor=replace(at_page, entered_by=each)) for each in ("李四", "张三"))
    told = f"表.csv 第2行“复核人”列：复核人：{NOT_HIMSELF.format('李四')}".rstrip("。")
    assert complaints(other, *sheet(**DONE))[0] == told
    assert sql.rows(REVIEWS) == []
    assert own.take("reviews", *sheet(**DONE)).counts["new"] == 2


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"复核结果": "未完成"}, "“复核说明”列：复核说明：未完成须写明复核说明"),
        ({"复核说明": "未盖章"}, "“复核结果”列：复核结果为空，但填了复核说明"),
        (
            {"复核结果": "完成属实", "核对码": "0123456789ab"},
            "“核对码”列：核对码：填报或印证材料在导出后有变化，请重新导出，复核后再登记",
        ),
        (
            {"复核结果": "完成属实", "复核日期": "2026-04-21"},
            "“复核日期”列：复核日期2026-04-21在今天（2026-04-20）之后，请核对",
        ),
    ],
)
def test_a_wrong_conclusion_is_named_with_its_cell(shared: Acting, change: dict[str, str], complaint: str) -> None:
    assert complaints(shared, *sheet(T001=change)) == [f"表.csv 第2行{complaint}"]


ASKED = "核对无误的，导入时加 --match-rows"


def test_a_conclusion_without_its_mark_is_shown_with_the_declaration_and_taken_once_it_was_confirmed(
    shared: Acting, sql: Sql, violations: Violations
) -> None:
    rows = sheet(T001=DONE["T001"] | {"核对码": ""}, T003=DONE["T003"])
    [asked] = complaints(shared, *rows)
    assert asked == (
        "表.csv 第2行“核对码”列：核对码是空的，按编号、名称认作“目标T001（现申报已完成 100%）”："
        f"复核结果填为“完成属实”。{ASKED}"
    )
    assert sql.rows(REVIEWS) == []
    assert shared.take("reviews", *rows, match_rows=True).counts["new"] == 2
    assert shared.take("reviews", *rows).counts["same"] == 2
    assert violations() == []


def test_a_work_list_whose_column_of_marks_is_gone_is_asked_about_by_its_conclusions(shared: Acting) -> None:
    rows = sheet(T003=DONE["T003"])
    for row in rows:
        del row["核对码"]
    [asked] = complaints(shared, *rows)
    assert asked.endswith(f"“目标T003（现申报未报）”：复核结果填为“材料不足”；复核说明填为“未报自查”。{ASKED}")
    assert shared.take("reviews", *rows, match_rows=True).counts["new"] == 1


def test_4_7_of_a_marked_target_a_row_without_its_mark_shows_the_pointer_and_no_declaration(shared: Acting) -> None:
    shared.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    [asked] = complaints(shared, *sheet(T001=DONE["T001"] | {"核对码": ""}))
    assert "认作“目标T001（工作秘密）（现申报内容不在此显示）”" in asked


def test_after_a_conclusion_a_row_needs_its_mark(shared: Acting, sql: Sql) -> None:
    rows = sheet(T001=DONE["T001"] | {"核对码": ""})
    assert shared.take("reviews", *rows, match_rows=True).words.endswith("没有核对码的行按目标编号认定1项。")
    before = sql.rows(REVIEWS)
    refused = "是空的，该目标已有复核结论，更改或对新的填报再作结论，请用重新导出的复核表"
    corrected = sheet(T001={"复核结果": "未完成", "复核说明": "未盖章", "核对码": ""})
    lines = [{"target": "T001", "progress": 70}, {"target": "T002", "progress": 50}]
    assert complaints(shared, *corrected, match_rows=True)[0].endswith(refused)
    shared.office("D001").do("file_self_check", department="D001", period="2026Q1", lines=lines)
    assert [each[-len(refused) :] for each in complaints(shared, *rows, match_rows=True)] == [refused]
    assert sql.rows(REVIEWS) == before
    shared.take("reviews", *sheet(T001={"复核结果": "未完成", "复核说明": "只有70%"}))
    assert complaints(shared, *rows, match_rows=True)[0].endswith(refused)


def test_a_wrong_mark_and_a_row_that_was_not_assigned_stay_refused(shared: Acting, sql: Sql) -> None:
    [wrong] = complaints(shared, *sheet(T001=DONE["T001"] | {"核对码": "0123456789ab"}), match_rows=True)
    assert "填报或印证材料在导出后有变化" in wrong
    row = sheet(**DONE)[0]
    added = row | {"目标编号": "T002", "核对码": ""}
    assert "不在分派给“张三”的目标中" in complaints(shared, *sheet(**DONE), added, match_rows=True)[0]
    assert sql.rows(REVIEWS) == []


def test_an_undeclared_target_cannot_be_confirmed(shared: Acting) -> None:
    (text,) = complaints(shared, *sheet(T003={"复核结果": "完成属实"}))
    assert text == "表.csv 第3行“复核结果”列：复核结果：未报自查，没有可以属实的内容，请填未完成或材料不足"


def test_a_row_that_cannot_be_read_is_not_taken_for_a_missing_one(shared: Acting) -> None:
    (text,) = complaints(shared, *sheet(T003={"复核结果": "尚可"}))
    assert text.startswith("表.csv 第3行“复核结果”列：复核结果“尚可”不在可选范围内")
    both = complaints(shared, *sheet(T001={"复核结果": "尚可"}, T003={"复核结果": "尚可"}))
    assert len(both) == 2


def test_an_empty_work_list_and_a_quarter_that_is_not_over_are_refused(shared: Acting) -> None:
    with pytest.raises(Refused, match=r"^未导入：“表.csv”没有填写复核结果。$"):
        shared.take("reviews", *sheet())
    with pytest.raises(Refused, match=r"^2026年第二季度尚未结束"):
        shared.take("reviews", *[row | {"季度": "2026Q2"} for row in sheet(**DONE)])


@pytest.mark.parametrize("pace", ["红", "=1+1", ""])
def test_the_pace_that_a_sheet_shows_is_not_read(shared: Acting, pace: str) -> None:
    rows = [each | {"进度状态": pace} for each in sheet(**DONE)]
    assert shared.take("reviews", *rows).counts["new"] == 2
