"""核查结果: recorded by the team, signed by its leader, frozen; failed targets are listed (4.3 a, 6.2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.chain.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql

SIGN = {"inspection": "2026-1", "leader": "王文", "limit": "2026-10-20"}
FINDINGS = "SELECT state, conclusion, serial FROM finding ORDER BY id"


def found(acting: Acting, target: str = "T001", conclusion: str = "符合目标要求", **more: Any) -> Summary:
    return acting.do("record_finding", **finding_input(target, conclusion) | more)


def finding_input(target: str = "T001", conclusion: str = "符合目标要求", **more: Any) -> dict[str, Any]:
    usual = {
        "inspection": "2026-1",
        "target": target,
        "declared_complete": "是",
        "conclusion": conclusion,
        "found": "现场核实，完成86公里",
        "methods": "查阅资料、实地查看",
        "place": "贵阳市",
        "found_on": "2026-09-15",
        "found_by": "王文、李天",
    }
    return usual | more


def test_a_finding_stores_text_inspectors_place_day_and_methods(issued: Acting, sql: Sql) -> None:
    words = found(issued, conclusion="未按质按量完成").words
    assert words == "核查2026-1：T001“目标T001”未按质按量完成，待组长签字。"
    columns = "SELECT declared_complete, conclusion, found, way, methods, place, found_on::text, found_by, state"
    assert sql.rows(columns + " FROM finding") == [
        (
            *(True, "fails", "现场核实，完成86公里", "on_site", ["papers", "viewing"]),
            *("贵阳市", "2026-09-15", ["王文", "李天"], "recorded"),
        )
    ]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"found_by": "王文、郑玲"}, "郑玲在2026-09-15不是核查2026-1的核查组成员，不能作出核查结果。"),
        ({"found_by": "王文"}, "核查须由2人以上同时进行（4.3），只写了王文一人。"),
        ({"found_on": "2026-09-09"}, "核查日期2026-09-09应在核查开始日期2026-09-10与今天（2026-09-15）之间。"),
        ({"found_on": "2026-09-16"}, "核查日期2026-09-16应在核查开始日期2026-09-10与今天（2026-09-15）之间。"),
        ({"limit": "2026-10-20"}, "只有未按质按量完成的目标才写整改时限。"),
        ({"limit": "2026-09-14", "conclusion": "未按质按量完成"}, "整改时限2026-09-14在今天（2026-09-15）之前。"),
        ({"target": "T009"}, "2026年目标中没有编号“T009”。"),
    ],
)
def test_a_finding_that_cannot_be_is_refused(issued: Acting, sql: Sql, change: dict[str, str], refusal: str) -> None:
    assert issued.refused("record_finding", **finding_input() | change) == refusal
    assert sql.rows(FINDINGS) == []


def test_nothing_is_found_before_the_plan_is_issued(drafted: Acting) -> None:
    assert drafted.refused("record_finding", **finding_input()) == "核查2026-1方案拟制中，不能记录核查结果。"


def test_a_department_that_the_plan_does_not_name_is_not_inspected(drafted: Acting) -> None:
    drafted.do("draft_inspection", inspection="2026-1", departments="D002")
    drafted.do("issue_plan", inspection="2026-1", document_number="1号")
    refusal = drafted.on("2026-09-15").refused("record_finding", **finding_input())
    assert refusal == "目标T001由“第001厅”牵头，不在核查2026-1的受核查部门中。"


def test_a_leader_with_a_tie_does_not_sign(issued: Acting) -> None:
    issued.do("record_finding", **finding_input())
    issued.do("declare_tie", inspector="王文", department="D001", reason="配偶在该部门任职")
    text = issued.refused("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20")
    assert text == "“王文”与“第001厅”有回避情形（配偶在该部门任职），不能参加对该部门的核查。"


def test_an_inspector_with_a_tie_records_no_finding(issued: Acting) -> None:
    issued.do("declare_tie", inspector="李天", department="D001", reason="配偶在该部门任职")
    assert issued.refused("record_finding", **finding_input()).startswith("“李天”与“第001厅”有回避情形")
    found(issued, "T003")


def test_a_replaced_member_keeps_earlier_findings(issued: Acting) -> None:
    swap = {"inspection": "2026-1", "member": "李天", "successor": "郑玲", "reason": "生病"}
    issued.do("replace_member", **swap)
    assert issued.refused("record_finding", **finding_input()).startswith("李天在2026-09-15不是")
    found(issued, found_on="2026-09-14")


def test_one_finding_is_made_by_one_team(drafted: Acting) -> None:
    drafted.do("appoint_team", inspection="2026-1", team=2, leader="郑玲", members="韩丽")
    drafted.do("draft_inspection", inspection="2026-1", whole_picture="是")
    drafted.do("issue_plan", inspection="2026-1", document_number="1号")
    refusal = drafted.on("2026-09-15").refused("record_finding", **finding_input(found_by="王文、韩丽"))
    assert refusal == "核查人员分属不同的核查组，一项核查结果由同一组作出。"


def test_until_it_is_signed_a_finding_can_be_changed(issued: Acting, sql: Sql) -> None:
    found(issued)
    assert found(issued, conclusion="无法核实").counts == {"revised": 1}
    assert sql.rows(FINDINGS) == [("recorded", "unverified", 1)]


def test_the_exhibits_of_a_finding_are_frozen_with_it(issued: Acting, sql: Sql, store: Path, tmp_path: Path) -> None:
    found(issued)
    issued.do("sign_off", **SIGN)
    (tmp_path / "现场.jpg").write_bytes(b"a picture")
    found(issued, evidence=[{"file": str(tmp_path / "现场.jpg"), "made_on": "2026-09-15"}])
    issued.do("sign_off", **SIGN)
    assert sql.rows("SELECT record, file_name FROM exhibit") == [("finding", "现场.jpg")]
    assert len(set(sql.column("SELECT content_hash FROM finding"))) == 2
    with begin() as session:
        assert verify(session, store)[1] == []


def test_the_signature_makes_findings_effective_and_freezes_their_content(
    issued: Acting, sql: Sql, store: Path
) -> None:
    found(issued)
    found(issued, "T003", "未按质按量完成")
    done = issued.do("sign_off", **SIGN)
    assert done.words == "核查2026-1第1组2项核查结果经组长王文签字生效，列入负面清单1项。"
    assert sql.rows(FINDINGS) == [("signed", "conforms", 1), ("signed", "fails", 1)]
    hashes = sql.column("SELECT content_hash FROM finding")
    assert len(set(hashes)) == 2
    assert all(len(digest) == 64 for digest in hashes)
    with begin() as session:
        assert verify(session, store)[1] == []
    sql("UPDATE finding SET found = '已全部完成' WHERE serial = 1 AND conclusion = 'fails'")
    with begin() as session:
        assert any("核查结果" in fault for fault in verify(session, store)[1])


def test_a_failed_target_is_listed_with_its_limit_and_the_head_is_notified(issued: Acting, sql: Sql) -> None:
    found(issued, conclusion="未按质按量完成", limit="2026-10-15")
    found(issued, "T003", "未按质按量完成")
    issued.do("sign_off", **SIGN)
    rows = sql.rows('SELECT e.state, r."limit"::text FROM negative_entry e JOIN remediation r ON r.entry_id = e.id')
    assert rows == [("remedying", "2026-10-15"), ("remedying", "2026-10-20")]
    assert sql.column("SELECT way FROM entry_origin WHERE finding_id IS NOT NULL") == ["on_site", "on_site"]
    assert sql.column("SELECT DISTINCT audience FROM notice WHERE kind = 'listed' ORDER BY 1") == ["head", "office"]


def test_a_failed_finding_without_a_limit_is_not_signed(issued: Acting, sql: Sql) -> None:
    found(issued, conclusion="未按质按量完成")
    refusal = issued.refused("sign_off", inspection="2026-1", leader="王文")
    assert refusal == "目标T001未按质按量完成，将列入负面清单，须明确整改时限（limit）。"
    assert sql.rows(FINDINGS) == [("recorded", "fails", 1)]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"leader": "李天"}, "“李天”不是核查2026-1第1组的组长，核查结果须由组长签字（4.3）。"),
        ({"leader": "郑玲"}, "“郑玲”不是核查2026-1第1组的组长，核查结果须由组长签字（4.3）。"),
        ({"team": 2}, "核查2026-1没有第2组。"),
    ],
)
def test_only_the_leader_signs(issued: Acting, change: dict[str, Any], refusal: str) -> None:
    found(issued)
    assert issued.refused("sign_off", **SIGN | change) == refusal


def test_there_is_nothing_to_sign_before_anything_was_found(issued: Acting) -> None:
    assert issued.refused("sign_off", **SIGN) == "核查2026-1第1组没有待签字的核查结果。"


def test_an_inspection_is_not_concluded_while_something_is_unsigned(issued: Acting) -> None:
    found(issued)
    refusal = issued.refused("conclude_inspection", inspection="2026-1")
    assert refusal == "核查2026-1还有1项核查结果没有组长签字，不能结束。"


def test_a_correction_is_a_new_finding_that_supersedes_when_it_is_signed(issued: Acting, sql: Sql) -> None:
    found(issued)
    issued.do("sign_off", **SIGN)
    assert found(issued, conclusion="未按质按量完成").counts == {"corrected": 1}
    assert sql.rows(FINDINGS) == [("signed", "conforms", 1), ("recorded", "fails", 2)]
    issued.do("sign_off", **SIGN)
    assert sql.rows(FINDINGS) == [("superseded", "conforms", 1), ("signed", "fails", 2)]
    assert sql.value("SELECT count(*) FROM negative_entry") == 1


def test_a_listed_target_is_not_listed_again(issued: Acting, sql: Sql) -> None:
    issued.do("list_finding", target="T001", finding="进度滞后", found_on="2026-09-08")
    found(issued, conclusion="未按质按量完成")
    assert issued.do("sign_off", **SIGN).counts["listed"] == 0
    assert sql.value("SELECT count(*) FROM negative_entry") == 1


def test_a_proposal_is_confirmed_by_the_finding_on_the_spot_and_keeps_both_dates(issued: Acting, sql: Sql) -> None:
    proposal = {"target": "T001", "way": "在线", "finding": "上传材料显示未完成", "found_on": "2026-09-08"}
    issued.on("2026-09-10").do("propose_entry", **proposal)
    found(issued, conclusion="未按质按量完成")
    issued.do("sign_off", **SIGN)
    columns = "SELECT e.state, e.occurrence, e.listed_on::text, o.proposed_on::text, o.way"
    rows = sql.rows(columns + " FROM negative_entry e JOIN entry_origin o ON o.entry_id = e.id")
    assert rows == [("remedying", 1, "2026-09-15", "2026-09-10", "online")]


def test_a_proposal_is_dismissed_by_a_finding_that_conforms(issued: Acting, sql: Sql) -> None:
    issued.do("propose_entry", target="T001", way="暗访", finding="疑似未开工", found_on="2026-09-08")
    found(issued)
    found(issued, "T003")
    assert issued.do("sign_off", **SIGN).counts == {"signed": 2, "listed": 0, "dismissed": 1}
    assert sql.column("SELECT state FROM negative_entry") == ["dismissed"]
