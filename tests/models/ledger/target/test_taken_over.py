"""接管的目标: after the first month new targets go by drafts, or name the paper that issued them (A71)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from models.rules.errors import Refused
from models.rules.issue_day import first_month_ends
from tests.models.ledger.draft.lists import issued_list

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

NEW = {"编号": "T009", "年度": "2026", "目标名称": "农村公路", "绩效要求": "建成公路", "责任部门": "D001"}
OWN = NEW | {"目标类别": "职能绩效目标", "目标来源": "本级目标"}
PAPER = ("黔目标〔2026〕3号", date(2026, 2, 27))
TOLD = "SELECT audience, payload FROM notice WHERE kind = 'targets_taken_over'"


def refused(acting: Acting, *rows: dict[str, Any], taken_over: tuple[str, date] | None = None, **more: Any) -> str:
    with pytest.raises(Refused) as refusal:
        acting.take("targets", *rows, taken_over=taken_over, **more)
    return refusal.value.message


@pytest.mark.parametrize(
    ("begun", "ends"),
    [
        ("2026-01-01", "2026-01-31"),
        ("2026-12-15", "2027-01-14"),
        ("2026-01-31", "2026-02-27"),
        ("2026-02-28", "2026-03-27"),
    ],
)
def test_the_first_month_ends_on_the_day_before_the_same_day(begun: str, ends: str) -> None:
    assert first_month_ends(date.fromisoformat(begun)) == date.fromisoformat(ends)


def test_new_targets_are_taken_within_the_first_month_and_refused_after_it(acting: Acting, departments: Any) -> None:
    departments(1)
    assert acting.on("2026-01-31").take("targets", NEW, taken_over=None).counts["new"] == 1
    text = refused(acting.on("2026-02-01"), *(NEW | {"编号": f"T{n:03d}"} for n in range(9, 16)))
    assert text.startswith(
        "未导入：6项新目标（T010、T011、T012、T013、T014等）须经草案下达，启用后的第一个月已于2026-01-31终了。"
    )
    assert "--taken-over 文号 日期" in text


def test_the_month_begins_on_the_day_of_founding_if_that_is_later(acting: Acting, departments: Any, sql: Sql) -> None:
    departments(1)
    sql("UPDATE jurisdiction SET go_live = '2025-06-01' WHERE go_live IS NOT NULL")
    assert acting.on("2026-01-31").take("targets", NEW, taken_over=None).counts["new"] == 1
    sql("UPDATE jurisdiction SET go_live = '2026-03-01' WHERE go_live IS NOT NULL")
    assert acting.on("2026-03-31").take("targets", NEW | {"编号": "T010"}, taken_over=None).counts["new"] == 1


@pytest.mark.usefixtures("database")
def test_a_rehearsal_counts_its_first_month_from_the_first_day_that_it_rehearses(anyone: Acting) -> None:
    anyone.on("2026-11-30").do("init", name="贵州省", go_live="2026-01-01", rehearsal=True)
    anyone.take("departments", {"编码": "D001", "名称": "第001厅"})
    assert "启用后的第一个月已于2026-01-31终了" in refused(anyone.on("2026-02-01"), NEW)


def test_rows_that_are_there_and_corrections_are_as_before(march: Acting) -> None:
    there = {"编号": "T001", "年度": "2026", "目标名称": "目标T001", "责任部门": "D001"}
    assert march.take("targets", there, taken_over=None).counts["same"] == 1
    changed = there | {"目标名称": "目标T00l"}
    assert march.take("targets", changed, reason="录入有误", taken_over=None).counts["changed"] == 1


def test_next_to_a_list_issued_from_drafts_new_targets_go_by_drafts_at_once(march: Acting, sql: Sql) -> None:
    issued_list(march)
    sql("UPDATE jurisdiction SET go_live = '2026-03-01' WHERE go_live IS NOT NULL")
    assert "1项新目标（T009）须经草案下达，该部门当年的目标清单已经草案下达。" in refused(march.on("2026-03-20"), NEW)
    others = NEW | {"责任部门": "D002"}
    assert march.on("2026-03-20").take("targets", others, taken_over=None).counts["new"] == 1


def test_what_a_paper_issued_goes_on_and_says_what_is_missing(march: Acting, sql: Sql, violations: Violations) -> None:
    answer = march.take("targets", OWN, taken_over=PAPER).words
    lacking = "第001厅2026年：缺脱贫攻坚目标1项、缺本级目标5项"
    assert f"其中1项由黔目标〔2026〕3号（2026-02-27）下达，未经系统审批下达；{lacking}" in answer
    [(audience, payload)] = sql.rows(TOLD)
    assert (audience, payload["targets"], payload["number"]) == ("agency", 1, PAPER[0])
    assert payload["lines"][0].startswith(lacking)
    assert sql.rows("SELECT paper_number, paper_date::text FROM target WHERE code = 'T009'") == [
        (PAPER[0], "2026-02-27")
    ]
    assert march.take("targets", OWN, taken_over=PAPER).counts["new"] == 0
    assert (len(sql.rows(TOLD)), violations()) == (1, [])


@pytest.mark.parametrize(
    ("paper", "words"),
    [
        (("三号文", date(2026, 2, 27)), "“三号文”不是文号，--taken-over 须写明下达文件的机关代字、年份和序号"),
        (("黔目标〔2026〕3号", date(2026, 3, 6)), "--taken-over 的日期2026-03-06在今天（2026-03-05）之后"),
        (("黔目标〔2025〕3号", date(2025, 3, 6)), "--taken-over 的日期2025-03-06不是2026年度目标的下达日期"),
    ],
)
def test_a_paper_that_cannot_be_is_refused(march: Acting, sql: Sql, paper: tuple[str, date], words: str) -> None:
    assert words in refused(march, NEW, taken_over=paper)
    assert sql.value("SELECT count(*) FROM target") == 3


def test_a_row_that_names_another_paper_is_named_by_its_cell(march: Acting) -> None:
    with pytest.raises(ImportRefused) as refusal:
        march.take("targets", NEW | {"下达文号": "黔目标〔2026〕4号", "发文日期": "2026-02-26"}, taken_over=PAPER)
    first, second = refusal.value.complaints
    assert first.message == "下达文号“黔目标〔2026〕4号”与 --taken-over 的“黔目标〔2026〕3号”不同，请核对"
    assert second.message == "发文日期2026-02-26与 --taken-over 的2026-02-27不同，请核对"
    same = NEW | {"下达文号": "黔目标[2026]3号", "发文日期": "2026-02-27"}
    assert march.take("targets", same, taken_over=PAPER).counts["new"] == 1
