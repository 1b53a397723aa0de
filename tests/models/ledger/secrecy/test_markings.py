"""Marking a record and lifting the marking: no message contains marked content (4.7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.source import SignedPaper
from models.ledger.evidence.store import store_files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

MARKED: dict[str, Any] = {"target": "T009", "marking": "工作秘密", "reason": "涉及未公开规划"}
ROWS = "SELECT record, record_key, serial, marking FROM secrecy ORDER BY id"


def test_a_target_is_marked_and_the_move_is_on_record(april: Acting, sql: Sql, violations: Violations) -> None:
    summary = april.do("mark_secret", **MARKED)
    assert summary.words == "已标注：目标T009（工作秘密）。通知只写编号，阅看人员须逐一指定（admit_reader）。"
    assert summary.counts == {"marked": 1, "kept_back": 0, "left": 0}
    assert sql.rows(ROWS) == [("target", "2026|T009", 1, "work_secret")]
    moves = "SELECT event, from_state, to_state FROM transition WHERE record = 'secrecy'"
    assert sql.rows(moves) == [("marked", "", "work_secret")]
    assert violations() == []


def test_marking_it_so_again_changes_nothing_and_another_marking_is_another_row(april: Acting, sql: Sql) -> None:
    april.do("mark_secret", **MARKED)
    assert april.do("mark_secret", **MARKED).words == "目标T009（工作秘密）此前已标注，未作改动。"
    assert april.do("mark_secret", **{**MARKED, "marking": "机密"}).counts["marked"] == 1
    assert [row[2:] for row in sql.rows(ROWS)] == [(1, "work_secret"), (2, "confidential")]


def test_a_marking_is_lifted_by_a_signed_paper_that_is_not_older_than_it(april: Acting, sql: Sql) -> None:
    april.do("mark_secret", **MARKED)
    alone = replace(april, signs=False)
    refusal = alone.refused("lift_marking", target="T009", reason="规划已公布")
    assert refusal.startswith("“解除密级标注”须由管理机构负责人本人签字。")
    before = SignedPaper(number="黔目标签〔2026〕6号", dated=april.day - timedelta(days=1))
    early = replace(alone, actor=replace(alone.actor, paper=before))
    assert "早于标注（2026-04-02）" in early.refused("lift_marking", target="T009", reason="规划已公布")
    assert [row[2:] for row in sql.rows(ROWS)] == [(1, "work_secret")]


def test_a_marking_is_lifted_with_a_reason_and_can_come_back(april: Acting, sql: Sql, violations: Violations) -> None:
    april.do("mark_secret", **MARKED)
    assert april.do("lift_marking", target="T009", reason="规划已公布").words == "已解除标注：目标T009（工作秘密）。"
    again = april.on("2026-04-03").do("lift_marking", target="T009", reason="规划已公布")
    assert (again.words, again.counts) == ("该事项没有标注密级，未作改动。", {"lifted": 0})
    april.do("mark_secret", **MARKED)
    assert [row[2:] for row in sql.rows(ROWS)] == [(1, "work_secret"), (2, None), (3, "work_secret")]
    moves = "SELECT event, from_state, to_state FROM transition WHERE record = 'secrecy' ORDER BY id"
    assert sql.rows(moves) == [
        ("marked", "", "work_secret"),
        ("lifted", "work_secret", ""),
        ("marked", "", "work_secret"),
    ]
    assert violations() == []


def test_the_newest_finding_of_an_inspection_is_marked(contested: Acting, sql: Sql) -> None:
    contested.do("mark_secret", inspection="2026-1", **{**MARKED, "target": "T001"})
    assert sql.rows(ROWS) == [("finding", "2026-1|2026|T001|1", 1, "work_secret")]


def test_what_was_typed_in_the_duties_of_a_target_goes_when_a_finding_about_it_is_marked(
    contested: Acting, sql: Sql
) -> None:
    drafts = (
        "INSERT INTO page_draft (obligation_id, department_id, act, version, saved_by, saved_at, content, faults)"
        " SELECT id, owed_by, '', 1, '李明', now(), '{}', '{}' FROM obligation WHERE owed_by IS NOT NULL"
    )
    sql(drafts)
    about = sql.column("SELECT id FROM obligation WHERE subject LIKE '2026/T001%' AND owed_by IS NOT NULL")
    others = set(sql.column("SELECT obligation_id FROM page_draft")) - set(about)
    assert about
    contested.do("mark_secret", inspection="2026-1", **{**MARKED, "target": "T001"})
    assert set(sql.column("SELECT obligation_id FROM page_draft")) == others


def test_a_file_is_marked_by_a_prefix_of_its_hash(march: Acting, store: Path, tmp_path: Path, sql: Sql) -> None:
    assert not store.exists()
    march.take("departments", {"编码": "D003", "名称": "第003厅"})
    (tmp_path / "规划.pdf").write_bytes(b"a plan")
    with begin() as session:
        [digest] = store_files(session, [tmp_path / "规划.pdf"])
    sql(
        "INSERT INTO page_draft (act, version, saved_by, saved_at, content, faults)"
        " VALUES ('adjust', 1, '王文', now(), '{}', '{}')"
    )
    text = march.do("mark_secret", evidence=digest[:8], marking="秘密", reason="原件定密").words
    assert text.startswith(f"已标注：印证材料{digest[:12]}（秘密）。")
    assert sql.rows(ROWS) == [("evidence", digest, 1, "secret")]
    assert sql.value("SELECT count(*) FROM page_draft") == 1  # what is typed for an act names no file by its content


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"target": "T404"}, "2026年目标中没有编号“T404”。"),
        ({"target": "T009", "year": 2025}, "2025年目标中没有编号“T009”。"),
        ({"target": "T009", "inspection": "2026-1"}, "没有编号为“2026-1”的核查"),
        ({"evidence": "0" * 8}, "SHA-256以00000000开头的没有印证材料。"),
        ({"evidence": "0" * 7}, "印证材料SHA-256"),
        ({}, "须写明一项：目标编号（核查结果另加核查编号），或印证材料SHA-256（至少前8位）"),
        ({"target": "T009", "evidence": "0" * 8}, "须写明一项"),
        ({"inspection": "2026-1", "evidence": "0" * 8}, "须写明一项"),
        ({"target": "T009", "marking": "绝密"}, "绝密级的目标、核查结果和材料不得进入本系统"),
        ({"target": "T009", "marking": 7}, "密级"),
    ],
)
def test_an_invalid_marking_is_refused(april: Acting, fields: dict[str, Any], why: str, sql: Sql) -> None:
    form = {"marking": "工作秘密", "reason": "涉及未公开规划", **fields}
    assert why in april.refused("mark_secret", **form)
    assert sql.rows(ROWS) == []


def test_a_finding_that_there_is_not_cannot_be_marked(issued: Acting) -> None:
    text = issued.refused("mark_secret", inspection="2026-1", **{**MARKED, "target": "T003"})
    assert text == "核查2026-1没有目标T003的核查结果。"


def test_files_with_equal_prefixes_need_more_digits(march: Acting, sql: Sql) -> None:
    sql("INSERT INTO evidence (sha256, size) VALUES (repeat('a', 64), 1), (repeat('a', 8) || repeat('b', 56), 1)")
    text = march.refused("mark_secret", evidence="a" * 8, marking="秘密", reason="原件定密")
    assert text == "SHA-256以aaaaaaaa开头的不止一份印证材料，请写出更多位。"


def test_only_the_agency_marks(april: Acting) -> None:
    text = april.office("D001").refused("mark_secret", **MARKED)
    assert text == "“部门目标办”不能执行“标注密级”，应由省直目标绩效管理机构办理。"
