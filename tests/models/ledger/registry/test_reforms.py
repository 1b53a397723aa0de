"""机构改革: conditions for renaming, merging and transferring targets; a repeat changes nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.duty.register import list_obligations
from tests.databases import story

if TYPE_CHECKING:
    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Statements, Together, Violations

BASIS = "黔机编〔2026〕12号"
HEAD = "SELECT hash FROM chain_head"
NAMES = "SELECT code, name, short_name FROM department WHERE NOT is_agency ORDER BY code"
OPEN = """
SELECT o.kind, o.period, d.code, w.code, x.due::text, o.due_version FROM obligation o JOIN deadline x
ON x.id = o.deadline_id JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
WHERE o.state = 'open' ORDER BY o.kind DESC, o.period, d.code, o.id
"""
RESPONSIBLE = """
SELECT t.code, string_agg(d.code || coalesce(' ' || x.since, ''), '、' ORDER BY x.position), array_agg(x.position)
FROM target t JOIN target_department x ON x.target_id = t.id JOIN department d ON d.id = x.department_id
GROUP BY t.id ORDER BY t.year, t.code
"""
MOVES = """
SELECT record, event, detail ->> 'from', detail ->> 'to' FROM transition
WHERE act_id = (SELECT max(act_id) FROM block) AND record NOT IN ('cycle_run', 'deadline') ORDER BY id
"""


def rename(acting: Acting, department: str, name: str, on: str, **more: Any) -> Summary:
    return acting.do("rename_department", department=department, name=name, effective_on=on, basis=BASIS, **more)


def merge(acting: Acting, old: str, new: str, on: str) -> Summary:
    return acting.do("merge_department", department=old, successor=new, effective_on=on, basis=BASIS)


def transfer(acting: Acting, old: str, new: str, codes: str, on: str, **more: Any) -> Summary:
    fields = {"department": old, "successor": new, "targets": codes, "effective_on": on, "basis": BASIS, **more}
    return acting.do("transfer_targets", **fields)


@pytest.fixture
@story
def third(march: Acting) -> Acting:
    """`march`, and D003, which leads nothing, since 1 March; today is 10 March."""
    march.take("departments", {"编码": "D003", "名称": "第003厅", "生效日期": "2026-03-01"})
    return march.on("2026-03-10")


# 更名


def test_a_renamed_department_keeps_its_code_and_its_duties(third: Acting, sql: Sql, violations: Violations) -> None:
    before = sql.rows(OPEN)
    summary = rename(third, "D001", "第一局", "2026-03-10", short_name=" 一局 ")
    assert summary.words == "“第001厅”自2026-03-10起更名为“第一局”，编码D001不变。"
    assert sql.rows(NAMES)[0] == ("D001", "第一局", "一局")
    assert sql.rows(OPEN) == before
    assert sql.rows(MOVES) == [("reform", "registered", None, None), ("department", "renamed", "第001厅", "第一局")]
    assert violations() == []


def test_without_a_new_short_name_the_old_one_goes(third: Acting, sql: Sql) -> None:
    third.take("departments", {"编码": "D001", "名称": "第001厅", "简称": "一厅"})
    rename(third, "D001", "第一局", "2026-03-10")
    assert sql.rows(NAMES)[0] == ("D001", "第一局", "")


def test_the_same_renaming_again_changes_nothing_even_after_the_next_one(third: Acting, sql: Sql) -> None:
    rename(third, "D001", "第一局", "2026-03-09")
    rename(third, "D001", "第一委", "2026-03-10")
    before = sql.value(HEAD)
    assert rename(third, "D001", "第一局", "2026-03-09").counts == {"renamed": 0}
    assert rename(third, "第001厅", "第一委", "2026-03-10").words == "“第一委”此前已更名，未作改动。"
    assert sql.value(HEAD) == before
    assert sql.rows(NAMES)[0][1] == "第一委"


@pytest.mark.parametrize(
    ("department", "name", "on", "why"),
    [
        ("D001", "第一局", "2026-03-11", "生效日期2026-03-11在今天（2026-03-10）之后，请在生效当日或之后办理。"),
        ("D001", "第001厅", "2026-03-10", "“第001厅”现在就是这个名称。"),
        (
            "D001",
            "第002厅",
            "2026-03-10",
            "“第002厅”已是部门D002的名称；如为合并，请办理部门合并（merge_department）。",
        ),
        ("D003", "第三局", "2026-03-01", "“第003厅”2026-02-28不在有效期内（2026-03-01起），请核对部门和生效日期。"),
        ("AGENCY", "省目标办", "2026-03-10", "管理机构本身不是纳入管理部门"),
        ("D009", "第九局", "2026-03-10", "部门“D009”不在部门名单中。查看：mubiao departments。"),
    ],
)
def test_a_renaming_that_cannot_be_is_refused(third: Acting, department: str, name: str, on: str, why: str) -> None:
    text = third.refused("rename_department", department=department, name=name, effective_on=on, basis=BASIS)
    assert text.startswith(why)


def test_a_renaming_before_the_last_one_is_refused(third: Acting) -> None:
    rename(third, "D001", "第一局", "2026-03-09")
    text = third.refused("rename_department", department="D001", name="甲", effective_on="2026-03-09", basis=BASIS)
    assert text == "“第一局”已于2026-03-09更名，新的更名应在其后。"


def test_reforms_are_for_the_agency_alone(third: Acting) -> None:
    office = third.office("D001")
    form = {"department": "D001", "effective_on": "2026-03-10", "basis": BASIS}
    for act, more in {
        "rename_department": {"name": "甲"},
        "merge_department": {"successor": "D002"},
        "transfer_targets": {"successor": "D002", "targets": "T001"},
    }.items():
        assert "“部门目标办”不能执行" in office.refused(act, **form, **more)


def shown(day: str, **filters: Any) -> list[tuple[str, str]]:
    with begin() as session:
        items = list_obligations(session, date.fromisoformat(day), **filters)
        return [(item.row.department, item.row.short_name) for item in items]


def test_a_list_keeps_the_name_under_which_a_duty_was_done(third: Acting, sql: Sql) -> None:
    third.take("departments", {"编码": "D002", "名称": "第002厅", "简称": "二厅"})
    third.report("D002", "2026-03", "T003")
    rename(third.on("2026-03-11"), "D002", "第二局", "2026-03-11", short_name="二局")
    third.on("2026-04-01").open("monthly_check", "2026-04")
    third.on("2026-04-02").report("D002", "2026-04", "T003")
    rename(third.on("2026-04-03"), "D002", "第二委", "2026-04-03")
    third.on("2026-05-01").open("monthly_check", "2026-05")
    periods = {p: shown("2026-05-01", department="D002", period=p) for p in ("2026-03", "2026-04", "2026-05")}
    assert periods == {
        "2026-03": [("第002厅", "二厅")],
        "2026-04": [("第二局", "二局")],
        "2026-05": [("第二委", "第二委")],
    }
    assert sql.value("SELECT count(*) FROM reform") == 2


def test_a_waived_obligation_keeps_the_name_of_its_day(third: Acting, sql: Sql) -> None:
    for number in sql.column("SELECT id FROM obligation"):
        third.do("waive", obligation=number, reason="机构改革")
    rename(third, "D001", "第一局", "2026-03-10")
    rename(third.on("2026-03-12"), "D002", "第二局", "2026-03-11")
    assert shown("2026-03-12") == [("第一局", "第一局"), ("第002厅", "第002厅")]


def test_an_old_name_still_finds_the_department_unless_another_bears_it_now(third: Acting, sql: Sql) -> None:
    third.take("departments", {"编码": "D001", "名称": "第001厅", "简称": "一厅"})
    rename(third, "D001", "第一局", "2026-03-10")
    for name in ("第001厅", "一厅"):
        assert "“第一局”" in third.do("appoint_liaison", department=name, name="王五").words
    rename(third, "D002", "第001厅", "2026-03-10")
    third.do("appoint_liaison", department="第001厅", name="丙")
    holder = "SELECT d.code FROM contact c JOIN department d ON d.id = c.department_id WHERE c.name = '丙'"
    assert sql.column(holder) == ["D002"]


# 合并


def test_the_successor_takes_over_open_obligations_with_their_due_dates_and_the_targets(
    third: Acting, sql: Sql, violations: Violations
) -> None:
    before = sql.rows(OPEN)
    summary = merge(third, "D001", "D003", "2026-03-10")
    assert summary.counts == {"merged": 1, "obligations": 1, "targets": 2, "notices": 2}
    assert summary.words == (
        "“第001厅”自2026-03-10起并入“第003厅”，由其承接未办结事项1项、目标2项，期限不变，将通知承接部门。"
    )
    assert [(*row[:3], *row[4:]) for row in sql.rows(OPEN)] == [(*row[:3], *row[4:]) for row in before]
    assert [row[3] for row in sql.rows(OPEN)] == ["D003", "D002"]
    assert sql.rows(RESPONSIBLE) == [
        ("T001", "D003 2026-03-02", [0]),
        ("T002", "D003 2026-03-02", [0]),
        ("T003", "D002", [0]),
    ]
    assert sql.value("SELECT valid_to::text FROM department WHERE code = 'D001'") == "2026-03-09"
    assert violations() == []


def test_every_move_of_a_merger_is_on_record(third: Acting, sql: Sql) -> None:
    third.do("appoint_liaison", department="D001", name="王五")
    merge(third, "D001", "D003", "2026-03-10")
    names = ("第001厅", "第003厅")
    assert sql.rows(MOVES) == [
        ("reform", "registered", None, None),
        ("reform", "kept", None, None),
        ("target", "taken_over", *names),
        ("target", "taken_over", *names),
        ("obligation", "taken_over", *names),
        ("department", "merged", *names),
        ("contact", "ended", None, None),
    ]


def test_if_both_were_responsible_the_higher_position_remains(third: Acting, sql: Sql) -> None:
    usual = {"年度": "2026", "目标名称": "目标", "下达日期": "2026-02-27"}
    third.take(
        "targets",
        usual | {"编号": "T004", "责任部门": "D001", "配合部门": "D003、D002"},
        usual | {"编号": "T005", "责任部门": "D003", "配合部门": "D002、D001"},
        usual | {"编号": "T006", "责任部门": "D002", "配合部门": "D003；D001"},
        usual | {"编号": "T007", "责任部门": "D002", "配合部门": "D001"},
    )
    merge(third, "D001", "D003", "2026-03-10")
    assert sql.rows(RESPONSIBLE)[3:] == [
        ("T004", "D003 2026-03-02、D002", [0, 1]),
        ("T005", "D003、D002", [0, 1]),
        ("T006", "D002、D003", [0, 1]),
        ("T007", "D002、D003", [0, 1]),
    ]


def test_mergers_form_a_chain(third: Acting, sql: Sql, violations: Violations) -> None:
    merge(third, "D001", "D002", "2026-03-08")
    merge(third, "D002", "D003", "2026-03-10")
    assert [row[2:4] for row in sql.rows(OPEN)] == [("D001", "D003"), ("D002", "D003")]
    assert [row[1][:4] for row in sql.rows(RESPONSIBLE)] == ["D003"] * 3
    third.office("D003").on("2026-03-20").report("D001", "2026-03", "T001", "T002")
    assert violations() == []


def test_the_same_merger_again_changes_nothing_even_after_the_next_one(third: Acting, sql: Sql) -> None:
    merge(third, "D001", "D002", "2026-03-08")
    merge(third, "D002", "D003", "2026-03-10")
    before = sql.value(HEAD)
    assert merge(third, "D001", "D002", "2026-03-08").words == "“第001厅”此前已并入“第002厅”，未作改动。"
    assert merge(third.on("2026-05-01"), "D002", "D003", "2026-03-10").counts == {"merged": 0}
    assert sql.value(HEAD) == before


@pytest.mark.parametrize(
    ("old", "new", "on", "why"),
    [
        ("D001", "D003", "2026-03-11", "生效日期2026-03-11在今天（2026-03-10）之后"),
        ("D001", "D001", "2026-03-10", "承接部门不能是“第001厅”本身。"),
        ("D001", "AGENCY", "2026-03-10", "管理机构本身不是纳入管理部门"),
        ("D001", "第03厅", "2026-03-10", "部门“第03厅”不在部门名单中，是否为“第003厅”。"),
        ("D001", "D003", "2026-02-20", "承接部门“第003厅”2026-02-20不在有效期内（2026-03-01起），请先导入该部门"),
        ("D003", "D001", "2026-03-01", "“第003厅”2026-03-01才设立，合并的生效日期2026-03-01应在其后。"),
        ("D002", "D003", "2026-03-10", "“第002厅”已于2026-03-08并入“第001厅”，不能再次合并。"),
        ("D001", "D002", "2026-03-10", "“第002厅”已并入“第001厅”，请改填“第001厅”。"),
        ("D002", "D001", "2026-03-09", "“第002厅”已于2026-03-08并入“第001厅”，不能再次合并。"),
    ],
)
def test_a_merger_that_cannot_be_is_refused(third: Acting, sql: Sql, old: str, new: str, on: str, why: str) -> None:
    merge(third, "D002", "D001", "2026-03-08")
    before = sql.value(HEAD)
    text = third.refused("merge_department", department=old, successor=new, effective_on=on, basis=BASIS)
    assert text.startswith(why)
    assert sql.value(HEAD) == before


def test_a_merger_follows_the_last_day_that_was_imported(third: Acting) -> None:
    third.report("D002", "2026-03", "T003")
    third.take("departments", {"编码": "D002", "名称": "第002厅", "失效日期": "2026-03-08"})
    text = third.refused("merge_department", department="D002", successor="D003", effective_on="2026-03-10", basis="文")
    assert text == "“第002厅”已于2026-03-08终止，合并的生效日期应为2026-03-09。"
    assert merge(third, "D002", "D003", "2026-03-09").counts == {
        "merged": 1, "obligations": 0, "targets": 1, "notices": 2
    }  # fmt: skip


def test_a_merged_department_is_not_renamed(third: Acting) -> None:
    merge(third, "D001", "D003", "2026-03-10")
    text = third.refused("rename_department", department="D001", name="甲", effective_on="2026-03-10", basis=BASIS)
    assert text == "“第001厅”2026-03-10不在有效期内（至2026-03-09止），请核对部门和生效日期。"


def test_of_many_who_rename_one_department_at_once_one_is_done(third: Acting, sql: Sql, together: Together) -> None:
    form = {"department": "D001", "effective_on": "2026-03-10", "basis": BASIS}
    works = [
        lambda session, name=f"第{number}局": third.within(session, "rename_department", name=name, **form)
        for number in range(6)
    ]
    results = together(*works)
    assert sorted(type(result).__name__ for result in results) == ["Refused"] * 5 + ["Summary"]
    assert sql.rows("SELECT new_name FROM reform") == sql.rows("SELECT name FROM department WHERE code = 'D001'")


def test_of_two_who_merge_one_department_at_once_one_is_refused(third: Acting, sql: Sql, together: Together) -> None:
    form = {"department": "D001", "effective_on": "2026-03-10", "basis": BASIS}
    results = together(
        lambda session: third.within(session, "merge_department", successor="D002", **form),
        lambda session: third.within(session, "merge_department", successor="D003", **form),
    )
    assert sorted(type(result).__name__ for result in results) == ["Refused", "Summary"]
    assert sql.value("SELECT count(*) FROM reform") == 1


def test_obligations_opened_during_a_merger_go_to_the_successor(third: Acting, sql: Sql, together: Together) -> None:
    april = third.on("2026-04-01")
    results = together(
        lambda session: april.system.within(session, "open_cycle", cycle="monthly_check", period="2026-04"),
        lambda session: april.within(
            session, "merge_department", department="D001", successor="D003", effective_on="2026-04-01", basis=BASIS
        ),
    )
    assert [type(result).__name__ for result in results] == ["Summary", "Summary"]
    assert "D001" not in {row[3] for row in sql.rows(OPEN)}


# 划转


def test_transferred_targets_keep_their_remediations_and_the_department_continues(
    third: Acting, sql: Sql, violations: Violations
) -> None:
    for code in ("T001", "T002"):
        third.lists(code, "进度滞后", "2026-03-09")
        third.do("set_limit", target=code, limit="2026-03-27")
    summary = transfer(third, "D001", "D003", "T001", "2026-03-10")
    assert summary.counts == {"transferred": 1, "obligations": 1, "notices": 2}
    assert summary.words == (
        "“第001厅”的1项目标自2026-03-10起划转“第003厅”牵头，随同划转未办结的整改、反馈1项，期限不变，将通知承接部门。"
    )
    assert sql.rows(OPEN) == [
        ("remediation", "", "D001", "D003", "2026-03-27", 1),
        ("remediation", "", "D001", "D001", "2026-03-27", 1),
        ("monthly_check", "2026-03", "D001", "D001", "2026-03-31", 1),
        ("monthly_check", "2026-03", "D002", "D002", "2026-03-31", 1),
    ]
    assert [row[:2] for row in sql.rows(RESPONSIBLE)[:2]] == [("T001", "D003 2026-03-02"), ("T002", "D001")]
    assert sql.value("SELECT count(*) FROM department WHERE valid_to IS NOT NULL") == 0
    assert violations() == []


def test_the_same_transfer_again_changes_nothing(third: Acting, sql: Sql) -> None:
    transfer(third, "D001", "D003", "T001", "2026-03-10")
    before = sql.value(HEAD)
    again = transfer(third.on("2026-03-12"), "D001", "D003", "T001", "2026-03-10")
    assert (again.words, again.counts) == ("所列目标已由“第003厅”牵头，未作改动。", {"transferred": 0})
    assert sql.value(HEAD) == before


def test_a_second_part_of_a_transfer_has_a_separate_notice(third: Acting, sql: Sql) -> None:
    transfer(third, "D001", "D003", "T001", "2026-03-10")
    transfer(third, "D001", "D003", "T001、T002", "2026-03-10")
    assert sql.value("SELECT count(*) FROM reform") == 1
    query = "SELECT payload -> 'targets' FROM notice WHERE kind = 'taken_over' AND audience = 'office' ORDER BY id"
    assert sql.column(query) == [["T001 目标T001"], ["T002 目标T002"]]


@pytest.mark.parametrize(
    ("old", "new", "codes", "on", "why"),
    [
        ("D001", "D003", "T001", "2026-03-11", "生效日期2026-03-11在今天（2026-03-10）之后"),
        ("D001", "D003", "T001、T009、T010", "2026-03-10", "2026年目标中没有编号“T009、T010”。"),
        ("D001", "D003", "T001、T003", "2026-03-10", "以下目标不由“第001厅”牵头，不能由其划转：T003（第002厅）。"),
        ("D001", "D001", "T001", "2026-03-10", "承接部门不能是“第001厅”本身。"),
        ("D001", "D003", "T001", "2026-02-27", "承接部门“第003厅”2026-02-27不在有效期内"),
        ("D001", "D004", "T001", "2026-03-10", "“第004厅”已并入“第002厅”，请改填“第002厅”。"),
        ("D003", "D002", "T007", "2026-03-01", "“第003厅”2026-02-28不在有效期内"),
        ("AGENCY", "D003", "T001", "2026-03-10", "管理机构本身不是纳入管理部门"),
    ],
)
def test_a_transfer_that_cannot_be_is_refused(
    third: Acting, sql: Sql, old: str, new: str, codes: str, on: str, why: str
) -> None:
    third.take("departments", {"编码": "D004", "名称": "第004厅"})
    third.take("targets", {"编号": "T007", "年度": "2026", "目标名称": "目标", "责任部门": "D003"})
    merge(third, "D004", "D002", "2026-03-08")
    before = sql.value(HEAD)
    text = third.refused("transfer_targets", department=old, successor=new, targets=codes, effective_on=on, basis=BASIS)
    assert text.startswith(why)
    assert sql.value(HEAD) == before


def test_a_merged_department_has_no_targets_to_transfer(third: Acting) -> None:
    row = {"编号": "T001", "年度": "2025", "目标名称": "目标", "责任部门": "D001", "下达日期": "2025-02-27"}
    third.take("targets", row)
    merge(third, "D001", "D002", "2026-03-08")
    form = {"department": "D001", "successor": "D003", "effective_on": "2026-03-10", "basis": BASIS}
    assert "以下目标不由“第001厅”牵头" in third.refused("transfer_targets", targets="T001", **form)
    assert "“第001厅”已并入“第002厅”" in third.refused("transfer_targets", targets="T001", year=2025, **form)


def test_a_target_of_last_year_is_named_with_its_year(third: Acting, sql: Sql) -> None:
    third.take(
        "targets", {"编号": "T001", "年度": "2025", "目标名称": "去年", "责任部门": "D001", "下达日期": "2025-02-27"}
    )
    transfer(third, "D001", "D003", "T001", "2026-03-10", year=2025)
    assert [row[1][:4] for row in sql.rows(RESPONSIBLE)] == ["D003", "D001", "D001", "D002"]


def test_a_split_is_a_transfer_and_a_merger_of_the_rest(third: Acting, sql: Sql, violations: Violations) -> None:
    transfer(third, "D001", "D003", "T001", "2026-03-10")
    merge(third, "D001", "D002", "2026-03-10")
    april = third.on("2026-04-01")
    april.open("monthly_check", "2026-04")
    lines = """SELECT d.code, string_agg(t.code, '、' ORDER BY t.code) FROM obligation o
        JOIN department d ON d.id = o.department_id JOIN report_line l ON l.obligation_id = o.id AND l.version = 0
        JOIN target t ON t.id = l.target_id WHERE o.period = '2026-04' GROUP BY d.code ORDER BY d.code"""
    assert sql.rows(lines) == [("D002", "T002、T003"), ("D003", "T001")]
    assert violations() == []


def test_reforms_take_as_many_statements_for_2000_departments_as_for_10(statements: Statements) -> None:
    def enter(acting: Acting, act: str, **more: Any) -> Summary:
        return acting.on("2026-03-10").do(act, department="D00001", effective_on="2026-03-10", basis=BASIS, **more)

    works = {
        "open": lambda acting, _sql: acting.on("2026-03-01").open("monthly_check", "2026-03"),
        "rename": lambda acting, _sql: enter(acting, "rename_department", name="新名"),
        "transfer": lambda acting, _sql: enter(acting, "transfer_targets", successor="D00003", targets="D00001-1"),
        "merge": lambda acting, _sql: enter(acting, "merge_department", successor="D00002"),
    }
    assert statements(10, works) == statements(2000, works)


def test_a_department_is_not_renamed_to_another_spelling_of_a_name(march: Acting) -> None:
    fields = {"department": "D002", "effective_on": "2026-03-05", "basis": "黔机编〔2026〕1号"}
    assert "已是部门D001的名称" in march.refused("rename_department", **fields, name="第001\u200b厅")
