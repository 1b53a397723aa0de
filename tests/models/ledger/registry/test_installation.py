"""init: the jurisdiction, its go-live date, the agency's row and the shipped calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.ledger.registry.installation import START_AGAIN

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


@pytest.mark.usefixtures("database")
def test_init_names_the_jurisdiction_its_agency_and_the_calendar(anyone: Acting, sql: Sql) -> None:
    summary = anyone.do("init", name="贵州省", go_live="2026-01-01")
    assert sql.rows("SELECT code, name, is_agency FROM department") == [("AGENCY", "贵州省目标绩效管理机构", True)]
    assert sql.value("SELECT count(*) FROM calendar_day") == summary.counts["calendar_days"] > 300
    assert sql.value("SELECT parent_id FROM jurisdiction WHERE name = '贵州省'") == 1


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("name", "more", "word"), [("贵阳市", {}, "市直"), ("第一师", {"organ_word": "师直"}, "师直")])
def test_a_jurisdiction_has_its_own_word_for_its_organs(
    anyone: Acting, sql: Sql, violations: Violations, name: str, more: dict[str, str], word: str
) -> None:
    summary = anyone.do("init", name=name, go_live="2026-01-01", **more)
    assert summary.words.endswith(f"本级机关称“{word}”。")
    assert sql.value("SELECT organ_word FROM jurisdiction WHERE go_live IS NOT NULL") == word
    assert violations() == []
    sql("UPDATE jurisdiction SET organ_word = '县直' WHERE go_live IS NOT NULL")
    assert violations() == [f"管辖 {name}：被更改，与台账不符。"]


@pytest.mark.usefixtures("database")
def test_a_name_from_which_no_word_follows_is_asked_for_it(anyone: Acting, sql: Sql) -> None:
    text = anyone.refused("init", name="第一师", go_live="2026-01-01")
    assert "请写明本级机关的称谓：--organ-word 市直" in text
    assert sql.value("SELECT count(*) FROM department") == 0


def test_refusals_and_due_dates_say_the_word_of_the_jurisdiction(march: Acting, sql: Sql) -> None:
    sql("UPDATE jurisdiction SET organ_word = '市直' WHERE go_live IS NOT NULL")
    assert "应由市直目标绩效管理机构办理" in march.office("D001").refused("mark_secret", target="T001", marking="秘密")
    march.lists("T001")
    march.do("set_limit", target="T001", limit="2026-03-27")
    words = sql.value("SELECT proof->>'words' FROM deadline WHERE rule = 'given_limit'")
    assert words == "在市直目标绩效管理机构明确的整改时限内完成整改"


def test_without_a_word_of_its_own_a_jurisdiction_says_the_one_of_the_standard(march: Acting, sql: Sql) -> None:
    assert sql.value("SELECT organ_word FROM jurisdiction WHERE go_live IS NOT NULL") is None
    assert "应由省直目标绩效管理机构办理" in march.office("D001").refused("mark_secret", target="T001", marking="秘密")


def test_init_a_second_time_changes_nothing(acting: Acting, sql: Sql) -> None:
    assert acting.do("init", name="贵州省", go_live="2026-01-01").counts == {"founded": 0}
    assert sql.value("SELECT count(*) FROM block") == 1


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("more", [{}, {"rehearsal": "是"}])
def test_as_long_as_nothing_was_done_a_mistyped_name_is_corrected_on_record(
    anyone: Acting, sql: Sql, violations: Violations, more: dict[str, str]
) -> None:
    anyone.do("init", name="贵州", go_live="2026-01-01", organ_word="市直", **more)
    summary = anyone.do("init", name="贵州省", go_live="2026-03-01", **more)
    assert summary.words == "管辖名称由“贵州”更正为“贵州省”，启用日期由2026-01-01更正为2026-03-01，本级机关称“省直”。"
    live = "SELECT name, organ_word, go_live::text FROM jurisdiction WHERE go_live IS NOT NULL"
    assert sql.rows(live) == [("贵州省", None, "2026-03-01")]
    assert sql.value("SELECT name FROM department") == "贵州省目标绩效管理机构"
    assert violations() == []
    sql("UPDATE jurisdiction SET name = '贵州' WHERE go_live IS NOT NULL")
    assert "管辖 贵州省：被删除，与台账不符。" in violations()


@pytest.mark.usefixtures("database")
def test_a_corrected_name_has_the_word_that_follows(anyone: Acting, sql: Sql) -> None:
    anyone.do("init", name="贵阳省", go_live="2026-01-01")
    assert anyone.do("init", name="贵阳市", go_live="2026-01-01").words.endswith("本级机关称“市直”。")
    assert "请写明本级机关的称谓" in anyone.refused("init", name="第一师", go_live="2026-01-01")
    assert sql.value("SELECT organ_word FROM jurisdiction WHERE go_live IS NOT NULL") == "市直"


def test_after_an_import_the_name_stays(acting: Acting) -> None:
    acting.take("departments", {"编码": "D001", "名称": "第001厅"})
    text = acting.refused("init", name="云南省", go_live="2026-01-01")
    assert (
        text
        == f"本系统已初始化为“贵州省”（2026-01-01启用），已有导入或办理，不能改为“云南省”（2026-01-01）。{START_AGAIN}"
    )


def test_as_long_as_nothing_was_opened_another_day_corrects_the_first_on_record(
    acting: Acting, sql: Sql, violations: Violations
) -> None:
    summary = acting.do("init", name="贵州省", go_live="2026-03-01")
    assert (summary.words, summary.counts["corrected"]) == ("启用日期由2026-01-01更正为2026-03-01。", 1)
    assert sql.column("SELECT detail FROM transition WHERE record = 'jurisdiction' AND event = 'corrected'") == [
        {"from": "2026-01-01", "to": "2026-03-01"}
    ]
    assert "2026-03-01" in acting.on("2026-04-01").open("monthly_check", "2026-02").words
    assert violations() == []


def test_once_a_cycle_was_opened_the_day_stays(march: Acting) -> None:
    text = march.refused("init", name="贵州省", go_live="2026-03-01")
    assert (
        text
        == f"本系统已初始化为“贵州省”（2026-01-01启用），已有周期开启，不能改为“贵州省”（2026-03-01）。{START_AGAIN}"
    )


def test_an_opened_run_without_obligations_counts_too(acting: Acting) -> None:
    acting.on("2026-03-01").open("monthly_check", "2026-03")
    assert "已有周期开启" in acting.refused("init", name="贵州省", go_live="2026-03-01")


@pytest.mark.usefixtures("database")
def test_init_with_a_date_that_does_not_exist_is_refused(anyone: Acting, sql: Sql) -> None:
    assert "“启用日期”不是有效日期" in anyone.refused("init", name="贵州省", go_live="2026-02-30")
    assert sql.value("SELECT count(*) FROM department") == 0


def test_only_the_agency_may_init(acting: Acting) -> None:
    assert "“系统”不能执行“初始化”" in acting.system.refused("init", name="贵州省", go_live="2026-01-01")
