"""裁定: after a re-inspection by another team the entry is upheld, changed or withdrawn (4.3 a)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.file_store.folder import Folder
from models.ledger.chain.verify import verify
from models.ledger.negative_list.register import list_entries
from tests.models.ledger.inspection.namesakes import REMARK, register_namesake

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.models.ledger.conftest import Conform

DUTY = """
SELECT o.state, o.due_version, x.due::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind = 'remediation'
"""
UPHELD = {"target": "T001", "ruling": "维持", "reason": "复核情况与原认定一致"}


def test_an_entry_is_not_upheld_if_the_re_inspection_conforms(
    contested: Acting, plan: dict[str, str], conform: Conform
) -> None:
    contested.do("accept_appeal", target="T001")
    contested.do("draft_inspection", kind="专项核查", title="申诉复核", **plan)
    contested.do("appoint_team", inspection="2026-2", leader="郑玲", members="韩丽")
    contested.do("issue_plan", inspection="2026-2", document_number="黔目标办〔2026〕21号")
    contested.do("assign_reinspection", target="T001", inspection="2026-2")
    conform(contested, "2026-2", "T001", "郑玲", "韩丽")
    for ruling in ({"ruling": "维持"}, {"ruling": "变更", "finding": "仍差8公里"}):
        assert contested.refused("rule_appeal", target="T001", reason="不认", **ruling) == (
            f"核查2026-2的复核结果是“符合目标要求”，不能裁定{ruling['ruling']}，请裁定撤销。"
        )
    assert contested.do("rule_appeal", target="T001", ruling="撤销", reason="已达要求").counts["ruled"] == 1


def test_4_3_an_entry_is_not_withdrawn_if_the_re_inspection_fails_again(reinspected: Acting, sql: Sql) -> None:
    assert reinspected.refused("rule_appeal", target="T001", ruling="撤销", reason="领导意见") == (
        "核查2026-2的复核结果不是“符合目标要求”，而是“未按质按量完成”，不能裁定撤销，请裁定维持或变更。"
    )
    assert sql.column("SELECT state FROM negative_entry") == ["remedying"]


def test_no_member_of_the_first_team_re_inspects(contested: Acting, plan: dict[str, str]) -> None:
    contested.do("accept_appeal", target="T001")
    contested.do("draft_inspection", kind="专项核查", title="申诉复核", **plan)
    contested.do("appoint_team", inspection="2026-2", leader="郑玲", members="李天")
    text = contested.refused("assign_reinspection", target="T001", inspection="2026-2")
    assert text == (
        "李天参加过原核查或此前的复核，复核须由其他人员进行；请在核查以前更换成员（replace_member），或另行核查。"
    )


def test_4_3_another_person_of_the_name_of_a_first_member_re_inspects_and_the_answer_asks_to_check(
    contested: Acting, plan: dict[str, str], conform: Conform
) -> None:
    register_namesake(contested)
    contested.do("accept_appeal", target="T001")
    contested.do("draft_inspection", kind="专项核查", title="申诉复核", **plan)
    contested.do("appoint_team", inspection="2026-2", leader="郑玲", members="中鼎公司/王文")
    contested.do("issue_plan", inspection="2026-2", document_number="黔目标办〔2026〕21号")
    words = contested.do("assign_reinspection", target="T001", inspection="2026-2").words
    assert words.endswith(f"的申诉由核查2026-2复核。{REMARK}")
    conform(contested, "2026-2", "T001", "郑玲", "中鼎公司/王文")
    assert contested.do("rule_appeal", target="T001", ruling="撤销", reason="已达要求").counts["ruled"] == 1


def test_a_member_replaced_before_anything_was_found_is_no_obstacle(contested: Acting, plan: dict[str, str]) -> None:
    contested.do("accept_appeal", target="T001")
    contested.do("draft_inspection", kind="专项核查", title="申诉复核", **plan)
    contested.do("appoint_team", inspection="2026-2", leader="郑玲", members="李天")
    contested.do("replace_member", inspection="2026-2", member="李天", successor="韩丽", reason="参加过原核查")
    assert contested.do("assign_reinspection", target="T001", inspection="2026-2").counts == {"assigned": 1}


def test_a_member_who_found_nothing_is_no_obstacle_also_if_others_found_on_his_last_day(
    contested: Acting, plan: dict[str, str], conform: Conform
) -> None:
    contested.do("accept_appeal", target="T001")
    contested.do("draft_inspection", kind="专项核查", title="申诉复核", **plan)
    contested.do("appoint_team", inspection="2026-2", leader="郑玲", members="李天")
    contested.do("issue_plan", inspection="2026-2", document_number="黔目标办〔2026〕21号")
    contested.do("replace_member", inspection="2026-2", member="李天", successor="韩丽", reason="参加过原核查")
    contested.do("assign_reinspection", target="T001", inspection="2026-2")
    conform(contested, "2026-2", "T001", "郑玲", "韩丽")
    assert contested.do("rule_appeal", target="T001", ruling="撤销", reason="已达要求").counts["ruled"] == 1


def test_a_member_replaced_after_a_finding_was_made_is_one(contested: Acting, plan: dict[str, str]) -> None:
    contested.do("accept_appeal", target="T001")
    contested.do("draft_inspection", kind="专项核查", title="申诉复核", **plan)
    contested.do("appoint_team", inspection="2026-2", leader="郑玲", members="李天")
    contested.do("issue_plan", inspection="2026-2", document_number="黔目标办〔2026〕21号")
    found = {"found": "完成86公里", "methods": "实地查看", "found_by": "郑玲、李天"}
    data = {"inspection": "2026-2", "target": "T002", "conclusion": "符合目标要求", "found_on": "2026-09-22", **found}
    contested.do("record_finding", **data)
    contested.do("replace_member", inspection="2026-2", member="李天", successor="韩丽", reason="参加过原核查")
    text = contested.refused("assign_reinspection", target="T001", inspection="2026-2")
    assert text.startswith("李天参加过原核查")


def test_who_is_an_obstacle_at_the_ruling_is_told_to_inspect_once_more(reinspected: Acting, sql: Sql) -> None:
    who = "(SELECT id FROM inspector WHERE name = '{}')"
    sql(f"UPDATE team_member SET inspector_id = {who.format('王文')} WHERE inspector_id = {who.format('郑玲')}")  # noqa: S608 - constants only
    assert reinspected.refused("rule_appeal", **UPHELD) == (
        "王文参加过原核查或此前的复核，复核须由其他人员进行；请另行核查（draft_inspection），再指定复核。"
    )


def test_who_re_inspected_before_does_not_judge_his_own_result(reinspected: Acting, plan: dict[str, str]) -> None:
    reinspected.do("rule_appeal", **UPHELD)
    later = reinspected.on("2026-09-29")
    later.office("D001").do("lodge_appeal", target="T001", ground="仍不符合实际")
    later.do("accept_appeal", target="T001")
    later.do("draft_inspection", kind="专项核查", title="再次复核", **plan)
    later.do("appoint_team", inspection="2026-3", leader="郑玲", members="韩丽")
    later.do("issue_plan", inspection="2026-3", document_number="黔目标办〔2026〕22号")
    assert later.refused("assign_reinspection", target="T001", inspection="2026-3").startswith("郑玲、韩丽参加过原核查")


def test_a_reinspection_is_issued_after_the_appeal_was_accepted(contested: Acting, plan: dict[str, str]) -> None:
    contested.do("draft_inspection", kind="专项核查", title="另一次核查", **plan)
    contested.do("appoint_team", inspection="2026-2", leader="郑玲", members="韩丽")
    contested.do("issue_plan", inspection="2026-2", document_number="黔目标办〔2026〕21号")
    contested.do("accept_appeal", target="T001")
    assert contested.refused("assign_reinspection", target="T001", inspection="2026-2") == (
        "核查2026-2的方案于2026-09-22印发，在受理申诉以前，不能作为复核；请在受理以后另行组织核查（draft_inspection）。"
    )


def test_a_reinspection_is_assigned_once_and_only_to_an_accepted_appeal(contested: Acting) -> None:
    text = contested.refused("assign_reinspection", target="T001", inspection="2026-1")
    assert text == "该申诉已提出，受理后、裁定前才指定复核。"


def test_a_ruling_waits_for_the_signed_reinspection(contested: Acting, plan: dict[str, str]) -> None:
    assert contested.refused("rule_appeal", **UPHELD) == "该申诉尚未受理，受理并复核后才能裁定。"
    contested.do("accept_appeal", target="T001")
    assert contested.refused("rule_appeal", **UPHELD).startswith("该申诉尚未指定复核")
    contested.do("draft_inspection", kind="专项核查", title="申诉复核", **plan)
    contested.do("appoint_team", inspection="2026-2", leader="郑玲", members="韩丽")
    assigned = {"target": "T001", "inspection": "2026-2"}
    assert contested.do("assign_reinspection", **assigned).counts == {"assigned": 1}
    assert contested.do("assign_reinspection", **assigned).counts == {"assigned": 0}
    text = contested.refused("rule_appeal", **UPHELD)
    assert text == "核查2026-2对目标T001还没有签字生效的复核结果，不能裁定。"


def test_an_upheld_entry_resumes_and_the_proof_shows_the_suspended_days(reinspected: Acting, sql: Sql) -> None:
    done = reinspected.do("rule_appeal", **UPHELD)
    assert done.data == {"ruling": "upheld", "days": [{"kind": "remediation", "due": "2026-10-26"}]}
    assert sql.rows(DUTY) == [("open", 2, "2026-10-26")]
    proofs = "SELECT x.proof FROM deadline x JOIN obligation o ON o.deadline_id = x.id WHERE o.kind = 'remediation'"
    proof = sql.value(proofs)
    assert proof["suspensions"] == [{"first": "2026-09-22", "last": "2026-09-28"}]
    assert sql.rows("SELECT state, ruling, ended_on::text FROM appeal") == [("ruled", "upheld", "2026-09-28")]
    assert reinspected.refused("rule_appeal", **UPHELD) == "该申诉已经裁定，裁定不再更改。"


def test_a_changed_entry_has_the_new_finding_and_a_new_limit(reinspected: Acting, sql: Sql) -> None:
    changed = {"target": "T001", "ruling": "变更", "reason": "34公里已完工", "finding": "仍差8公里"}
    beyond = reinspected.refused("rule_appeal", **changed, new_limit="2030-01-31")
    assert beyond.startswith("整改时限2030-01-31在2026年第四季度负面清单形成的日期（2027-02-19）以后，最迟明确为该日")
    words = reinspected.do("rule_appeal", **changed, new_limit="2026-11-07").words
    assert words.endswith("变更，整改时限2026-11-07（周六，休息日，不顺延）。")
    assert sql.rows("SELECT state, finding FROM negative_entry") == [("remedying", "仍差8公里")]
    assert sql.rows(DUTY) == [("open", 3, "2026-11-07")]
    assert sql.value('SELECT "limit"::text FROM remediation') == "2026-11-07"


def test_an_entry_may_be_changed_in_words_only(reinspected: Acting, sql: Sql) -> None:
    reinspected.do("rule_appeal", target="T001", ruling="变更", reason="复核", finding="仍差8公里")
    assert sql.rows(DUTY) == [("open", 2, "2026-10-26")]


def test_an_entry_withdrawn_takes_everything_with_it(cleared: Acting, sql: Sql, store: Path) -> None:
    cleared.do("rule_appeal", target="T001", ruling="撤销", reason="120公里已全部完工")
    assert sql.column("SELECT state FROM negative_entry") == ["withdrawn"]
    assert sql.column("SELECT state FROM remediation") == ["void"]
    assert sql.rows(DUTY) == [("void", 1, "2026-10-20")]
    assert cleared.refused("set_limit", target="T001", limit="2026-10-30") == "该条目已经裁定撤销，不能再办理。"
    with begin() as session:
        (entry,) = list_entries(session, cleared.day)
        assert entry["ended_by"] == "核查2026-2复核，郑玲、韩丽核查，郑玲签字（签字1号，2026-09-25）"
        assert verify(session, Folder(store))[1] == []


def test_a_target_whose_entry_was_withdrawn_may_be_listed_again(cleared: Acting, sql: Sql) -> None:
    cleared.do("rule_appeal", target="T001", ruling="撤销", reason="120公里已全部完工")
    cleared.lists("T001", "路面开裂", "2026-09-28")
    assert sql.column("SELECT state FROM negative_entry ORDER BY occurrence") == ["withdrawn", "listed"]


@pytest.mark.parametrize(
    "change", [{"ruling": "变更"}, {"finding": "仍差8公里"}, {"ruling": "撤销", "new_limit": "2026-11-10"}]
)
def test_a_ruling_that_contradicts_itself_is_refused(reinspected: Acting, change: dict[str, str]) -> None:
    text = reinspected.refused("rule_appeal", **UPHELD | change)
    assert "裁定变更时写明变更后的认定或新的整改时限；维持、撤销时不写" in text


def issue_another(acting: Acting, plan: dict[str, str], key: str, leader: str = "陈江", member: str = "吴梅") -> None:
    """Issue one more inspection, by people who did not inspect before."""
    for name in (leader, member):
        acting.do("register_inspector", name=name)
    acting.do("draft_inspection", kind="专项核查", title="再次复核", **plan)
    acting.do("appoint_team", inspection=key, leader=leader, members=member)
    acting.do("issue_plan", inspection=key, document_number=f"黔目标办〔2026〕{key}号")


def test_4_3_no_re_inspection_is_assigned_after_its_result_is_known(
    contested: Acting, plan: dict[str, str], conform: Conform
) -> None:
    contested.do("accept_appeal", target="T001")
    issue_another(contested, plan, "2026-2")
    conform(contested, "2026-2", "T001", "陈江", "吴梅")
    assert contested.refused("assign_reinspection", target="T001", inspection="2026-2") == (
        "核查2026-2对目标T001已有核查结果，不能事后指定为复核；请另行核查（draft_inspection），指定以后再核查。"
    )


def test_4_3_a_signed_re_inspection_is_not_replaced_by_another(reinspected: Acting, plan: dict[str, str]) -> None:
    issue_another(reinspected, plan, "2026-3")
    assert reinspected.refused("assign_reinspection", target="T001", inspection="2026-3") == (
        "核查2026-2的复核结果已经签字，不能改由核查2026-3复核，请据以裁定（rule_appeal）。"
    )


NO_RESULT = {
    "unsigned": "UPDATE finding SET state = 'recorded' WHERE inspection_id = (SELECT max(id) FROM inspection)",
    "unverified": "UPDATE finding SET conclusion = 'unverified' WHERE inspection_id = (SELECT max(id) FROM inspection)",
    "people": """UPDATE team_member SET inspector_id = (SELECT id FROM inspector WHERE name = '王文')
        WHERE inspector_id = (SELECT id FROM inspector WHERE name = '郑玲')""",
}


@pytest.mark.parametrize("void", NO_RESULT)
def test_one_that_is_not_signed_or_counts_for_nothing_is_replaced(
    reinspected: Acting, plan: dict[str, str], sql: Sql, void: str
) -> None:
    sql(NO_RESULT[void])
    if void == "unverified":
        assert "而是“无法核实”，不能裁定撤销" in reinspected.refused("rule_appeal", **UPHELD | {"ruling": "撤销"})
    issue_another(reinspected, plan, "2026-3")
    assert reinspected.do("assign_reinspection", target="T001", inspection="2026-3").counts == {"assigned": 1}
