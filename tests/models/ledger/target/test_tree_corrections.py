"""更正 of indicators: typing errors with a reason and the source page; everything else needs an adjustment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.rules.errors import Refused
from tests.models.ledger.target.trees import NODES, complaints, counts, leaf, tree

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

TYPO = "数量录入有误"
NOTICES = "SELECT audience, occasion, payload FROM notice WHERE kind = 'target_corrected' ORDER BY id"


@pytest.fixture
def planted(march: Acting) -> Acting:
    """T001 has a tree."""
    march.take("indicators", *tree())
    return march


def test_without_a_reason_an_issued_indicator_does_not_change(planted: Acting, sql: Sql) -> None:
    [name, quantity] = complaints(planted, leaf("2", 数量="75", 指标名称="指标二"))
    assert quantity.startswith("第2行“数量”列：数量与已下达的指标不同（现为“7.50”）；目标下达后的调整须按6.1.7办理")
    assert name.startswith("第2行“指标名称”列：指标名称与已下达的指标不同（现为“指标2”）；")
    assert "确系录入错误的，用 --correction 写明原因更正" in quantity
    assert len(sql.rows(NODES)) == 4


def test_an_emptied_cell_is_a_change_too(planted: Acting) -> None:
    [found] = complaints(planted, leaf("1-1", ""))
    assert "上级指标与已下达的指标不同（现为“1”）" in found


def test_a_typing_error_is_corrected_with_its_page(planted: Acting, sql: Sql, violations: Violations) -> None:
    assert counts(planted, leaf("2", 数量="75"), leaf("1-1", "1"), reason=TYPO) == (0, 1, 1)
    assert sql.rows(NODES)[3:] == [
        ("2", "", sql.value("SELECT 7.50"), "公里", "not_less", 1, 0),
        ("2", "", 75, "公里", "not_less", 1, 1),
    ]
    detail = sql.value("SELECT detail FROM transition WHERE event = 'corrected'")
    assert detail == {"from": {"quantity": "7.50"}, "to": {"quantity": "75"}, "reason": TYPO}
    assert sql.column("SELECT record_key FROM exhibit") == ["2026|T001|2|1|1"]
    assert counts(planted, leaf("2", 数量="75")) == (0, 0, 1)
    assert violations() == []


def test_the_offices_are_told_of_a_correction(planted: Acting, sql: Sql) -> None:
    planted.take("indicators", leaf("2", 数量="75"), reason=TYPO)
    (office, occasion, payload), (head, *_) = sql.rows(NOTICES)
    assert (office, head, occasion) == ("office", "head", "1/2/1/D001")
    assert payload["changes"] == [["指标2数量", "7.50", "75"]]
    planted.take("indicators", leaf("2", 数量="76"), reason=TYPO)
    assert len(sql.rows(NOTICES)) == 4


def test_a_correction_needs_the_source_page(planted: Acting) -> None:
    with pytest.raises(Refused, match="须附目标原件的该页作为依据"):
        planted.take("indicators", leaf("2", 数量="75"), reason=TYPO, evidence=())
    assert planted.take("indicators", *tree(), reason=TYPO, evidence=()).counts["same"] == 4


def test_rewritten_words_are_no_typing_error(planted: Acting) -> None:
    [found] = complaints(planted, leaf("2", 指标名称="全省范围内的城市公共停车位"), reason=TYPO)
    assert "指标名称改动过大，不是录入错误，不能更正；目标下达后的调整须按6.1.7办理" in found


def test_many_small_corrections_rewrite_no_indicator(planted: Acting) -> None:
    for name in ("指标2号", "指标2号位"):
        planted.take("indicators", leaf("2", 指标名称=name), reason=TYPO)
    [found] = complaints(planted, leaf("2", 指标名称="指标2号位置"), reason=TYPO)
    assert "改动过大，不是录入错误" in found


def test_figures_are_no_typing_errors_once_something_was_reported(planted: Acting) -> None:
    planted.report("D001", "2026-03", "T001", "T002")
    [found] = complaints(planted, leaf("2", 数量="75", 指标名称="指标2号"), reason=TYPO)
    assert "数量：该目标已有填报，不能再作为录入错误更正" in found
    assert counts(planted, leaf("2", 数量="7.50", 指标名称="指标2号"), reason=TYPO) == (0, 1, 0)


def test_nothing_is_corrected_while_a_matter_is_under_way(planted: Acting) -> None:
    planted.on("2026-04-03").lists("T001", "进度滞后", "2026-04-02")
    [found] = complaints(planted, leaf("2", 数量="75"), reason=TYPO)
    assert "数量：该目标第1次列入负面清单，尚未了结，此时不能更正" in found


def test_a_correction_of_a_draft_is_a_plain_change(march: Acting) -> None:
    march.take("drafts", {"编号": "N1", "年度": "2026", "目标名称": "公路", "责任部门": "D001"})
    march.take("indicators", leaf("1", target="N1"))
    assert counts(march, leaf("1", target="N1", 数量="75"), reason=TYPO, evidence=()) == (0, 1, 0)
