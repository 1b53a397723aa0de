"""暗访结果: the sheet is imported in full or not at all, and failed projects are proposed (7.4, A20)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.intake.complaints import ImportRefused
from models.intake.covert import read_covert_results
from models.ledger.acts import ACTS
from models.ledger.perform import perform
from models.rules.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from models.ledger.acts import Summary
    from tests.conftest import Acting, FilledIn, Sql, Violations

RESULTS = """
SELECT i.code, r.version, r.met, r.found, r.inspector, r.returned_on::text, r.reason
FROM covert_result r JOIN covert_item i ON i.id = r.item_id ORDER BY i.position, r.version
"""
ENTRIES = """
SELECT t.code, e.state, e.finding, e.found_on::text, g.way FROM negative_entry e JOIN target t ON t.id = e.target_id
    LEFT JOIN entry_origin g ON g.entry_id = e.id ORDER BY e.id
"""
DUTY = "SELECT state, counted_on::text, late FROM obligation WHERE kind = 'covert_return'"
VISITED = {1: {"暗访日期": "2026-08-20"}, 2: {"暗访日期": "2026-08-21"}}
FAILS = {"是否达到要求": "否", "完成情况": "完成6公里", "所见情况": "路基未完成"}
CONFIRM = "核对无误的，导入时加 --match-rows"
FAILED = VISITED | {2: VISITED[2] | FAILS}


def refused(agency: Acting, path: Path) -> list[str]:
    """Return the complaints about a sheet by cell."""
    with pytest.raises(ImportRefused) as refusal:
        agency.given(read_covert_results(path))
    return [f"{each.cell} {each.message}" for each in refusal.value.complaints]


def edited(path: Path, edit: Callable[[Any], object]) -> Path:
    book = load_workbook(path)
    edit(book["暗访清单"])
    book.save(path)
    return path


def test_7_4_results_are_stored_by_project_and_the_duty_is_discharged(
    handed_out: Acting, tmp_path: Path, sql: Sql, violations: Violations
) -> None:
    done = handed_out.give_back(tmp_path, "2026Q3-1", VISITED)
    assert done.words == (
        "暗访清单2026Q3-1的结果已收回：共2项，未达要求0项，新拟列入负面清单0项，印证材料0份。拟列入的待现场认定。"
    )
    assert sql.rows(RESULTS) == [
        ("T003", 1, True, "已完工", "A-07", "2026-08-24", ""),
        ("T001", 1, True, "已完工", "A-07", "2026-08-24", ""),
    ]
    assert sql.rows(DUTY) == [("discharged", "2026-08-24", False)]
    assert sql.rows(ENTRIES) == []
    assert violations() == []


def test_a20_a_failed_project_is_proposed_without_a_notice_to_departments(
    handed_out: Acting, tmp_path: Path, sql: Sql, violations: Violations
) -> None:
    before = sql.value("SELECT count(*) FROM notice")
    done = handed_out.give_back(tmp_path, "2026Q3-1", FAILED)
    assert (done.counts["failing"], done.counts["proposed"]) == (1, 1)
    assert "T001" not in done.words
    assert sql.rows(ENTRIES) == [("T001", "proposed", "完成6公里", "2026-08-21", "covert")]
    assert sql.value("SELECT count(*) FROM notice") == before
    assert violations() == []


def test_the_same_sheet_again_changes_nothing(handed_out: Acting, tmp_path: Path, sql: Sql) -> None:
    handed_out.give_back(tmp_path, "2026Q3-1", FAILED)
    done = handed_out.on("2026-08-25").give_back(tmp_path, "2026Q3-1", FAILED)
    assert done.words == "暗访清单2026Q3-1的结果此前已收回，未作改动。"
    assert (done.counts["new"], done.counts["changed"], done.counts["same"]) == (0, 0, 2)
    assert [row[5] for row in sql.rows(RESULTS)] == ["2026-08-24"] * 2
    assert len(sql.rows(ENTRIES)) == 1


@pytest.mark.parametrize(("day", "late"), [("2026-08-31", False), ("2026-09-01", True)])
def test_a25_the_results_are_due_by_the_months_end(
    handed_out: Acting, tmp_path: Path, sql: Sql, day: str, *, late: bool
) -> None:
    done = handed_out.on(day).give_back(tmp_path, "2026Q3-1", VISITED)
    assert ("已收回，逾期：" in done.words) is late
    assert sql.rows(DUTY) == [("discharged", day, late)]


def test_files_next_to_the_sheet_are_stored_by_their_content(
    handed_out: Acting, tmp_path: Path, store: Path, sql: Sql, violations: Violations
) -> None:
    (tmp_path / "现场.jpg").write_bytes(b"a picture")
    rows = VISITED | {1: VISITED[1] | {"印证材料": "现场.jpg"}}
    assert handed_out.give_back(tmp_path, "2026Q3-1", rows).counts["evidence"] == 1
    stored = sql.rows("SELECT x.record, x.record_key, x.file_name, e.sha256 FROM exhibit x JOIN evidence e ON true")
    assert [row[:3] for row in stored] == [("covert_result", "2026Q3-1|1|1", "现场.jpg")]
    assert (store / stored[0][3][:2] / stored[0][3]).read_bytes() == b"a picture"
    assert handed_out.give_back(tmp_path, "2026Q3-1", rows).counts["evidence"] == 0
    assert violations() == []


def test_a_listed_target_is_not_proposed_again(handed_out: Acting, tmp_path: Path, sql: Sql) -> None:
    handed_out.lists("T001", "进度滞后", "2026-08-20")
    done = handed_out.give_back(tmp_path, "2026Q3-1", FAILED)
    assert (done.counts["failing"], done.counts["proposed"]) == (1, 0)
    assert [row[:2] for row in sql.rows(ENTRIES)] == [("T001", "listed")]


def test_a_correction_has_a_reason_and_both_stand(
    handed_out: Acting, tmp_path: Path, sql: Sql, violations: Violations
) -> None:
    handed_out.give_back(tmp_path, "2026Q3-1", FAILED)
    later = handed_out.on("2026-08-28")
    with pytest.raises(Refused) as refusal:
        later.give_back(tmp_path, "2026Q3-1", VISITED)
    assert refusal.value.message == "暗访清单2026Q3-1的结果已于2026-08-24收回；确需更正的，用 --correction 写明原因。"
    done = later.give_back(tmp_path, "2026Q3-1", VISITED, reason="第三方填错行")
    assert done.words == (
        "暗访清单2026Q3-1的结果已收回：共2项，更正1项，未达要求0项，新拟列入负面清单0项，撤下拟列入1项，"
        "印证材料0份。拟列入的待现场认定。"
    )
    assert [(row[0], row[1], row[2], row[6]) for row in sql.rows(RESULTS)] == [
        ("T003", 1, True, ""), ("T001", 1, False, ""), ("T001", 2, True, "第三方填错行"),
    ]  # fmt: skip
    assert [row[:2] for row in sql.rows(ENTRIES)] == [("T001", "dismissed")]
    again = later.give_back(tmp_path, "2026Q3-1", FAILED, reason="仍以原表为准")
    assert again.counts["proposed"] == 1
    assert [row[:2] for row in sql.rows(ENTRIES)] == [("T001", "dismissed"), ("T001", "proposed")]
    assert violations() == []


def test_a_correction_does_not_revoke_an_entry_confirmed_on_site(handed_out: Acting, tmp_path: Path, sql: Sql) -> None:
    handed_out.give_back(tmp_path, "2026Q3-1", FAILED)
    handed_out.lists("T001", "现场认定未完成", "2026-08-24")
    assert handed_out.give_back(tmp_path, "2026Q3-1", VISITED, reason="填错").counts["dismissed"] == 0
    assert [row[:2] for row in sql.rows(ENTRIES)] == [("T001", "listed")]


def test_a_correction_does_not_dismiss_an_entry_assigned_to_an_inspection(
    handed_out: Acting, tmp_path: Path, sql: Sql
) -> None:
    handed_out.give_back(tmp_path, "2026Q3-1", FAILED)
    handed_out.do("draft_inspection", kind="专项核查", title="现场认定")
    handed_out.do("assign_confirmation", target="T001", inspection="2026-1")
    assert handed_out.give_back(tmp_path, "2026Q3-1", VISITED, reason="填错").counts["dismissed"] == 0
    assert [row[:2] for row in sql.rows(ENTRIES)] == [("T001", "proposed")]


def test_a_duty_that_was_waived_stays_so(handed_out: Acting, tmp_path: Path, sql: Sql) -> None:
    number = sql.value("SELECT id FROM obligation WHERE kind = 'covert_return'")
    handed_out.do("waive", obligation=number, reason="第三方改期", number="黔目标函〔2026〕9号", dated="2026-03-02")
    assert handed_out.on("2026-09-03").give_back(tmp_path, "2026Q3-1", VISITED).counts["late"] == 0
    assert sql.rows(DUTY) == [("waived", None, None)]


def _cell(row: int, column: int, value: object) -> Callable[[Any], object]:
    return lambda sheet: setattr(sheet.cell(row, column), "value", value)


def _added(sheet: Any) -> None:
    sheet.append([cell.value for cell in sheet[3]])
    sheet.cell(4, 2).value = 3


@pytest.mark.parametrize(
    ("edit", "text"),
    [
        (lambda sheet: sheet.delete_rows(3), ["“序号”列 清单第2项的行被删去，请恢复后重新导入"]),
        (_added, ["B4 序号“3”不在清单中（共2项），请删去此行"]),
        (
            lambda sheet: sheet.append([cell.value for cell in sheet[3]]),
            ["B4 序号“2”重复：第3行与第4行，请只保留一行"],
        ),
        (_cell(2, 3, "T002"), ["C2 目标编号“T002”与提供清单时的“T003”不同，请改回"]),
        (_cell(2, 6, 900), ["F2 数量“900”与提供清单时的“1000.5”不同，请改回"]),
        (_cell(2, 5, "建成 900公里"), ["E2 绩效要求“建成 900公里”与提供清单时的“建成1000公里”不同，请改回"]),
        (_cell(2, 8, "2027-12-31"), ["H2 完成时限“2027-12-31”与提供清单时的“2026-12-31”不同，请改回"]),
        (_cell(3, 8, "2027-12-31"), ["H3 完成时限“2027-12-31”与提供清单时的“”不同，请改回"]),
        (_cell(2, 9, ""), ["I2 实施地点“”与提供清单时的“某县某镇”不同，请改回"]),
        (_cell(2, 16, "0" * 64), ["P2 校验码与提供清单时的不符，请用原表填写"]),
        (
            _cell(3, 1, "2026Q2-1"),
            ["A3 清单编号“2026Q2-1”与前面的2026Q3-1不同，一次只导入一份清单"],
        ),
        (_cell(2, 1, "2026Q2-1"), ["A2 清单编号“2026Q2-1”不是已提供的暗访清单，请用原表填写"]),
        (_cell(2, 13, None), ["M2 所见情况不能为空"]),
        (_cell(2, 11, "基本"), ["K2 是否达到要求“基本”不在可选范围内，可填：是、否"]),
        (_cell(2, 10, "2026-08-09"), ["J2 暗访日期“2026-08-09”早于提供清单的日期2026-08-10，请核对"]),
        (_cell(2, 14, "王文"), ["N2 核查人员代号“王文”不是代号，只能用字母、数字和连字符，不得填写姓名"]),
    ],
)
def test_a_sheet_that_is_not_the_one_handed_out_is_refused_whole(
    august: Acting, tmp_path: Path, filled_in: FilledIn, sql: Sql, edit: Callable[[Any], object], text: list[str]
) -> None:
    row = {"编号": "T003", "年度": "2026", "目标名称": "目标T003", "责任部门": "D002", "下达日期": "2026-02-27"}
    asked = {"绩效要求": "建成1000公里", "数量": "1000.5", "单位": "公里", "完成时限": "2026-12-31"}
    asked |= {"说明": "含连接线0.5公里"}
    august.take("targets", row | asked, reason="补录")
    targets = [{"target": "T003", "place": "某县某镇"}, {"target": "T001"}]
    august.do("hand_out_covert_list", period="2026Q3", third_party="中鼎评估公司", targets=targets)
    later = august.on("2026-08-24")
    assert refused(later, edited(filled_in("2026Q3-1", FAILED), edit)) == text
    assert sql.rows(RESULTS) == sql.rows(ENTRIES) == []
    assert sql.rows(DUTY) == [("open", None, None)]
    assert later.give_back(tmp_path, "2026Q3-1", FAILED).counts["new"] == 2


def returned(agency: Acting, path: Path, reason: str = "") -> Summary:
    """Return a sheet whose rows without a seal were confirmed."""
    return agency.given(replace(read_covert_results(path), match_rows=True, reason=reason))


def test_a_row_without_its_seal_is_known_by_its_key_and_taken_once_its_result_was_confirmed(
    handed_out: Acting, filled_in: FilledIn, sql: Sql, violations: Violations
) -> None:
    path = edited(filled_in("2026Q3-1", FAILED), _cell(3, 16, None))
    told = "暗访日期填为“2026-08-21”；是否达到要求填为“否”；完成情况填为“完成6公里”；所见情况填为“路基未完成”；"
    assert refused(handed_out, path) == [
        f"P3 校验码是空的，按编号、名称认作“第2项目标T001”：{told}核查人员代号填为“A-07”。{CONFIRM}"
    ]
    assert sql.rows(RESULTS) == []
    assert returned(handed_out, path).counts["new"] == 2
    assert handed_out.given(read_covert_results(path)).counts["same"] == 2
    assert violations() == []


def test_of_a_corrected_sheet_without_its_seals_what_changed_and_new_files_are_shown(
    handed_out: Acting, tmp_path: Path, filled_in: FilledIn, store: Path
) -> None:
    handed_out.give_back(tmp_path, "2026Q3-1", FAILED)
    (tmp_path / "现场.jpg").write_bytes(b"a picture")
    rows = FAILED | {2: FAILED[2] | {"完成情况": "完成7公里", "印证材料": "现场.jpg"}}
    path = edited(filled_in("2026Q3-1", rows), lambda sheet: sheet.delete_cols(16))
    [asked] = refused(handed_out, path)
    assert asked == (
        "第3行 校验码是空的，按编号、名称认作“第2项目标T001”：完成情况由“完成6公里”改为“完成7公里”；"
        f"印证材料填为“现场.jpg”。{CONFIRM}"
    )
    assert returned(handed_out, path, "录入有误").counts["evidence"] == 1
    assert handed_out.given(read_covert_results(path)).counts["same"] == 2
    (tmp_path / "现场.jpg").write_bytes(b"another picture")
    assert "印证材料填为“现场.jpg”" in refused(handed_out, path)[0]
    assert store.exists()


def test_4_7_of_a_marked_target_a_row_without_its_seal_shows_the_pointer_and_no_result(
    handed_out: Acting, filled_in: FilledIn
) -> None:
    before = filled_in("2026Q3-1", FAILED)
    handed_out.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    later = filled_in("2026Q3-1", FAILED)
    for path in (before, later):
        [asked] = refused(handed_out, edited(path, _cell(3, 16, None)))
        assert "认作“第2项目标T001（工作秘密）”：" in asked
        assert "6公里" not in asked
        assert "路基" not in asked
    assert returned(handed_out, later).counts["new"] == 2


def test_another_project_or_another_seal_stays_refused(handed_out: Acting, filled_in: FilledIn) -> None:
    def edit(sheet: Any) -> None:
        sheet.cell(2, 3).value, sheet.cell(2, 16).value = "T002", None
        sheet.cell(3, 16).value = "0" * 64

    with pytest.raises(ImportRefused) as refusal:
        returned(handed_out, edited(filled_in("2026Q3-1", FAILED), edit))
    assert [each.cell for each in refusal.value.complaints] == ["C2", "P3"]


def test_every_invalid_row_is_named(handed_out: Acting, filled_in: FilledIn) -> None:
    path = edited(filled_in("2026Q3-1", VISITED), lambda sheet: sheet.delete_cols(13))
    with pytest.raises(Refused) as refusal:
        handed_out.given(read_covert_results(path))
    assert "缺少列：所见情况" in refusal.value.message
    rows = {n: VISITED[n] | {"完成情况": ""} for n in (1, 2)}
    assert refused(handed_out, filled_in("2026Q3-1", rows)) == ["L2 完成情况不能为空", "L3 完成情况不能为空"]


def test_two_at_once_take_the_same_sheet_back_once(
    handed_out: Acting, filled_in: FilledIn, together: Any, sql: Sql
) -> None:
    checked = read_covert_results(filled_in("2026Q3-1", FAILED))
    context = handed_out.context().day

    def give(session: Any) -> Any:
        return perform(session, ACTS["return_covert_results"], checked, context, handed_out.actor)

    results = together(give, give)
    assert sorted(result.counts["new"] for result in results) == [0, 2]
    assert len(sql.rows(RESULTS)) == 2
    assert len(sql.rows(ENTRIES)) == 1
