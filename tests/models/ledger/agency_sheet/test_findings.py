"""核查结果 in a sheet: a row for each drawn target, photographs by name, one act, the refusals of the single act."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from models.ledger.acts import OPERATOR
from models.ledger.doers import NOT_HIMSELF
from tests.databases import story
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

FOUND = "SELECT t.code, f.conclusion, f.state, f.serial, f.found_by FROM finding f JOIN target t ON t.id = f.target_id"
SOUND = {
    "核查结论": "符合目标要求",
    "核查情况": "=1+1，完成86公里",
    "核查方法": "查阅资料、实地查看",
    "核查日期": "2026-09-15",
}
FAILED = {**SOUND, "核查结论": "未按质按量完成", "印证材料": "现场1.jpg、现场2.jpg", "整改时限": "2026年10月20日"}


@pytest.fixture
@story
def drawn(drafted: Acting) -> Acting:
    """T001 and T003 were drawn for 2026-1, T002 was not; the plan is issued, today is 15 September."""
    strata = [{"name": "全部", "ids": ["2026/T001", "2026/T003"]}]
    drafted.do(
        "commit_sample", subject="2026-1", strata=strata, take=2, secret="1" * 64, left_out_reason="只核查这几项"
    )
    drafted.do("draw_sample", subject="2026-1")
    drafted.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    return drafted.on("2026-09-15")


@pytest.fixture
def photographed(drawn: Acting, tmp_path: Path, store: Path) -> Acting:
    assert not store.exists()
    for number in (1, 2):
        (tmp_path / f"现场{number}.jpg").write_bytes(b"photograph %d" % number)
    return drawn


def test_every_drawn_target_is_a_row_with_the_members_of_the_team(drawn: Acting, tmp_path: Path) -> None:
    rows = rows_in(export(drawn, "findings", tmp_path))
    assert [(row["核查编号"], row["目标编号"], row["责任部门"], row["核查人员"]) for row in rows] == [
        ("2026-1", "T001", "第001厅", "王文、李天"),
        ("2026-1", "T003", "第002厅", "王文、李天"),
    ]
    assert [row["核查结论"] for row in rows] == [None, None]


def test_without_a_draw_every_target_of_the_planned_departments_is_a_row(drafted: Acting, tmp_path: Path) -> None:
    drafted.do("draft_inspection", inspection="2026-1", departments="D001")
    drafted.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕1号")
    issued = drafted.on("2026-09-15")
    assert [row["目标编号"] for row in rows_in(export(issued, "findings", tmp_path))] == ["T001", "T002"]


def test_nothing_is_asked_before_the_plan_is_issued(drafted: Acting, tmp_path: Path) -> None:
    assert rows_in(export(drafted, "findings", tmp_path)) == []


def test_an_exported_sheet_imports_without_a_change(drawn: Acting, sql: Sql, tmp_path: Path) -> None:
    assert counts(take(drawn, "findings", export(drawn, "findings", tmp_path))) == (0, 0, 2)
    assert sql.rows(FOUND) == []


def test_the_filled_rows_are_recorded_in_one_act_and_the_blank_ones_wait(
    photographed: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    before = sql.value("SELECT height FROM chain_head")
    sheet = fill(export(photographed, "findings", tmp_path), {2: FAILED})
    assert counts(take(photographed, "findings", sheet)) == (1, 0, 1)
    assert sql.rows(FOUND) == [("T001", "fails", "recorded", 1, ["王文", "李天"])]
    assert sql.column("SELECT file_name FROM exhibit ORDER BY id") == ["现场1.jpg", "现场2.jpg"]
    assert sql.value("SELECT height FROM chain_head") == before + 1
    assert violations() == []


def test_at_the_page_a_row_is_that_of_one_of_its_people(photographed: Acting, sql: Sql, tmp_path: Path) -> None:
    at_page = replace(OPERATOR, account="网页账号2")
    other, own = (replace(photographed, actor=replace(at_page, entered_by=each)) for each in ("赵六", "李天"))
    sheet = fill(export(photographed, "findings", tmp_path), {2: FAILED})
    with pytest.raises(ImportRefused) as refusal:
        take(other, "findings", sheet)
    [complaint] = refusal.value.complaints
    assert (complaint.cell[-1], complaint.message) == ("2", NOT_HIMSELF.format("赵六"))
    assert complaint.value == "王文、李天"
    assert sql.rows(FOUND) == []
    assert counts(take(other, "findings", export(photographed, "findings", tmp_path))) == (0, 0, 2)
    assert counts(take(own, "findings", fill(sheet, {2: FAILED}))) == (1, 0, 1)


def test_the_same_sheet_again_changes_nothing_and_goes_on_with_rows_filled_since(
    photographed: Acting, sql: Sql, tmp_path: Path
) -> None:
    sheet = fill(export(photographed, "findings", tmp_path), {2: FAILED})
    take(photographed, "findings", sheet)
    assert counts(take(photographed, "findings", sheet)) == (0, 0, 2)
    assert counts(take(photographed, "findings", fill(sheet, {3: SOUND}))) == (1, 0, 1)
    assert sql.column("SELECT conclusion FROM finding ORDER BY id") == ["fails", "conforms"]


def test_what_was_recorded_stands_in_the_next_sheet_and_may_be_changed_until_signed(
    photographed: Acting, sql: Sql, tmp_path: Path
) -> None:
    take(photographed, "findings", fill(export(photographed, "findings", tmp_path), {2: FAILED}))
    sheet = export(photographed, "findings", tmp_path)
    row = rows_in(sheet)[0]
    assert (row["核查结论"], row["印证材料"], row["核查途径"]) == ("未按质按量完成", "现场1.jpg、现场2.jpg", "现场")
    assert counts(take(photographed, "findings", sheet)) == (0, 0, 2)
    take(photographed, "findings", fill(sheet, {2: {"核查情况": "完成80公里"}}))
    assert sql.rows("SELECT found, serial FROM finding") == [("完成80公里", 1)]
    assert sql.value("SELECT count(*) FROM exhibit") == 2


def test_a_signed_finding_is_off_the_sheet_and_an_older_sheet_does_not_change_it(
    photographed: Acting, sql: Sql, tmp_path: Path
) -> None:
    sheet = fill(export(photographed, "findings", tmp_path), {2: SOUND, 3: SOUND})
    take(photographed, "findings", sheet)
    photographed.do("sign_off", inspection="2026-1", leader="王文")
    assert counts(take(photographed, "findings", sheet)) == (0, 0, 2)
    with pytest.raises(ImportRefused, match="“核查2026-1‘目标T001’的核查结果”在表格导出以后已有改动"):
        take(photographed, "findings", fill(sheet, {2: {"核查情况": "完成1公里"}}))
    assert rows_in(export(photographed, "findings", tmp_path)) == []
    assert sql.column("SELECT DISTINCT state FROM finding") == ["signed"]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"核查人员": "王文"}, "核查须由2人以上同时进行（4.3），只写了王文一人。"),
        ({"核查人员": "王文、郑玲"}, "郑玲在2026-09-15不是核查2026-1的核查组成员，不能作出核查结果。"),
        ({"核查日期": "2026-09-16"}, "核查日期2026-09-16应在方案下达和核查开始的日期"),
        ({"核查结论": "未按质按量完成"}, "未按质按量完成的核查结果须有印证材料（4.5）"),
        ({"整改时限": "2026-10-20"}, "只有未按质按量完成的目标才写整改时限。"),
        ({"是否申报完成": "是"}, "没有申报完成，所填与此不同，请写明原因"),
        ({"核查方法": "看看"}, "看看"),
        ({"核查情况": None}, "“核查情况”必填"),
        ({"印证材料": "没有.jpg"}, "“没有.jpg”不在表格所在的文件夹里"),
        ({"印证材料": "../现场1.jpg"}, "不在表格所在的文件夹里"),
    ],
)
def test_nothing_gets_past_what_the_single_act_asks(
    photographed: Acting, sql: Sql, tmp_path: Path, change: dict[str, Any], refusal: str
) -> None:
    sheet = fill(export(photographed, "findings", tmp_path), {2: SOUND, 3: SOUND | change})
    with pytest.raises(ImportRefused) as refused:
        take(photographed, "findings", sheet)
    assert refusal in refused.value.message
    assert {each.cell[1:] for each in refused.value.complaints} == {"3"}
    assert sql.rows(FOUND) == []


def test_all_faults_of_all_rows_are_told_at_once(photographed: Acting, tmp_path: Path) -> None:
    wrong = {2: {**SOUND, "核查日期": "明天"}, 3: {**SOUND, "核查人员": "王文"}}
    with pytest.raises(ImportRefused) as refused:
        take(photographed, "findings", fill(export(photographed, "findings", tmp_path), wrong))
    assert [each.cell for each in refused.value.complaints] == ["M2", "I3"]


def test_a_target_outside_the_draw_is_a_row_of_its_own(photographed: Acting, sql: Sql, tmp_path: Path) -> None:
    row = {"核查编号": "2026-1", "目标编号": "T002", "核查人员": "王文、李天", **SOUND}
    done = take(photographed, "findings", fill(template(photographed, "findings", tmp_path), {2: row}))
    assert "（样本外）" in done.words
    assert sql.rows(FOUND) == [("T002", "conforms", "recorded", 1, ["王文", "李天"])]


@pytest.mark.parametrize("year", [{}, {"年度": 2026}])
def test_two_rows_about_one_target_are_refused(
    photographed: Acting, sql: Sql, tmp_path: Path, year: dict[str, int]
) -> None:
    row: dict[str, Any] = {"核查编号": "2026-1", "目标编号": "T002", "核查人员": "王文、李天"}
    again = {2: {**row, **SOUND}, 3: {**row, **year, **FAILED}}
    with pytest.raises(ImportRefused, match="与第2行是同一项，请只保留一行"):
        take(photographed, "findings", fill(template(photographed, "findings", tmp_path), again))
    assert sql.rows(FOUND) == []


def test_a_row_of_the_ledger_and_a_new_one_about_its_target_are_refused(photographed: Acting, tmp_path: Path) -> None:
    new = {"核查编号": "2026-1", "目标编号": "T001", "核查人员": "王文、李天", **FAILED}
    with pytest.raises(ImportRefused, match="与第2行是同一项"):
        take(photographed, "findings", fill(export(photographed, "findings", tmp_path), {2: SOUND, 4: new}))


def test_a_marked_target_shows_no_content_and_takes_nothing(photographed: Acting, tmp_path: Path) -> None:
    photographed.do("mark_secret", target="T001", marking="秘密", reason="已定密")
    sheet = export(photographed, "findings", tmp_path)
    assert rows_in(sheet)[0]["绩效要求"] is None
    with pytest.raises(ImportRefused, match="标有密级，不得在表中填写"):
        take(photographed, "findings", fill(sheet, {2: SOUND}))


@pytest.fixture
@story
def two_teams(drafted: Acting) -> Acting:
    """The inspection 2026-1 affects the whole picture and has two teams; today is 15 September."""
    drafted.do("draft_inspection", inspection="2026-1", whole_picture=True)
    drafted.do("appoint_team", inspection="2026-1", team=2, leader="郑玲", members="韩丽")
    drafted.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    return drafted.on("2026-09-15")


def test_of_one_team_the_number_and_the_members_stand_in_each_row(drawn: Acting, tmp_path: Path) -> None:
    assert {row["核查组"] for row in rows_in(export(drawn, "findings", tmp_path))} == {"第1组：王文、李天"}


def test_of_two_teams_both_are_shown_and_none_stands_as_who_found(two_teams: Acting, tmp_path: Path) -> None:
    rows = rows_in(export(two_teams, "findings", tmp_path))
    assert {row["核查组"] for row in rows} == {"第1组：王文、李天；第2组：郑玲、韩丽"}
    assert {row["核查人员"] for row in rows} == {None}


def test_each_team_fills_in_its_rows_of_the_same_sheet(
    two_teams: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    sheet = export(two_teams, "findings", tmp_path)
    take(two_teams, "findings", fill(sheet, {2: {**SOUND, "核查人员": "王文、李天"}}))
    assert counts(take(two_teams, "findings", fill(sheet, {3: {**SOUND, "核查人员": "郑玲、韩丽"}}))) == (1, 0, 2)
    assert sql.rows("SELECT t.code, f.team FROM finding f JOIN target t ON t.id = f.target_id ORDER BY 1") == [
        ("T001", 1),
        ("T002", 2),
    ]
    assert [row["核查组"] for row in rows_in(export(two_teams, "findings", tmp_path))] == [
        "第1组",
        "第2组",
        "第1组：王文、李天；第2组：郑玲、韩丽",
    ]
    assert violations() == []


def test_a_team_signs_its_own_rows_and_those_of_the_other_stay_on_the_sheet(two_teams: Acting, tmp_path: Path) -> None:
    sheet = export(two_teams, "findings", tmp_path)
    teams = {2: {**SOUND, "核查人员": "王文、李天"}, 3: {**SOUND, "核查人员": "郑玲、韩丽"}}
    take(two_teams, "findings", fill(sheet, teams))
    two_teams.do("sign_off", inspection="2026-1", team=1, leader="王文")
    assert rows_in(export(two_teams, "findings", tmp_path))[0]["核查组"] == "第2组"


def test_a_row_with_people_of_both_teams_is_refused(two_teams: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(two_teams, "findings", tmp_path), {2: {**SOUND, "核查人员": "王文、郑玲"}})
    with pytest.raises(ImportRefused, match="核查人员分属不同的核查组"):
        take(two_teams, "findings", sheet)
    assert sql.rows(FOUND) == []


def test_a_team_without_members_on_the_day_is_not_shown(two_teams: Acting, sql: Sql, tmp_path: Path) -> None:
    sql.sealed("UPDATE team_member SET left_on = '2026-09-15' WHERE team = 2")
    rows = rows_in(export(two_teams, "findings", tmp_path))
    assert {(row["核查组"], row["核查人员"]) for row in rows} == {("第1组：王文、李天", "王文、李天")}
    sql.sealed("UPDATE team_member SET left_on = '2026-09-15'")
    assert {row["核查组"] for row in rows_in(export(two_teams, "findings", tmp_path))} == {None}
