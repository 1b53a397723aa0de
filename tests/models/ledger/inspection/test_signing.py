"""核查结果签字: by the team's leader, who freezes the findings; failed targets are listed (4.3 a, 6.2.4, 7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.file_store.folder import Folder
from models.ledger.chain.verify import verify
from tests.models.ledger.conftest import FINDING
from tests.models.ledger.inspection.test_findings import finding_input

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Together, Violations

SIGN = {"inspection": "2026-1", "leader": "王文", "limit": "2026-10-20"}
LIST = {"inspection": "2026-1", "target": "T001", "leader": "王文"}
LIMITS = 'SELECT e.state, r."limit"::text FROM negative_entry e JOIN remediation r ON r.entry_id = e.id ORDER BY 2'
FINDINGS = "SELECT state, conclusion, serial FROM finding ORDER BY id"


def found(acting: Acting, target: str = "T001", conclusion: str = "符合目标要求", **more: Any) -> Summary:
    return acting.do("record_finding", **finding_input(target, conclusion) | more)


def test_a_leader_with_a_tie_does_not_sign(issued: Acting) -> None:
    issued.do("record_finding", **finding_input())
    issued.do("declare_tie", inspector="王文", department="D001", reason="配偶在该部门任职")
    text = issued.refused("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20")
    assert text == "“王文”与“第001厅”有回避情形（配偶在该部门任职），不能参加对该部门的核查。"


def test_a_leader_who_left_the_roster_does_not_sign(issued: Acting, sql: Sql) -> None:
    found(issued)
    issued.do("register_inspector", name="王文", valid_to="2026-09-15")
    assert issued.on("2026-09-16").refused("sign_off", **SIGN) == (
        "王文于2026-09-16不在名册有效期内（本人或其第三方机构），不能参加核查。"
    )
    assert sql.rows(FINDINGS) == [("recorded", "conforms", 1)]


def test_a_finder_with_a_tie_is_not_counted_when_the_leader_signs(issued: Acting, sql: Sql) -> None:
    found(issued)
    issued.do("declare_tie", inspector="李天", department="D001", reason="配偶在该部门任职")
    refusal = issued.refused("sign_off", inspection="2026-1", leader="王文")
    assert refusal.startswith("“李天”与“第001厅”有回避情形（配偶在该部门任职），对目标T001的核查不能算数；")
    issued.do("replace_member", inspection="2026-1", member="李天", successor="郑玲", reason="回避")
    later = issued.on("2026-09-16")
    found(later, found_on="2026-09-16", found_by="王文、郑玲")
    later.do("sign_off", inspection="2026-1", leader="王文")
    assert sql.rows(FINDINGS) == [("signed", "conforms", 1)]


def test_a_finder_with_a_tie_lists_nothing(failed: Acting) -> None:
    failed.do("declare_tie", inspector="李天", department="D001", reason="配偶在该部门任职")
    assert failed.refused("list_finding", **LIST).startswith("“李天”与“第001厅”有回避情形")


def test_the_exhibits_of_a_finding_are_frozen_with_it(issued: Acting, sql: Sql, store: Path, tmp_path: Path) -> None:
    found(issued, evidence=[])
    issued.do("sign_off", **SIGN)
    (tmp_path / "现场.jpg").write_bytes(b"a picture")
    found(issued, evidence=[{"file": str(tmp_path / "现场.jpg"), "made_on": "2026-09-15"}])
    issued.do("sign_off", **SIGN)
    assert sql.rows("SELECT record, file_name FROM exhibit") == [("finding", "现场.jpg")]
    assert len(set(sql.column("SELECT content_hash FROM finding"))) == 2
    with begin() as session:
        assert verify(session, Folder(store))[1] == []


def test_a_limit_on_a_rest_day_is_remarked(issued: Acting) -> None:
    found(issued, "T003", "未按质按量完成")
    words = issued.do("sign_off", **SIGN | {"limit": "2026-10-17"}).words
    assert words.endswith("列入负面清单1项；整改时限2026-10-17（周六，休息日，不顺延）。")


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
        assert verify(session, Folder(store))[1] == []
    sql("UPDATE finding SET found = '已全部完成' WHERE serial = 1 AND conclusion = 'fails'")
    with begin() as session:
        assert any("核查结果" in fault for fault in verify(session, Folder(store))[1])


def test_a_failed_target_is_listed_with_its_limit_and_the_head_is_notified(issued: Acting, sql: Sql) -> None:
    found(issued, conclusion="未按质按量完成", limit="2026-10-15")
    found(issued, "T003", "未按质按量完成")
    issued.do("sign_off", **SIGN)
    assert sql.rows(LIMITS) == [("remedying", "2026-10-15"), ("remedying", "2026-10-20")]
    assert sql.column("SELECT way FROM entry_origin WHERE finding_id IS NOT NULL") == ["on_site", "on_site"]
    assert sql.column("SELECT DISTINCT audience FROM notice WHERE kind = 'listed' ORDER BY 1") == ["head", "office"]


def test_a_failed_finding_without_a_limit_is_not_signed(issued: Acting, sql: Sql) -> None:
    found(issued, conclusion="未按质按量完成")
    refusal = issued.refused("sign_off", inspection="2026-1", leader="王文")
    assert refusal == "目标T001未按质按量完成，将列入负面清单，须明确整改时限（--limit）。"
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


def test_a_correction_is_a_new_finding_that_supersedes_when_it_is_signed(issued: Acting, sql: Sql) -> None:
    found(issued)
    issued.do("sign_off", **SIGN)
    assert found(issued, conclusion="未按质按量完成").counts == {"corrected": 1}
    assert sql.rows(FINDINGS) == [("signed", "conforms", 1), ("recorded", "fails", 2)]
    issued.do("sign_off", **SIGN)
    assert sql.rows(FINDINGS) == [("superseded", "conforms", 1), ("signed", "fails", 2)]
    assert sql.value("SELECT count(*) FROM negative_entry") == 1


def test_a_listed_target_is_not_listed_again(issued: Acting, sql: Sql) -> None:
    issued.lists("T001", "进度滞后", "2026-09-08")
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
    assert issued.do("sign_off", **SIGN).counts == {"signed": 2, "listed": 0, "dismissed": 1, "withdrawn": 0}
    assert sql.column("SELECT state FROM negative_entry") == ["dismissed"]


@pytest.mark.parametrize("made", [{"way": "在线"}, {"methods": "查阅资料"}])
@pytest.mark.parametrize("conclusion", ["未按质按量完成", "符合目标要求"])
def test_7_2_a_proposal_waits_for_a_finding_made_on_site(
    issued: Acting, sql: Sql, made: dict[str, str], conclusion: str
) -> None:
    issued.do("propose_entry", target="T001", way="在线", finding="上传材料显示未完成", found_on="2026-09-08")
    found(issued, conclusion=conclusion, **made)
    done = issued.do("sign_off", inspection="2026-1", leader="王文")
    assert done.counts == {"signed": 1, "listed": 0, "dismissed": 0, "withdrawn": 0}
    assert done.words.endswith("列入负面清单0项；目标T001是拟列入的，还须到现场认定（实地查看）。")
    assert sql.column("SELECT state FROM negative_entry") == ["proposed"]


def test_no_limit_is_asked_for_where_no_entry_arises(issued: Acting, sql: Sql) -> None:
    issued.lists("T001")
    found(issued, conclusion="未按质按量完成")
    assert issued.do("sign_off", inspection="2026-1", leader="王文").counts["listed"] == 0
    assert sql.value("SELECT count(*) FROM negative_entry") == 1


def test_a_finding_is_signed_while_its_inspection_is_under_way(issued: Acting) -> None:
    found(issued)
    issued.do("cancel_inspection", inspection="2026-1", reason="另行组织")
    text = "核查2026-1已取消，方案下达以后、结束以前才能签字、列入负面清单。"
    assert issued.refused("sign_off", **SIGN) == text
    assert issued.refused("list_finding", **LIST) == text


def test_a_signed_finding_lists_its_target_ahead_of_the_others(
    failed: Acting, sql: Sql, violations: Violations
) -> None:
    found(failed, "T003", "未按质按量完成")
    words = failed.do("list_finding", **LIST).words
    assert sql.rows("SELECT subject, audience FROM notice WHERE kind = 'listed_without_limit' ORDER BY audience") == [
        ("2026/T001/1", "head"),
        ("2026/T001/1", "office"),
    ]
    assert words == "已将“目标T001”（第001厅）列入负面清单，请明确整改时限。"
    assert sql.rows("SELECT state, signed_by FROM finding ORDER BY id") == [("signed", "王文"), ("recorded", "")]
    origin = "SELECT e.state, e.finding, e.found_on::text, f.serial FROM negative_entry e"
    origin += " JOIN entry_origin o ON o.entry_id = e.id JOIN finding f ON f.id = o.finding_id"
    assert sql.rows(origin) == [("listed", "完成86公里", "2026-09-15", 1)]
    assert failed.do("sign_off", **SIGN).counts == {"signed": 1, "listed": 1, "dismissed": 0, "withdrawn": 0}
    assert violations() == []


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"leader": "李天"}, "“李天”不是核查2026-1第1组的组长，核查结果须由组长签字（4.3）。"),
        ({"inspection": "2026-2"}, "没有编号为“2026-2”的核查"),
        (
            {"target": "T003"},
            "核查2026-1对目标T003还没有核查结果。请先由两名以上成员核查并记录（record_finding），再列入。",
        ),
        (
            {"target": "T002"},
            "核查2026-1对目标T002的核查结论是“符合目标要求”，未按质按量完成的才列入负面清单（6.2.4）。",
        ),
    ],
)
def test_nothing_is_listed_without_a_failed_finding_and_its_leader(
    failed: Acting, sql: Sql, change: dict[str, str], refusal: str
) -> None:
    found(failed, "T002")
    assert failed.refused("list_finding", **LIST | change).startswith(refusal)
    assert sql.value("SELECT count(*) FROM negative_entry") == 0


def test_a_finding_that_was_signed_lists_nothing_more(failed: Acting, sql: Sql) -> None:
    failed.do("sign_off", **SIGN)
    refusal = failed.refused("list_finding", **LIST)
    assert refusal == ("核查2026-1对目标T001的核查结果已于2026-09-15签字，签字时应列入的已经列入；再次列入须另行核查。")
    assert sql.value("SELECT count(*) FROM negative_entry") == 1


def test_7_2_a_proposed_target_is_listed_by_a_finding_made_on_site(failed: Acting, sql: Sql) -> None:
    failed.do("propose_entry", target="T001", way="暗访", finding="疑似未开工", found_on="2026-09-08")
    found(failed, conclusion="未按质按量完成", way="在线")
    assert failed.refused("list_finding", **LIST) == (
        "目标T001是拟列入负面清单的，须到现场认定（7.2）：核查结果的途径应为现场，核查方法应含实地查看。"
    )
    found(failed, conclusion="未按质按量完成")
    failed.do("list_finding", **LIST)
    assert sql.rows("SELECT state, listed_on::text FROM negative_entry") == [("listed", "2026-09-15")]


def test_an_urgent_inspection_ends_its_duty_with_the_finding_that_lists(
    roster: Acting, sql: Sql, plan: dict[str, str]
) -> None:
    roster.do("draft_inspection", kind="紧急核查", title="停工", **plan)
    roster.do("appoint_team", inspection="2026-1", leader="王文", members="李天")
    roster.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕1号")
    found(roster, conclusion="未按质按量完成", found_on="2026-09-10")
    roster.do("list_finding", **LIST)
    assert sql.column("SELECT state FROM obligation WHERE kind = 'urgent_inspection'") == ["discharged"]


def test_a_finding_that_is_changed_while_it_is_signed_is_signed_as_it_was_or_as_it_became(
    failed: Acting, together: Together, sql: Sql
) -> None:
    changed = {**FINDING, "found_on": "2026-09-15", "found_by": "王文、李天", "conclusion": "符合目标要求"}
    together(
        lambda session: failed.within(session, "sign_off", inspection="2026-1", leader="王文", limit="2026-10-20"),
        lambda session: failed.within(session, "record_finding", inspection="2026-1", target="T001", **changed),
    )
    listed = {"fails": 1, "conforms": 0}
    signed = sql.column("SELECT conclusion FROM finding WHERE state = 'signed'")
    assert sql.value("SELECT count(*) FROM negative_entry") == sum(listed[each] for each in signed)


def test_of_two_replacements_of_one_member_at_once_one_is_done(failed: Acting, together: Together, sql: Sql) -> None:
    swap = {"inspection": "2026-1", "member": "李天", "reason": "生病"}
    together(
        lambda session: failed.within(session, "replace_member", **swap, successor="郑玲"),
        lambda session: failed.within(session, "replace_member", **swap, successor="韩丽"),
    )
    assert sql.value("SELECT count(*) FROM team_member WHERE left_on IS NULL") == 2
