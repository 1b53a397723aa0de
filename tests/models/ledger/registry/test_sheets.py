"""Import of departments: all rows or none; a repeat changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.complaints import ImportRefused
from models.ledger.score.sheets import score_sheets

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations


OFFICE = {"编码": "D001", "名称": "第001厅"}
FULL = OFFICE | {
    "简称": "一厅", "管理类别": "直接管理", "目标办邮箱": "a@gz.gov.cn", "联络员": "王五", "联络员邮箱": "w@gz.gov.cn",
    "联络员手机": "13800000000", "主要领导": "李厅长", "分管省领导": "赵省长", "生效日期": "2026-01-01", "失效日期": "",
}  # fmt: skip
HEAD = "SELECT hash FROM chain_head"
BASIS = "黔机编〔2026〕12号"
EVENTS = "SELECT event, detail FROM transition WHERE record = 'department' AND record_key = :code ORDER BY id"


def counts(acting: Acting, kind: str, *rows: dict[str, Any]) -> tuple[int, int, int]:
    found = acting.take(kind, *rows).counts
    return found["new"], found["changed"], found["same"]


def complaints(acting: Acting, kind: str, *rows: dict[str, Any], reason: str = "") -> list[str]:
    with pytest.raises(ImportRefused) as refusal:
        acting.take(kind, *rows, reason=reason)
    assert refusal.value.message.startswith(f"未导入：共发现{len(refusal.value.complaints)}处问题，未作任何改动。")
    return [str(complaint) for complaint in refusal.value.complaints]


def test_a_department_comes_with_its_office_and_its_people(acting: Acting, sql: Sql) -> None:
    assert counts(acting, "departments", FULL) == (1, 0, 0)
    assert sql.rows("SELECT short_name, management, valid_from::text FROM department WHERE code = 'D001'") == [
        ("一厅", "direct", "2026-01-01")
    ]
    assert sql.value("SELECT f.email FROM office f JOIN department d ON d.id = f.department_id WHERE d.code = 'D001'")
    people = "SELECT role, name, email, mobile FROM contact ORDER BY role"
    assert sql.rows(people) == [
        ("head", "李厅长", "", ""),
        ("leader_in_charge", "赵省长", "", ""),
        ("liaison", "王五", "w@gz.gov.cn", "13800000000"),
    ]


def test_the_agency_itself_is_one_row_among_the_departments(acting: Acting, sql: Sql) -> None:
    assert counts(acting, "departments", {"编码": "AGENCY", "名称": "省目标办", "目标办邮箱": "m@gz.gov.cn"}) == (
        0,
        1,
        0,
    )
    assert sql.rows("SELECT name, is_agency FROM department") == [("省目标办", True)]


def test_a_second_import_changes_nothing(march: Acting, sql: Sql) -> None:
    march.take("departments", FULL)
    before = sql.value(HEAD)
    assert counts(march, "departments", FULL) == (0, 0, 1)
    assert sql.value(HEAD) == before


def test_a_changed_row_is_written_down_as_changed(march: Acting, sql: Sql) -> None:
    assert counts(march, "departments", OFFICE | {"目标办邮箱": "new@gz.gov.cn"}) == (0, 1, 0)
    moves = "SELECT event FROM transition WHERE record = 'department' AND record_key = 'D001' ORDER BY id"
    assert sql.column(moves) == ["added", "changed"]


def test_a_column_that_is_missing_changes_nothing_and_an_empty_cell_does(march: Acting, sql: Sql) -> None:
    march.take("departments", FULL)
    query = "SELECT short_name, management, email FROM department d JOIN office f ON f.department_id = d.id"
    before = sql.rows(f"{query} WHERE code = '{FULL['编码']}'")
    assert counts(march, "departments", {name: FULL[name] for name in ("编码", "名称")}) == (0, 0, 1)
    assert sql.rows(f"{query} WHERE code = '{FULL['编码']}'") == before
    assert counts(march, "departments", {name: FULL[name] for name in ("编码", "名称")} | {"简称": ""}) == (0, 1, 0)
    assert sql.rows(f"{query} WHERE code = '{FULL['编码']}'") == [("", *before[0][1:])]


def test_a_name_that_another_department_has_is_refused(march: Acting, sql: Sql) -> None:
    found = complaints(march, "departments", {"编码": "D003", "名称": "第002厅"}, {"编码": "D004", "名称": "第004厅"})
    assert found == ["表.csv 第2行“名称”列：名称“第002厅”已是部门D002的名称，名称不能重复"]
    assert sql.value("SELECT count(*) FROM department WHERE code = 'D004'") == 0


def test_a_duplicate_code_is_refused(acting: Acting) -> None:
    assert "重复：第2行与第3行" in complaints(acting, "departments", OFFICE, OFFICE | {"名称": "别的厅"})[0]


# Names


def test_another_name_for_a_known_code_is_a_renaming(march: Acting, sql: Sql) -> None:
    before = sql.value(HEAD)
    assert complaints(march, "departments", OFFICE | {"名称": "第一局"}) == [
        (
            "表.csv 第2行“名称”列：名称与编码D001的现名“第001厅”不同；更名须办理部门更名（rename_department），"
            "确系录入错误的，用 --correction 写明原因更正"
        )
    ]
    assert sql.value(HEAD) == before


def test_no_correction_undoes_a_renaming(march: Acting) -> None:
    march.do("rename_department", department="D001", name="第一局", effective_on="2026-03-05", basis=BASIS)
    listed = ["表.csv 第2行“名称”列：名称“第001厅”是更名前的名称，请改填现名“第一局”"]
    assert complaints(march, "departments", OFFICE) == listed
    assert complaints(march, "departments", OFFICE, reason="录入有误") == listed


def test_the_last_day_of_a_department_stands_in_the_move(march: Acting, sql: Sql) -> None:
    march.take("departments", {"编码": "D002", "名称": "第002厅", "失效日期": "2026-12-20"})
    assert sql.rows(EVENTS, code="D002")[-1] == ("changed", {"ends": "2026-12-20"})


def test_a_typing_error_in_a_name_is_corrected_on_record(march: Acting, sql: Sql, violations: Violations) -> None:
    rows = OFFICE | {"名称": "第一厅"}, {"编码": "D002", "名称": "第002厅", "简称": "二厅"}
    summary = march.take("departments", *rows, reason="录入有误")
    assert summary.words.startswith(
        "部门共2行：新增0，更改2，未变0。其中更正1项，原因：录入有误。\n更正：名称由“第001厅”改为“第一厅”。"
    )
    assert summary.counts == {"rows": 2, "new": 0, "changed": 2, "same": 0}
    assert sql.rows(EVENTS, code="D001")[-1] == (
        "corrected", {"from": "第001厅", "to": "第一厅", "reason": "录入有误"}
    )  # fmt: skip
    assert sql.rows(EVENTS, code="D002")[-1] == ("changed", {})
    assert sql.value("SELECT count(*) FROM reform") == 0
    assert violations() == []


def test_a_name_given_up_in_the_same_file_may_be_taken_over(march: Acting, sql: Sql) -> None:
    rows = {"编码": "D002", "名称": "新二厅"}, {"编码": "D003", "名称": "第002厅"}
    march.take("departments", *rows, reason="两行名称填反")
    names = "SELECT code, name FROM department WHERE code IN ('D002', 'D003') ORDER BY code"
    assert sql.rows(names) == [("D002", "新二厅"), ("D003", "第002厅")]


# Ends


def ending(day: str, **more: str) -> dict[str, str]:
    return {"编码": "D002", "名称": "第002厅", "失效日期": day, **more}


def test_an_office_that_ends_with_open_duties_and_no_successor_is_refused(march: Acting, sql: Sql) -> None:
    before = sql.value(HEAD)
    assert complaints(march, "departments", ending("2026-03-30")) == [
        (
            "表.csv 第2行“失效日期”列：失效日期“2026-03-30”之后仍有未办结事项：2026年3月月度检查（期限2026-03-31）；"
            "请先办理部门合并（merge_department），由承接部门继续办理"
        )
    ]
    assert sql.value(HEAD) == before


def test_obligations_due_by_the_last_day_do_not_block_an_end_date(march: Acting) -> None:
    assert counts(march, "departments", ending("2026-03-31")) == (0, 1, 0)


def test_after_the_last_day_nothing_that_is_open_can_still_be_done(march: Acting) -> None:
    april = march.on("2026-04-01")
    assert (
        "未办结事项：2026年3月月度检查（期限2026-03-31）；" in complaints(april, "departments", ending("2026-03-31"))[0]
    )
    april.report("D002", "2026-03", "T003")
    assert counts(april, "departments", ending("2026-03-31")) == (0, 1, 0)


def test_obligations_taken_over_block_an_end_date_too(march: Acting) -> None:
    march.do("merge_department", department="D001", successor="D002", effective_on="2026-03-05", basis=BASIS)
    march.report("D002", "2026-03", "T003")
    assert "2026年3月月度检查" in complaints(march, "departments", ending("2026-03-30"))[0]


def test_of_many_open_duties_the_first_are_named_and_all_are_counted(march: Acting) -> None:
    name = "全省农村公路安全生命防护工程和危桥改造及通村公路硬化项目"
    codes = [f"T1{n:02d}" for n in range(4)]
    march.take("targets", *({"编号": c, "年度": "2026", "目标名称": name, "责任部门": "D002"} for c in codes))
    for code in codes:
        march.lists(code, "未完成", "2026-03-04")
        march.do("set_limit", target=code, limit="2026-03-27")
    text = complaints(march, "departments", ending("2026-03-20"))[0]
    short = "整改“全省农村公路安全生命防护工程和危桥改造及…（期限2026-03-27）"
    assert f"{short}、{short}、{short}等5项；请先办理部门合并" in text


# After a merger


@pytest.fixture
def merged(march: Acting) -> Acting:
    """D001, with a mailbox and a liaison, was merged into D002 on 5 March."""
    march.take("departments", OFFICE | {"目标办邮箱": "a@gz.gov.cn", "联络员": "王五"})
    march.do("merge_department", department="D001", successor="D002", effective_on="2026-03-05", basis=BASIS)
    return march


@pytest.mark.parametrize(
    "columns", [{"失效日期": ""}, {"失效日期": "2026-12-31"}, {"失效日期": "2026-03-04", "目标办邮箱": "b@gz.gov.cn"}]
)
def test_a_merged_department_is_not_changed(merged: Acting, sql: Sql, columns: dict[str, str]) -> None:
    before = sql.value(HEAD)
    assert complaints(merged, "departments", OFFICE | columns) == [
        "表.csv 第2行“编码”列：编码“D001”已并入“第002厅”，不再更改，请删去此行"
    ]
    assert sql.value(HEAD) == before


def test_a_row_equal_to_the_merged_state_changes_nothing_and_adds_no_contact(merged: Acting, sql: Sql) -> None:
    before = sql.value(HEAD)
    assert counts(merged, "departments", OFFICE | {"失效日期": "2026-03-04", "联络员": "赵六"}) == (0, 0, 1)
    assert sql.value(HEAD) == before


WANG = {"部门编码": "D001", "角色": "联络员", "姓名": "王五"}


def test_the_people_of_before_a_merger_change_nothing(merged: Acting, sql: Sql) -> None:
    before = sql.value(HEAD)
    past = {"部门编码": "D001", "角色": "主要领导", "姓名": "前任", "失效日期": "2025-12-31"}
    assert counts(merged, "contacts", WANG) == (0, 0, 1)
    assert sql.value(HEAD) == before
    assert counts(merged, "contacts", past) == (1, 0, 0)


@pytest.mark.parametrize("row", [WANG | {"姓名": "赵六"}, WANG | {"失效日期": "2026-12-31"}])
def test_a_merged_department_has_no_current_contacts(merged: Acting, row: dict[str, str]) -> None:
    assert complaints(merged, "contacts", row) == [
        "表.csv 第2行“部门编码”列：部门编码“D001”已并入“第002厅”，请改填承接部门"
    ]


def test_two_who_import_the_same_at_once_keep_it_once(march: Acting, together: Together, sql: Sql) -> None:
    together(*[lambda _session: march.take("departments", {"编码": "D003", "名称": "第003厅"})] * 2)
    assert sql.value("SELECT count(*) FROM department WHERE code = 'D003'") == 1


def test_every_spelling_of_a_contact_is_that_of_one_person(march: Acting, sql: Sql) -> None:
    person = {"部门编码": "D001", "角色": "主要领导", "姓名": "买买提·艾力"}
    march.take("contacts", person)
    march.take("contacts", {**person, "姓名": "买买提•\u200d艾力", "手机": "13800000001"})
    people = "SELECT name, mobile FROM contact WHERE role = 'head'"
    assert sql.rows(people) == [("买买提·艾力", "13800000001")]


def test_a_department_is_not_entered_twice_by_another_spelling(march: Acting) -> None:
    with pytest.raises(ImportRefused) as refusal:
        march.take("departments", {"编码": "D077", "名称": "第001 厅"})
    assert "已是部门D001的名称" in str(refusal.value)


EVERYONE = ["D001", "D002", "D003"]
NEVER_THERE = [{"失效日期": "2026-12-30"}, {"生效日期": "2027-01-01"}]


@pytest.fixture
def february(march: Acting, sql: Sql) -> Acting:
    """D003 leads nothing. The year 2026 is over, and nothing is open; today is 28 February 2027."""
    march.take("departments", {"编码": "D003", "名称": "第003厅"})
    for number in sql.column("SELECT id FROM obligation ORDER BY id"):
        march.do("waive", obligation=number, reason="另行办理")
    return march.on("2027-02-28")


def appraised(acting: Acting) -> list[str]:
    with begin() as session:
        return [each.code for each in score_sheets(session, 2026, acting.day)]


def row(dates: dict[str, str]) -> dict[str, str]:
    return {"编码": "D003", "名称": "第003厅", **dates}


@pytest.mark.parametrize(
    ("day", "dates"),
    [("2027-02-28", NEVER_THERE[0]), ("2027-02-28", NEVER_THERE[1]), ("2026-12-20", NEVER_THERE[1])],
)
def test_no_reason_takes_a_department_with_targets_out_of_a_year(
    february: Acting, day: str, dates: dict[str, str]
) -> None:
    leads = {"编码": "D002", "名称": "第002厅"}
    february.take("departments", leads)
    [words] = complaints(february.on(day), "departments", leads | dates, reason="录错")
    assert "“第002厅”在改动后的日期以外的年度牵头目标、承担事项或有负面清单条目，该年度照常考评，不能这样更正" in words
    assert appraised(february.on("2027-02-28")) == EVERYONE


@pytest.mark.parametrize("dates", NEVER_THERE)
def test_no_department_leaves_the_appraisal_of_a_past_year_by_other_dates(
    february: Acting, dates: dict[str, str]
) -> None:
    [words] = complaints(february, "departments", row(dates))
    assert "改动日期后，“第003厅”2026年不再考评，该年度已经结束" in words
    assert appraised(february) == EVERYONE


def test_none_comes_back_into_it_either(february: Acting) -> None:
    february.take("departments", row({"失效日期": "2026-12-30"}), reason="撤销日期漏录")
    [words] = complaints(february, "departments", row({"失效日期": ""}))
    assert "2026年纳入考评" in words


@pytest.mark.parametrize("dates", NEVER_THERE)
def test_with_a_reason_it_is_on_record(
    february: Acting, sql: Sql, violations: Violations, dates: dict[str, str]
) -> None:
    february.take("departments", row(dates), reason="撤销日期漏录")
    assert appraised(february) == ["D001", "D002"]
    detail = "SELECT detail ->> 'reason' FROM transition WHERE record = 'department' AND event = 'changed'"
    assert sql.column(detail) == ["撤销日期漏录"]
    assert violations() == []


def test_an_end_in_the_present_year_needs_none(february: Acting) -> None:
    february.take("departments", row({"失效日期": "2027-06-30"}))
    assert appraised(february) == EVERYONE


def test_without_targets_of_that_year_dates_are_filled_in_freely(march: Acting, sql: Sql) -> None:
    march.take("departments", {"编码": "D003", "名称": "第003厅"})
    march.take("departments", row({"生效日期": "2026-01-01"}))
    assert str(sql.value("SELECT valid_from FROM department WHERE code = 'D003'")) == "2026-01-01"


CUT_OFF: dict[str, Any] = {"key": "appraisal_cut_off", "value": "2月26日", "basis": "黔目标办〔2026〕5号"}
MERGER = {"department": "D002", "successor": "D001", "basis": "黔机编〔2026〕12号"}
MOVED: dict[str, Any] = {**MERGER, "targets": ["T003"], "year": 2026}
TOO_LATE = (
    "2026年的考评截止日2027-02-26已过，哪些部门、条目计入考评已经确定，生效日期2026-12-30不能在2026年以内；"
    "请写2027年1月1日以后的日期，原定日期写入依据。"
)


@pytest.fixture
def cut_off(march: Acting, february: Acting) -> Acting:
    """The cut-off day of 2026 was 10 February 2027."""
    march.do("set_policy", **CUT_OFF, valid_from="2026-01-01")
    return february


@pytest.mark.parametrize(("act", "given"), [("merge_department", MERGER), ("transfer_targets", MOVED)])
def test_after_the_cut_off_day_no_reform_of_the_year_moves_entries_and_sheets(
    cut_off: Acting, sql: Sql, act: str, given: dict[str, Any]
) -> None:
    before = sql.rows("SELECT record, record_key, event FROM transition ORDER BY id")
    assert cut_off.refused(act, **given, effective_on="2026-12-30") == TOO_LATE
    assert sql.rows("SELECT record, record_key, event FROM transition ORDER BY id") == before
    done = cut_off.do(act, **given, effective_on="2027-01-04")
    assert done.counts["merged" if act == "merge_department" else "transferred"] == 1


def test_after_the_cut_off_day_a_reason_does_not_help_either(cut_off: Acting) -> None:
    for dates in NEVER_THERE:
        [words] = complaints(cut_off, "departments", row(dates), reason="撤销日期漏录")
        assert words.endswith("2026年不再考评，该年度的考评截止日2027-02-26已过，不再变更")
    assert appraised(cut_off) == EVERYONE


def test_after_the_cut_off_day_no_merger_of_the_year_is_withdrawn(march: Acting, sql: Sql, policy: str) -> None:
    march.do("set_policy", **CUT_OFF, valid_from="2026-01-01")
    march.on("2026-12-28").do("merge_department", **MERGER, effective_on="2026-12-28")
    late = march.on("2027-02-28")
    words = late.refused("withdraw_merger", department="D002", reason="误登", evidence=policy)
    assert words.startswith("2026年的考评截止日2027-02-26已过")
    assert sql.value("SELECT kind FROM reform") == "merge"
