"""核查方案 in a sheet: new inspections below, drafted ones take their team and number; nothing is skipped (6.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations


KIND = "inspections"
PLAN = {
    "核查目的": "核实目标完成情况",
    "核查内容": "对照绩效要求核实",
    "核查方法": "查阅资料、实地查看",
    "核查标准": "目标绩效要求",
    "核查时限": "2026-12-31",
    "核查要求": "逐项核实",
}
TEAM = {"组长": "王文", "组员": "李天"}
STANDS = "SELECT title, state, document_number, drafted_on::text FROM inspection ORDER BY number"


def plan(title: str, **more: str) -> dict[str, str]:
    return {"类别": "专项核查", "名称": title, **PLAN, **more}


def test_several_inspections_are_one_act(roster: Acting, sql: Sql, tmp_path: Path, violations: Violations) -> None:
    new = {
        2: plan("第一次现场核查", **TEAM, 文号="黔目标办〔2026〕20号"),
        3: plan("第二次现场核查", 组长="郑玲", 组员="韩丽", 文号="黔目标办〔2026〕21号"),
        4: plan("第三次现场核查"),
    }
    sheet = fill(template(roster, KIND, tmp_path), new)
    before = sql.value("SELECT height FROM chain_head")
    assert counts(take(roster, KIND, sheet)) == (3, 0, 0)
    assert sql.rows(STANDS) == [
        ("第一次现场核查", "issued", "黔目标办〔2026〕20号", "2026-09-10"),
        ("第二次现场核查", "issued", "黔目标办〔2026〕21号", "2026-09-10"),
        ("第三次现场核查", "drafted", "", "2026-09-10"),
    ]
    assert sql.value("SELECT height FROM chain_head") == before + 1
    assert counts(take(roster, KIND, sheet)) == (0, 0, 3)
    assert violations() == []


def test_a_draft_takes_its_number_from_the_exported_sheet(drafted: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = export(drafted, KIND, tmp_path)
    [row] = rows_in(sheet)
    assert (row["核查编号"], row["类别"], row["组长"], row["组员"]) == ("2026-1", "季度核查", "王文", "李天")
    assert counts(take(drafted, KIND, fill(sheet, {2: {"文号": "黔目标办〔2026〕20号"}}))) == (0, 1, 0)
    assert sql.rows(STANDS) == [("第三季度核查", "issued", "黔目标办〔2026〕20号", "2026-09-10")]
    assert rows_in(export(drafted, KIND, tmp_path)) == []


MARKS = {"份号": "000001", "密级和保密期限": "秘密★1年", "紧急程度": "加急"}


def test_the_marks_of_a_plan_are_stated_with_its_number(
    roster: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    new = {2: plan("第一次现场核查", **TEAM, 文号="黔目标办〔2026〕20号", **MARKS), 3: plan("第二次现场核查")}
    sheet = fill(template(roster, KIND, tmp_path), new)
    assert counts(take(roster, KIND, sheet)) == (2, 0, 0)
    kept = {"copy_number": "000001", "secrecy": "秘密★1年", "urgency": "urgent"}
    assert sql.column("SELECT marks FROM inspection ORDER BY number") == [kept, {}]
    assert counts(take(roster, KIND, sheet)) == (0, 0, 2)
    with pytest.raises(ImportRefused, match="与所写的不同"):
        take(roster, KIND, fill(sheet, {2: {"紧急程度": "特急"}}))
    assert violations() == []


def test_an_exported_draft_takes_its_marks_with_its_number(drafted: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(drafted, KIND, tmp_path), {2: {"文号": "黔目标办〔2026〕20号", "紧急程度": "特急"}})
    assert counts(take(drafted, KIND, sheet)) == (0, 1, 0)
    assert sql.column("SELECT marks FROM inspection") == [{"urgency": "extreme"}]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({**TEAM, "份号": "000001"}, "须与文号（document_number）一并写明|须与文号一并写明"),
        ({"文号": "黔目标办〔2026〕20号"}, "还没有核查组"),
        (
            {"组长": "王文", "文号": "黔目标办〔2026〕20号"},
            "组长（leader）和组员（members）须一并写明|组长和组员须一并写明",
        ),
        ({**TEAM, "文号": "黔目标办〔2026〕20号", "核查时限": "2026-09-01"}, "2026-09-01"),
        ({**TEAM, "类别": "没有的核查"}, "类别“没有的核查”不在可选范围内"),
    ],
)
def test_a_wrong_row_drafts_none(roster: Acting, sql: Sql, tmp_path: Path, wrong: dict[str, str], words: str) -> None:
    new = {2: plan("第一次现场核查", **TEAM, 文号="黔目标办〔2026〕19号"), 3: plan("第二次现场核查") | wrong}
    with pytest.raises(ImportRefused, match=words):
        take(roster, KIND, fill(template(roster, KIND, tmp_path), new))
    assert sql.rows(STANDS) == []


def test_a_tied_member_is_refused_in_a_row_too(roster: Acting, sql: Sql, tmp_path: Path) -> None:
    roster.do("declare_tie", inspector="李天", department="D001", reason="配偶在该部门任职")
    new = {2: plan("第一次现场核查", **TEAM, 受核查部门="D001", 文号="黔目标办〔2026〕20号")}
    with pytest.raises(ImportRefused, match="李天"):
        take(roster, KIND, fill(template(roster, KIND, tmp_path), new))
    assert sql.rows(STANDS) == []


def test_a_plan_that_was_issued_elsewhere_is_not_changed(drafted: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(drafted, KIND, tmp_path), {2: {"核查内容": "另查"}})
    drafted.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    with pytest.raises(ImportRefused, match="在表格导出以后已有改动"):
        take(drafted, KIND, sheet)
    assert sql.value("SELECT content FROM inspection") != "另查"


ACT = "arrange_inspection"
NAMED = {"kind": "季度核查", "title": "第三季度核查"}
TEAM_OF_ARRANGEMENT = {"leader": "王文", "members": "李天"}
NUMBER = {"document_number": "黔目标办〔2026〕20号"}
STANDS_OF_ARRANGEMENT = """
SELECT i.state, i.document_number, (SELECT count(*) FROM team_member m WHERE m.inspection_id = i.id)
FROM inspection i ORDER BY i.number
"""


def test_a_plan_a_team_and_a_number_are_one_act(
    roster: Acting, plan: dict[str, str], sql: Sql, violations: Violations
) -> None:
    before = sql.value("SELECT height FROM chain_head")
    done = roster.do(ACT, **NAMED, **plan, **TEAM_OF_ARRANGEMENT, **NUMBER)
    assert done.counts == {"drafted": 1, "joined": 2, "issued": 1}
    assert done.data == {"inspection": "2026-1"}
    assert sql.rows(STANDS_OF_ARRANGEMENT) == [("issued", NUMBER["document_number"], 2)]
    assert sql.value("SELECT state FROM obligation WHERE kind = 'inspection'") == "open"
    assert sql.value("SELECT height FROM chain_head") == before + 1
    assert violations() == []


def test_what_stands_is_not_done_again(roster: Acting, plan: dict[str, str], sql: Sql) -> None:
    roster.do(ACT, **NAMED, **plan, **TEAM_OF_ARRANGEMENT, **NUMBER)
    again = roster.do(ACT, **NAMED, **plan, **TEAM_OF_ARRANGEMENT, **NUMBER)
    assert again.counts == {"revised": 0, "joined": 0, "issued": 0}
    assert len(sql.rows(STANDS_OF_ARRANGEMENT)) == 1


def test_a_draft_takes_its_team_and_its_number_later(roster: Acting, plan: dict[str, str], sql: Sql) -> None:
    assert roster.do(ACT, **NAMED, **plan).counts == {"drafted": 1}
    done = roster.do(ACT, inspection="2026-1", content="另加现场查看", **TEAM_OF_ARRANGEMENT)
    assert done.counts == {"revised": 1, "joined": 2}
    assert roster.do(ACT, inspection="2026-1", **NUMBER).counts == {"revised": 0, "issued": 1}
    assert sql.value("SELECT content FROM inspection") == "另加现场查看"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"leader": "王文"}, "组长（leader）和组员（members）须一并写明"),
        ({"leader": "王文", "members": "王文"}, "王文"),
        (NUMBER, "还没有核查组"),
        (TEAM_OF_ARRANGEMENT | NUMBER | {"ends_on": "2026-09-01"}, "2026-09-01"),
        ({"inspection": "2026-9"}, "没有编号为“2026-9”的核查"),
    ],
)
def test_what_its_acts_refuse_is_refused_and_nothing_is_drafted(
    roster: Acting, plan: dict[str, str], sql: Sql, given: dict[str, Any], words: str
) -> None:
    """4.3: one person never inspects alone, and no plan is issued without a team."""
    assert words in roster.refused(ACT, **NAMED | plan | given)
    assert sql.rows(STANDS_OF_ARRANGEMENT) == []


def test_the_title_of_several_inspections_asks_for_the_number(roster: Acting, plan: dict[str, str]) -> None:
    for _ in range(2):
        roster.do("draft_inspection", **NAMED, **plan)
    assert roster.refused(ACT, **NAMED, **TEAM_OF_ARRANGEMENT) == (
        "本年有几次名称为“第三季度核查”的核查（2026-1、2026-2），请写明核查编号。"
    )


def test_a_cancelled_inspection_is_not_meant(roster: Acting, plan: dict[str, str]) -> None:
    roster.do(ACT, **NAMED, **plan)
    roster.do("cancel_inspection", inspection="2026-1", reason="另行组织")
    assert roster.do(ACT, **NAMED, **plan).data == {"inspection": "2026-2"}


def test_what_a_round_looks_at_is_assigned_with_its_plan(
    contested: Acting, plan: dict[str, str], sql: Sql, violations: Violations
) -> None:
    """4.3 a, 7.2: the proposed target is to be confirmed, the contested one inspected again by others."""
    contested.do("accept_appeal", target="T001")
    contested.do("propose_entry", target="T003", way="在线", finding="未完成", found_on="2026-09-21")
    team = {"leader": "郑玲", "members": "韩丽", "document_number": "黔目标办〔2026〕21号"}
    given = {"confirms": "2026/T003", "reinspects": "T001"}
    round_ = plan | {"kind": "专项核查", "title": "现场核查"}
    done = contested.do(ACT, **round_, **team, **given)
    assert done.counts == {"drafted": 1, "joined": 2, "issued": 1, "assigned": 2}
    assert sql.rows("SELECT inspection_id FROM confirmation UNION ALL SELECT inspection_id FROM appeal") == [(2,), (2,)]
    again = contested.do(ACT, **round_, **team, **given)
    assert again.counts == {"revised": 0, "joined": 0, "issued": 0, "assigned": 0}
    assert violations() == []


@pytest.mark.parametrize(
    ("team", "given", "words"),
    [
        (TEAM_OF_ARRANGEMENT, {"reinspects": "T001"}, "参加过原核查或此前的复核，复核须由其他人员进行"),
        ({"leader": "郑玲", "members": "韩丽"}, {"confirms": "T001"}, "拟列入的才指定现场认定"),
        ({"leader": "郑玲", "members": "韩丽"}, {"reinspects": "T003"}, "没有列入负面清单"),
        ({"leader": "郑玲", "members": "韩丽"}, {"reinspects": "2025/T001"}, "2025年目标中没有编号“T001”"),
    ],
)
def test_what_cannot_be_assigned_is_not_planned(
    contested: Acting, plan: dict[str, str], sql: Sql, team: dict[str, str], given: dict[str, str], words: str
) -> None:
    contested.do("accept_appeal", target="T001")
    round_ = plan | {"kind": "专项核查", "title": "现场核查", "document_number": "黔目标办〔2026〕21号"}
    assert words in contested.refused(ACT, **round_, **team, **given)
    assert len(sql.rows(STANDS_OF_ARRANGEMENT)) == 1


def test_who_is_not_visited_stands_in_the_sheet_with_the_decision(
    roster: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    (tmp_path / "决定.pdf").write_bytes(b"a decision")
    left = {"受核查部门": "D002", "不到现场的部门和原因": "第001厅：当年未抽中", "核查时限": "2027-01-31"}
    decided = {"不到现场核查的决定文号": "黔目标〔2026〕40号", "不到现场核查的决定日期": "2026-12-10"}
    decided |= {"不到现场核查的决定文件": "决定.pdf", "不到现场核查的决定单位": "领导小组"}
    december = roster.on("2026-12-16")
    sheet = fill(template(december, KIND, tmp_path), {2: plan("年终现场复核", **left, **decided, 类别="年度核查")})
    assert counts(take(december, KIND, sheet)) == (1, 0, 0)
    assert sql.rows("SELECT unvisited, decision_number, decision_by FROM inspection") == [
        ({"D001": "当年未抽中"}, "黔目标〔2026〕40号", "领导小组")
    ]
    assert sql.column("SELECT file_name FROM exhibit WHERE record = 'inspection'") == ["决定.pdf"]
    assert counts(take(december, KIND, sheet)) == (0, 0, 1)
    exported = export(december, KIND, tmp_path)
    [row] = rows_in(exported)
    assert (row["不到现场核查的决定文号"], row["不到现场核查的决定文件"]) == ("黔目标〔2026〕40号", "决定.pdf")
    assert row["不到现场的部门和原因"] == "D001：当年未抽中"
    assert counts(take(december, KIND, fill(exported, {2: {"不到现场的部门和原因": "D001：雪灾封路"}}))) == (0, 1, 0)
    assert sql.value("SELECT unvisited FROM inspection") == {"D001": "雪灾封路"}
    with pytest.raises(ImportRefused, match="“第001厅”须写明部门和原因"):
        take(december, KIND, fill(export(december, KIND, tmp_path), {2: {"不到现场的部门和原因": "第001厅"}}))
    assert violations() == []
