"""A sheet of targets is compared with the issued ones, column by column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.intake.complaints import ImportRefused
from models.intake.target import RecordedTargets, read_targets
from models.ledger.sheets import names_of
from models.ledger.target.comparison import build_lines

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.target.comparison import ComparedLine
    from tests.conftest import Acting, Sql

TITLES = "编号,年度,目标名称,责任部门"


def compared(acting: Acting, folder: Path, titles: str, values: str) -> ComparedLine:
    (folder / "表.csv").write_text(f"{titles}\n{values}\n", encoding="utf-8")
    with begin() as session:
        ctx = acting.context()
        [line] = build_lines(session, read_targets(folder / "表.csv"), ctx, names_of(session, ctx))
    return line


@pytest.mark.parametrize(
    ("titles", "values", "differing"),
    [
        (TITLES, "T009,2026,农村公路,D001", {}),
        (TITLES, "T009,2026,农存公路,D001", {"name": ("农村公路", "农存公路")}),
        (TITLES, "T009,2026,农村公路,D002", {"lead": ("第001厅", "第002厅")}),
        (f"{TITLES},下达日期,数量", "T009,2026,农村公路,D001,,1000.0", {}),
        (f"{TITLES},下达日期", "T009,2026,农村公路,D001,2026-03-01", {"issued_on": ("2026-02-27", "2026-03-01")}),
        (f"{TITLES},是否重点项目", "T009,2026,农村公路,D001,是", {"key_project": ("否", "是")}),
        (f"{TITLES},目标来源", "T009,2026,农村公路,D001,本级目标", {}),  # it was empty
        (f"{TITLES},数量", "T009,2026,农村公路,D001,", {"quantity": ("1000", "")}),
    ],
)
def test_only_what_the_sheet_has_and_what_no_import_changes_differs(
    april: Acting, tmp_path: Path, titles: str, values: str, differing: dict[str, tuple[str, str]]
) -> None:
    assert compared(april, tmp_path, titles, values).corrected == differing


def test_a_new_code_is_compared_with_nothing(april: Acting, tmp_path: Path) -> None:
    line = compared(april, tmp_path, TITLES, "T010,2026,农村公路,D001")
    assert (line.target, line.now, line.corrected) == (None, (), {})


ROAD = {
    "编号": "T010", "年度": "2026", "目标名称": "公路", "责任部门": "D001", "绩效要求": "建成1000公里",
    "数量": "500", "单位": "公里",
}  # fmt: skip
ASKED = "数量500公里与绩效要求中的“1000公里”不一致，请核对；两者确实不同的，在“说明”列写明原因"
EVENTS = "SELECT event, detail FROM transition WHERE record = 'target' AND record_key = '2026|T010' ORDER BY id"


def asked_about(acting: Acting, row: dict[str, str], reason: str = "") -> list[str]:
    with pytest.raises(ImportRefused) as refusal:
        acting.take("targets", row, reason=reason)
    return [each.message for each in refusal.value.complaints]


def test_a_quantity_that_the_words_contradict_is_asked_about(april: Acting) -> None:
    assert asked_about(april, ROAD) == [ASKED]
    assert april.take("targets", ROAD | {"数量": "1000"}).counts["new"] == 1


def test_a_quantity_with_an_explanation_is_taken_and_the_explanation_is_on_record(april: Acting, sql: Sql) -> None:
    april.take("targets", ROAD | {"说明": "其余500公里由市县承担"}, ROAD | {"编号": "T011", "数量": "1000"})
    assert sql.rows(EVENTS) == [("issued", {"note": "其余500公里由市县承担"})]
    few = {name: ROAD[name] for name in ("编号", "年度", "目标名称", "责任部门", "数量")}
    assert april.take("targets", few).counts["same"] == 1  # what did not change is not asked about again


def test_recorded_targets_are_not_asked_about_again(april: Acting, tmp_path: Path, sql: Sql) -> None:
    (tmp_path / "表.csv").write_text(",".join(ROAD) + "\n" + ",".join(ROAD.values()) + "\n", encoding="utf-8")
    read = read_targets(tmp_path / "表.csv")
    april.given(RecordedTargets(read.file, read.rows, ()), "import_targets")
    assert sql.value("SELECT quantity FROM target WHERE code = 'T010'") == 500


def test_a_correction_is_asked_about_too(april: Acting, sql: Sql) -> None:
    april.take("targets", ROAD | {"数量": "1000"})
    few = {name: ROAD[name] for name in ("编号", "年度", "目标名称", "责任部门", "数量")}
    assert asked_about(april, few, reason="看错行") == [ASKED]
    april.take("targets", few | {"说明": "其余由市县承担"}, reason="看错行")
    assert sql.rows(EVENTS)[-1][1]["note"] == "其余由市县承担"
