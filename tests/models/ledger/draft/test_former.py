"""What a draft asked before a change stands with the transition of the change; of a marked one nothing (1-2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.draft.register import why_draft
from models.ledger.secrecy.markings import mark_secret
from tests.models.ledger.draft.lists import OWN, draft
from tests.models.ledger.reforming import reform

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

DETAILS = """
SELECT record_key, event, detail -> 'was' FROM transition WHERE record = 'target_draft' ORDER BY id
"""


def changes(sql: Sql, code: str) -> list[Any]:
    """What each change of a draft replaced, in their order."""
    return [was for key, event, was in sql.rows(DETAILS) if key == f"2026|{code}" and event == "revise"]


@pytest.mark.parametrize(
    ("more", "was"),
    [
        ({"绩效要求": "建成公路"}, {"requirement": "建成1000公里"}),
        ({"数量": "", "单位": ""}, {"quantity": "1000", "unit": "公里"}),
        ({"完成时限": ""}, {"deadline": "2026-12-31"}),
        ({"目标来源": "脱贫攻坚目标"}, {"origin": "本级目标"}),
        ({"来源文件日期": "2026-03-02"}, {"source_date": ""}),
        ({"权重": "8.5"}, {"weight": ""}),
    ],
)
def test_only_the_columns_that_change_are_kept_as_they_were(
    march: Acting, sql: Sql, violations: Violations, more: dict[str, str], was: dict[str, str]
) -> None:
    draft(march, "N1")
    draft(march, "N1", **more)
    assert changes(sql, "N1") == [was]
    assert violations() == []


def test_each_of_several_drafts_keeps_what_it_asked_itself(march: Acting, sql: Sql) -> None:
    rows = [
        {**OWN, "编号": f"N{number}", "责任部门": "D001", "数量": f"{number}000", "绩效要求": "建成公路"}
        for number in (1, 2)
    ]
    march.take("drafts", *rows)
    march.take("drafts", *(row | {"数量": "500"} for row in rows))
    assert [changes(sql, code) for code in ("N1", "N2")] == [[{"quantity": "1000"}], [{"quantity": "2000"}]]


def test_every_change_is_kept(march: Acting, sql: Sql) -> None:
    for quantity in ("1000", "900", "800", "800"):
        draft(march, "N1", 绩效要求="建成公路", 数量=quantity)
    assert changes(sql, "N1") == [{"quantity": "1000"}, {"quantity": "900"}]


def test_the_departments_that_were_responsible_are_kept_by_name(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    draft(march, "N1", "D001", 配合部门="D002")
    draft(march, "N1", "D002", 配合部门="")
    assert changes(sql, "N1") == [{"responsible": "第001厅、第002厅"}]
    assert violations() == []


def test_after_a_merger_the_successor_was_responsible(march: Acting, sql: Sql) -> None:
    draft(march, "N1")
    later = reform(march.on("2026-03-10"), "merge_department")
    later.take("departments", {"编码": "D003", "名称": "第003厅"})
    draft(later, "N1", "D003")
    assert changes(sql, "N1") == [{"responsible": "第002厅"}]


def test_4_7_of_a_marked_draft_nothing_is_kept(march: Acting, sql: Sql, violations: Violations) -> None:
    draft(march, "N1")
    march.do(mark_secret.name, target="N1", marking="工作秘密", reason="涉密任务")
    draft(march, "N1", 绩效要求="建成公路")
    assert changes(sql, "N1") == [None]
    assert violations() == []


def test_4_7_what_was_kept_before_the_marking_is_not_shown(march: Acting) -> None:
    draft(march, "N1")
    draft(march, "N1", 绩效要求="修到边境地区", 数量="777")
    draft(march, "N1", 绩效要求="修到界河两岸", 数量="")
    march.do(mark_secret.name, target="N1", marking="工作秘密", reason="涉密任务")
    with begin() as session:
        shown = str(why_draft(session, "N1", 2026))
    for words in ("建成1000公里", "修到边境地区", "777", "修到界河两岸"):
        assert words not in shown


def test_a_draft_that_is_new_or_stays_as_it_is_replaces_nothing(march: Acting, sql: Sql) -> None:
    draft(march, "N1")
    draft(march, "N2")
    draft(march, "N1")
    assert [(key, event, was) for key, event, was in sql.rows(DETAILS)] == [
        ("2026|N1", "drafted", None),
        ("2026|N2", "drafted", None),
    ]


def test_what_a_change_replaced_stands_next_to_the_reason_of_a_withdrawal(march: Acting) -> None:
    draft(march, "N1")
    draft(march, "N1", 绩效要求="建成公路")
    march.do("withdraw_draft", target="N1", reason="另行研究")
    with begin() as session:
        found = why_draft(session, "N1", 2026)
    assert found
    assert [(each["event"], each["detail"]) for each in found["history"]] == [
        ("drafted", {}),
        ("revise", {"was": {"requirement": "建成1000公里"}}),
        ("withdraw", {"reason": "另行研究"}),
    ]


def test_only_the_marked_one_of_two_drafts_keeps_nothing(march: Acting, sql: Sql, violations: Violations) -> None:
    rows = [{**OWN, "编号": f"N{number}", "责任部门": "D001"} for number in (1, 2)]
    march.take("drafts", *rows)
    march.do(mark_secret.name, target="N1", marking="内部", reason="未公开规划")
    march.take("drafts", *(row | {"完成时限": "2026-11-30"} for row in rows))
    assert [changes(sql, code) for code in ("N1", "N2")] == [[None], [{"deadline": "2026-12-31"}]]
    assert violations() == []
