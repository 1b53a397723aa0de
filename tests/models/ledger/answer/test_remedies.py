"""整改 by its sheet: 签收 and an objection by white cells; a sheet that comes back again does nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.rules.errors import Refused
from tests.answers import Cells, duty_number, faults, fill_in, give_back, sent
from tests.databases import story
from tests.models.ledger.conftest import RECEIPTS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

GROUND, FILES = "申诉理由", "申诉的印证材料"
OBJECTION: Cells = {GROUND: "另有34公里已完工"}
DONE: Cells = {"整改措施": "增加两个施工班组", "完成日期": "2026-09-28"}
APPEALS = """
SELECT p.number, p.ground, p.state, p.lodged_on::text, d.code FROM appeal p JOIN department d ON d.id = p.department_id
ORDER BY p.id
"""
RECEIVED: Cells = {"签收": "已签收"}
STANDING = """
SELECT o.kind, o.state, o.due_version, x.due::text, (SELECT count(*) FROM notice), (SELECT count(*) FROM appeal)
FROM obligation o JOIN deadline x ON x.id = o.deadline_id ORDER BY o.id
"""
EXHIBITS = "SELECT record_key, file_name FROM exhibit WHERE record = 'appeal' ORDER BY id"


@pytest.fixture
def listed(listed: Acting) -> Acting:
    """T001 of the first office was listed on 10 September, to be remedied by 20 October; today is the 21st."""
    return listed.on("2026-09-21")


@pytest.fixture
@story
def form(listed: Acting, sql: Sql, tmp_path: Path) -> Path:
    return sent(listed, tmp_path / "回复表.xlsx", duty_number(sql, "remediation", ""))


def test_an_objection_is_an_appeal_of_the_office_lodged_on_the_day_of_receipt(
    listed: Acting, form: Path, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    (tmp_path / "验收单.pdf").write_bytes(b"%PDF accepted")
    fill_in(form, OBJECTION | {FILES: "验收单"})
    answer = give_back(listed, form, tmp_path / "验收单.pdf")
    assert answer.words == "已对“目标T001”提出申诉，待管理机构受理。"
    assert answer.counts == {"lodged": 1, "notices": 1, "answers": 1}
    assert sql.rows(APPEALS) == [(1, "另有34公里已完工", "lodged", "2026-09-21", "D001")]
    assert sql.rows(EXHIBITS) == [("2026|T001|1|entry||1", "验收单.pdf")]
    assert sql.column("SELECT state FROM obligation WHERE kind = 'remediation'") == ["open"]  # it stops nothing yet
    assert sql.rows("SELECT act, role FROM block ORDER BY height DESC LIMIT 1") == [("take_answer", "office")]
    assert violations() == []


def test_completion_feedback_and_objection_come_in_one_sheet(listed: Acting, form: Path, sql: Sql) -> None:
    fill_in(form, DONE | OBJECTION | {"整改情况（反馈）": "已全部完工"})
    words = give_back(listed.on("2026-09-30"), form).words
    assert words.startswith("已申报完成（2026-09-28）")
    assert words.endswith("已反馈“目标T001”整改情况。已对“目标T001”提出申诉，待管理机构受理。")
    assert sql.column("SELECT state FROM remediation") == ["fed_back"]


def test_the_same_sheet_again_changes_nothing(listed: Acting, form: Path, sql: Sql, violations: Violations) -> None:
    fill_in(form, DONE | OBJECTION | {"整改情况（反馈）": "已全部完工"})
    give_back(listed.on("2026-09-30"), form)
    transitions = sql.value("SELECT count(*) FROM transition")
    again = give_back(listed.on("2026-10-09"), form)
    assert again.words == (
        "此前已申报完成（2026-09-28），未作改动。此前已反馈整改情况，未作改动。申诉此前已提出（2026-09-30），未作改动。"
    )
    assert again.counts == {"same": 3, "evidence": 0, "answers": 1}
    assert sql.value("SELECT count(*) FROM transition") == transitions
    assert violations() == []


def test_a_sheet_that_comes_back_with_more_in_it_does_what_is_new(
    listed: Acting, form: Path, sql: Sql, tmp_path: Path
) -> None:
    give_back(listed, fill_in(form, OBJECTION))
    give_back(listed.on("2026-09-30"), fill_in(form, DONE))
    (tmp_path / "验收单.pdf").write_bytes(b"%PDF accepted")
    last = fill_in(form, {"整改情况（反馈）": "已全部完工", FILES: "验收单.pdf"})
    words = give_back(listed.on("2026-10-09"), last, tmp_path / "验收单.pdf").words
    assert words.startswith("此前已申报完成（2026-09-28），未作改动。已反馈“目标T001”整改情况")
    assert words.endswith("申诉此前已提出（2026-09-21），补交印证材料1份。")
    assert sql.rows(EXHIBITS) == [("2026|T001|1|entry||1", "验收单.pdf")]
    assert sql.value("SELECT count(*) FROM answer WHERE replaced_id IS NOT NULL") == 0


def test_another_completion_than_the_one_declared_is_refused(listed: Acting, form: Path) -> None:
    give_back(listed.on("2026-09-30"), fill_in(form, DONE))
    with pytest.raises(Refused, match="如需更改完成日期，请先撤回申报"):
        give_back(listed.on("2026-09-30"), fill_in(form, {"完成日期": "2026-09-29"}))


def test_another_ground_waits_until_the_first_appeal_is_over(listed: Acting, form: Path, sql: Sql) -> None:
    give_back(listed, fill_in(form, OBJECTION))
    other = fill_in(form, {GROUND: "验收日期有误"})
    with pytest.raises(Refused, match=r"对该条目的申诉已提出（2026-09-21提出），不能重复提出"):
        give_back(listed, other)
    listed.do("refuse_appeal", target="T001", reason="与认定无关")
    give_back(listed.on("2026-09-22"), other)
    assert [row[:3] for row in sql.rows(APPEALS)] == [
        (1, "另有34公里已完工", "refused"),
        (2, "验收日期有误", "lodged"),
    ]


def test_the_ground_of_an_appeal_that_is_over_is_not_lodged_again(listed: Acting, form: Path, sql: Sql) -> None:
    give_back(listed, fill_in(form, OBJECTION))
    listed.do("refuse_appeal", target="T001", reason="与认定无关")
    words = give_back(listed.on("2026-09-30"), fill_in(form, DONE)).words
    assert words.endswith("同一理由的申诉（2026-09-21提出）不予受理，没有再次提出；另有理由的，请改写申诉理由。")
    assert len(sql.rows(APPEALS)) == 1


def test_an_appeal_after_its_limit_is_refused_whole(listed: Acting, form: Path, sql: Sql) -> None:
    listed.on("2026-09-01").do("set_policy", key="appeal_lodging_days", value="5", basis="1号文")
    fill_in(form, OBJECTION)
    with pytest.raises(Refused, match="申诉应于2026-09-17前提出"):
        give_back(listed, form)
    assert sql.rows(APPEALS) == []


def test_files_without_a_ground_are_refused_with_the_cell_and_so_is_a_file_that_did_not_come(
    listed: Acting, form: Path
) -> None:
    found = faults(listed, fill_in(form, {FILES: "验收单.pdf"}))
    assert [words for _, words in found] == [
        "申诉理由不能为空",
        "申诉的印证材料（附件名）“验收单.pdf”没有随表交来，请把文件放在一起，文件名写全",
    ]
    assert {cell[0] for cell, _ in found} == {"B"}
    (form.parent / "验收单.pdf").write_bytes(b"%PDF")
    assert [words for _, words in faults(listed, form, form.parent / "验收单.pdf")] == ["申诉理由不能为空"]


@pytest.mark.parametrize("field", ["整改措施", "完成日期", "整改情况（反馈）"])
def test_a_part_that_is_begun_is_asked_for_whole(listed: Acting, form: Path, field: str) -> None:
    given = {"整改措施": "增加班组", "完成日期": "2026-09-18", "整改情况（反馈）": "完工"}[field]
    found = [words for _, words in faults(listed, fill_in(form, OBJECTION | {field: given}))]
    assert found == [f"{each}不能为空" for each in ("整改措施", "完成日期") if each != field]


@pytest.mark.parametrize("ground", ["=HYPERLINK(1)", "<b>已完工</b>", "'; DROP TABLE appeal; --"])
def test_a_hostile_ground_is_kept_as_a_text(listed: Acting, form: Path, sql: Sql, ground: str) -> None:
    book = load_workbook(form)
    cell: Any = next(row for row in book.worksheets[1].iter_rows() if str(row[0].value).startswith(GROUND))[1]
    cell.value, cell.data_type = ground, "s"
    book.save(form)
    give_back(listed, form)
    assert sql.column("SELECT ground FROM appeal") == [ground]


@pytest.mark.parametrize("ground", [" \u200b ", "\u202e反写", "=1+1", "#REF!"])
def test_a_ground_without_a_text_is_refused(listed: Acting, form: Path, sql: Sql, ground: str) -> None:
    fill_in(form, {GROUND: ground})
    assert faults(listed, form)
    assert sql.rows(APPEALS) == []


def test_the_sheet_of_another_office_lodges_nothing(listed: Acting, form: Path, sql: Sql) -> None:
    with pytest.raises(Refused, match="您只能办理本部门的事项"):
        give_back(listed, fill_in(form, OBJECTION), office="D002")
    assert sql.rows(APPEALS) == []


def test_the_entry_of_another_listing_is_not_contested_by_an_old_sheet(listed: Acting, form: Path, sql: Sql) -> None:
    give_back(listed.on("2026-09-30"), fill_in(form, DONE | {"整改情况（反馈）": "完工"}))
    listed.on("2026-10-09").rechecks("T001")
    listed.on("2026-11-09").lists("T001")
    with pytest.raises(Refused, match=r"目标T001此后再次列入负面清单（第2次），请用最新的回复表填写"):
        give_back(listed.on("2026-11-10"), fill_in(form, OBJECTION))
    assert sql.rows(APPEALS) == []


def test_the_sheet_of_a_round_does_not_end_the_next_one(listed: Acting, form: Path, sql: Sql) -> None:
    give_back(listed.on("2026-09-30"), fill_in(form, DONE | {"整改情况（反馈）": "完工"}))
    listed.on("2026-10-09").rechecks("T001", new_limit="2026-11-20")
    with pytest.raises(Refused, match="本表是第1轮整改的，现在是第2轮，请用最新的回复表填写"):
        give_back(listed.on("2026-11-10"), form)
    assert sql.column("SELECT state FROM remediation ORDER BY round") == ["rejected", "remedying"]


def test_the_feedback_of_a_round_is_not_that_of_the_next_one(
    listed: Acting, form: Path, sql: Sql, tmp_path: Path
) -> None:
    give_back(listed.on("2026-09-30"), fill_in(form, DONE))
    feedback = sent(listed.on("2026-09-30"), tmp_path / "反馈.xlsx", duty_number(sql, "feedback", ""))
    october = listed.on("2026-10-09")
    give_back(october, fill_in(feedback, {"整改情况": "已全部完工"}))
    assert give_back(october, feedback).words == "此前已反馈整改情况，未作改动。"
    october.rechecks("T001", new_limit="2026-11-20")
    november = listed.on("2026-11-10")
    november.office("D001").do("declare_completion", target="T001", completed_on="2026-11-09", measures="返工")
    with pytest.raises(Refused, match="本表是第1轮整改的，现在是第2轮，请用最新的回复表填写"):
        give_back(november, feedback)
    assert sql.column("SELECT state FROM remediation ORDER BY round") == ["rejected", "completed"]


def test_a_closed_entry_is_not_contested(listed: Acting, form: Path, sql: Sql) -> None:
    listed.office("D001").do("lodge_appeal", target="T001", ground="另有34公里已完工")
    sql("UPDATE negative_entry SET state = 'withdrawn'")
    with pytest.raises(Refused, match="目标T001的条目经裁定撤销，不需要申诉"):
        give_back(listed, fill_in(form, {GROUND: "另一理由"}))


def test_the_notice_is_received_by_a_white_cell_and_nothing_else_happens(
    listed: Acting, form: Path, sql: Sql, violations: Violations
) -> None:
    standing = sql.rows(STANDING)
    answer = give_back(listed, fill_in(form, RECEIVED))
    assert answer.words == "已签收“目标T001”列入负面清单的通知（2026-09-21）。"
    assert sql.rows(RECEIPTS) == [("D001", "2026-09-21", "D001目标办", "claimed")]
    assert sql.rows(STANDING) == standing
    assert violations() == []


def test_a_sheet_that_was_received_is_filled_in_later(listed: Acting, form: Path, sql: Sql) -> None:
    give_back(listed, fill_in(form, RECEIVED))
    words = give_back(listed.on("2026-09-30"), fill_in(form, DONE)).words
    assert words.startswith(
        "“目标T001”列入负面清单的通知此前已签收（2026-09-21，D001目标办），未作改动。已申报完成（2026-09-28）"
    )
    assert len(sql.rows(RECEIPTS)) == 1


@pytest.mark.parametrize("words", ["收到", "同意", "签收人：李明", "王厅长（签字）", "否", "=1+1", 1, "已签收 已签收"])
def test_other_words_than_the_one_that_is_offered_are_refused_with_the_cell(
    listed: Acting, form: Path, sql: Sql, words: Any
) -> None:
    [(cell, sentence)] = faults(listed, fill_in(form, {"签收": words}))
    assert cell.startswith("B")
    assert sentence.startswith("签收")
    assert sql.rows(RECEIPTS) == []


@pytest.mark.parametrize("words", ["已签收 ", "\u3000已签收"])
def test_the_word_is_read_as_people_write_it(listed: Acting, form: Path, sql: Sql, words: str) -> None:
    give_back(listed, fill_in(form, {"签收": words}))
    assert len(sql.rows(RECEIPTS)) == 1


def test_a_wrong_part_leaves_the_whole_sheet_out(listed: Acting, form: Path, sql: Sql) -> None:
    fill_in(form, RECEIVED | {"完成日期": "2026-09-31", "整改措施": "增加班组"})
    assert [words[:4] for _, words in faults(listed, form)] == ["完成日期"]
    assert sql.rows(RECEIPTS) == []


def test_the_sheet_of_a_closed_entry_is_not_received(listed: Acting, form: Path, sql: Sql) -> None:
    give_back(listed.on("2026-09-30"), fill_in(form, DONE | {"整改情况（反馈）": "完工"}))
    listed.on("2026-10-09").rechecks("T001")
    with pytest.raises(Refused, match="目标T001的条目已补欠，不需要签收"):
        give_back(listed.on("2026-10-12"), fill_in(form, RECEIVED))
    assert sql.rows(RECEIPTS) == []


def test_the_sheet_of_a_marked_target_is_not_received_by_mail(listed: Acting, form: Path, sql: Sql) -> None:
    fill_in(form, RECEIVED)
    listed.do("mark_secret", target="T001", marking="工作秘密", reason="涉及工作秘密")
    assert "标有密级" in faults(listed, form)[0][1]
    assert sql.rows(RECEIPTS) == []


def test_the_successor_of_an_office_receives_it_with_the_same_sheet(listed: Acting, form: Path, sql: Sql) -> None:
    give_back(listed, fill_in(form, RECEIVED))
    move = {"department": "D001", "successor": "D002", "targets": "T001", "basis": "2号文"}
    listed.do("transfer_targets", **move, effective_on="2026-09-21")
    give_back(listed.on("2026-09-22"), form, office="D002")
    assert [row[:2] for row in sql.rows(RECEIPTS)] == [("D001", "2026-09-21"), ("D002", "2026-09-22")]
