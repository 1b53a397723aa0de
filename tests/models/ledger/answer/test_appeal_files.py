"""补交的申诉材料: a file that answers the receipt of an appeal is evidence of it until it ends (4.3 a)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.answer.receipts import RECEIPT
from tests.answers import duty_number, fill_in, sent
from tests.conftest import SEEN_THERE
from tests.databases import story
from tests.mails import ADDRESS, file, mail_from, receipted, take
from tests.models.ledger.answer.contests import EXHIBITS, GROUND, PROOF, asked_for, with_mailbox

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

KIND, KEY = "材料不足", "2026Q1/T001"
NAMED = {"kind": KIND, "key": KEY}
TITLE = "申诉：2026年第一季度在线复核对“目标T001”的材料不足结论"
APPEAL = "2026|T001|lacking|2026Q1/2026/T001|1"
STATE = "SELECT state, sentence FROM received_mail ORDER BY id DESC LIMIT 1"
PAYLOAD = "SELECT payload FROM notice WHERE kind = :kind ORDER BY id DESC LIMIT 1"


def told(sql: Sql) -> dict[str, Any]:
    found: dict[str, Any] = sql.value(PAYLOAD, kind=RECEIPT)
    return found


def lodged(acting: Acting, folder: Path, sql: Sql, kind: str, key: str) -> str:
    """The reference of the receipt of an appeal that came by mail."""
    form = fill_in(asked_for(acting, folder / "回复表.xlsx", kind, key), {GROUND: "有误"})
    take(mail_from(ADDRESS, f"{acting.day} 10:00", form))
    return receipted(sql, folder, f"{acting.day} 10:30")


def later(reference: str, day: object, *files: Path, sender: str = ADDRESS) -> None:
    take(mail_from(sender, f"{day} 15:00", *files, answered=(reference,)))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A file without a sheet."""
    return file(tmp_path, "第3页.jpg")


@pytest.fixture
def reference(lacking: Acting, sql: Sql, tmp_path: Path) -> str:
    """The appeal of D001 was taken on 20 April, and its receipt is sent."""
    return lodged(lacking, tmp_path, sql, KIND, KEY)


def test_a_file_that_answers_the_receipt_is_evidence_of_the_appeal(
    reference: str, photo: Path, sql: Sql, violations: Violations
) -> None:
    later(reference, "2026-04-22", photo)
    assert sql.rows(EXHIBITS) == [(APPEAL, "第3页.jpg")]
    assert sql.column("SELECT received_on::text FROM exhibit") == ["2026-04-22"]
    assert sql.rows(STATE) == [("taken", "补交的文件已收入1项")]
    assert told(sql)["taken"] == [
        {"title": TITLE, "words": "补交申诉材料第3页.jpg。", "verdict": "已登记", "replaced": ""}
    ]
    assert violations() == []


def test_while_the_appeal_is_accepted_it_still_takes_files(
    reference: str, lacking: Acting, photo: Path, sql: Sql
) -> None:
    lacking.on("2026-04-21").do("accept_appeal", **NAMED)
    later(reference, "2026-04-22", photo)
    assert sql.rows(EXHIBITS) == [(APPEAL, "第3页.jpg")]


def test_the_same_file_again_is_named_once(reference: str, photo: Path, sql: Sql) -> None:
    later(reference, "2026-04-22", photo)
    later(reference, "2026-04-23", photo)
    assert len(sql.rows(EXHIBITS)) == 1
    assert told(sql)["taken"][0]["words"] == "第3页.jpg此前已提交，没有再收取。"


@pytest.mark.parametrize(
    ("acts", "ended"),
    [
        (["accept_appeal", "rule_appeal"], "已裁定"),
        (["refuse_appeal"], "不予受理"),
        (["withdraw_appeal"], "已撤回"),
    ],
)
def test_after_it_ended_the_receipt_says_that_the_file_was_not_taken_and_why(
    reference: str, lacking: Acting, photo: Path, sql: Sql, acts: list[str], ended: str
) -> None:
    given = {"rule_appeal": {"ruling": "维持", "evidence": str(SEEN_THERE)}, "accept_appeal": {}}
    letter = {"evidence": str(SEEN_THERE)}
    for each in acts:
        more = given.get(each, {"reason": "没有依据"}) | ({"reason": "确未盖章"} if each == "rule_appeal" else {})
        more |= letter if each == "withdraw_appeal" else {}
        lacking.on("2026-04-21").do(each, **NAMED, **more)
    before = sql.rows(EXHIBITS)
    later(reference, "2026-04-22", photo)
    assert sql.rows(EXHIBITS) == before
    words = f"“{TITLE}”{ended}（2026年4月21日），补交的文件没有作为申诉材料收取；确需补交的，请与管理机构联系"
    assert sql.rows(STATE) == [("returned", words)]
    assert (told(sql)["taken"], told(sql)["missing"]) == ([], [words])


@pytest.mark.usefixtures("reference")
def test_an_appeal_by_mail_is_withdrawn_only_with_the_letter_of_its_department(lacking: Acting, sql: Sql) -> None:
    today = lacking.on("2026-04-21")
    for acting in (today, today.office("D001"), today.on_behalf("电话", "李明")):
        words = acting.refused("withdraw_appeal", **NAMED, reason="已核实")
        assert words == "该申诉是部门来信提出的，撤回须附部门的撤回函（--evidence）。"
    assert sql.column("SELECT state FROM appeal") == ["lodged"]
    today.do("withdraw_appeal", **NAMED, reason="已核实", evidence=str(SEEN_THERE))
    assert sql.column("SELECT state FROM appeal") == ["withdrawn"]
    assert today.do("withdraw_appeal", **NAMED, reason="已核实").counts == {"withdrawn": 0}


def test_a_receipt_of_later_files_can_be_answered_again(reference: str, photo: Path, sql: Sql, tmp_path: Path) -> None:
    later(reference, "2026-04-22", photo)
    again = receipted(sql, tmp_path, "2026-04-22 15:30")
    later(again, "2026-04-23", file(tmp_path, "清点表.pdf", b"counted"))
    assert [row[1] for row in sql.rows(EXHIBITS)] == ["第3页.jpg", "清点表.pdf"]


def test_the_receipt_of_the_same_sheet_sent_again_may_be_answered_too(
    reference: str, lacking: Acting, photo: Path, sql: Sql, tmp_path: Path
) -> None:
    assert reference
    again = lodged(lacking.on("2026-04-21"), tmp_path, sql, KIND, KEY)
    later(again, "2026-04-22", photo)
    assert sql.rows(EXHIBITS) == [(APPEAL, "第3页.jpg")]


def test_a_file_of_another_office_is_left_to_the_agency(reference: str, photo: Path, sql: Sql) -> None:
    later(reference, "2026-04-22", photo, sender="d002@example.org")
    assert (sql.rows(STATE)[0][0], sql.rows(EXHIBITS)) == ("waiting", [])


def test_an_appeal_that_another_office_has_now_takes_no_file(reference: str, photo: Path, sql: Sql) -> None:
    sql("UPDATE appeal SET department_id = (SELECT id FROM department WHERE code = 'D002')")
    later(reference, "2026-04-22", photo)
    words = f"“{TITLE}”现由其他部门办理，补交的文件没有作为申诉材料收取；确需补交的，请与管理机构联系"
    assert sql.rows(STATE) == [("returned", words)]
    assert sql.rows(EXHIBITS) == []


def test_about_a_marked_target_it_is_left_to_the_agency(reference: str, lacking: Acting, photo: Path, sql: Sql) -> None:
    lacking.on("2026-04-21").do("mark_secret", target="T001", marking="工作秘密", reason="涉及工作秘密")
    later(reference, "2026-04-22", photo)
    assert (sql.rows(STATE)[0][0], sql.rows(EXHIBITS)) == ("waiting", [])


def test_an_appeal_about_a_finding_takes_files_too(
    unverified: Acting, photo: Path, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    with_mailbox(unverified)
    later(lodged(unverified, tmp_path, sql, "核查结果", "2026-1/T001"), unverified.day, photo)
    assert [row[1] for row in sql.rows(EXHIBITS)] == ["第3页.jpg"]
    assert [each["title"] for each in told(sql)["taken"]] == ["申诉：核查2026-1对“目标T001”的核查结果"]
    assert violations() == []


def test_an_appeal_about_an_evaluation_takes_files_too(
    evaluated: Acting, photo: Path, sql: Sql, tmp_path: Path
) -> None:
    later(lodged(evaluated, tmp_path, sql, "总体评价", "2026-1/D001"), evaluated.day, photo)
    assert [row[1] for row in sql.rows(EXHIBITS)] == ["第3页.jpg"]
    assert [each["title"] for each in told(sql)["taken"]] == ["申诉：核查2026-1对“第001厅”的总体评价"]


@pytest.fixture
def gaps(compared: Acting, sql: Sql, tmp_path: Path) -> str:
    """D001 contests both gaps of its filing in one sheet, for T001 with a file."""
    file(tmp_path, "并入文件.pdf", b"%PDF")
    rows = {"T001": {GROUND: "已并入T002", PROOF: "并入文件.pdf"}, "T002": {GROUND: "12月已交"}}
    form = fill_in(asked_for(compared, tmp_path / "回复表.xlsx", "年终复核缺项", "2026/D001"), rows=rows)
    take(mail_from(ADDRESS, f"{compared.day} 10:00", form, tmp_path / "并入文件.pdf"))
    return receipted(sql, tmp_path, f"{compared.day} 10:30")


def test_a_file_goes_to_every_appeal_of_the_sheet_unless_one_names_it(
    gaps: str, compared: Acting, photo: Path, sql: Sql, tmp_path: Path
) -> None:
    (tmp_path / "新").mkdir()
    later(gaps, compared.day, photo, file(tmp_path / "新", "并入文件.docx", b"a better one"))
    assert sql.rows(EXHIBITS)[1:] == [
        ("2026|T001|gap|2026/D001/T001|1", "第3页.jpg"),
        ("2026|T001|gap|2026/D001/T001|1", "并入文件.docx"),
        ("2026|T002|gap|2026/D001/T002|1", "第3页.jpg"),
    ]
    assert told(sql)["taken"][1]["title"] == "申诉：2026年年终复核中“目标T002”的缺项"
    assert sql.rows(STATE) == [("taken", "补交的文件已收入2项")]


def test_an_appeal_that_no_file_is_for_is_not_named(gaps: str, compared: Acting, sql: Sql, tmp_path: Path) -> None:
    later(gaps, compared.day, file(tmp_path, "并入文件.docx", b"a better one"))
    assert [each["title"] for each in told(sql)["taken"]] == ["申诉：2026年年终复核中“目标T001”的缺项"]
    assert sql.rows(STATE) == [("taken", "补交的文件已收入1项")]


def test_one_that_ended_is_named_and_the_other_takes_the_file(
    gaps: str, compared: Acting, photo: Path, sql: Sql
) -> None:
    gone = {"kind": "年终复核缺项", "key": "2026/D001/T002", "reason": "已核对", "evidence": str(SEEN_THERE)}
    compared.office("D001").do("withdraw_appeal", **gone)
    later(gaps, compared.day, photo)
    assert [row[0] for row in sql.rows(EXHIBITS) if row[1] == "第3页.jpg"] == ["2026|T001|gap|2026/D001/T001|1"]
    state, sentence = sql.rows(STATE)[0]
    assert state == "partly"
    assert "“申诉：2026年年终复核中“目标T002”的缺项”已撤回" in sentence


def test_a_file_taken_with_the_sheet_that_names_it_is_not_added_to_the_other_appeals(
    lacking: Acting, sql: Sql, tmp_path: Path, photo: Path
) -> None:
    lines = [{"target": "T002", "outcome": "材料不足", "note": "无验收单"}]
    lacking.do("record_online_review", period="2026Q1", reviewer="李四", lines=lines)
    one = fill_in(asked_for(lacking, tmp_path / "一.xlsx", KIND, KEY), {GROUND: "已盖章"})
    other = asked_for(lacking, tmp_path / "二.xlsx", KIND, "2026Q1/T002")
    take(mail_from(ADDRESS, "2026-04-20 10:00", one, fill_in(other, {GROUND: "已交", PROOF: "第3页.jpg"})))
    later(receipted(sql, tmp_path, "2026-04-20 10:30"), "2026-04-21", photo)
    assert sql.rows(EXHIBITS) == [("2026|T002|lacking|2026Q1/2026/T002|1", "第3页.jpg")]


# 负面清单条目, by the sheet of its remediation


@pytest.fixture
@story
def contested(listed: Acting, sql: Sql, tmp_path: Path) -> str:
    """The sheet of the remediation of T001 came with an objection."""
    with_mailbox(listed.on("2026-09-21"))
    form = fill_in(sent(listed, tmp_path / "回复表.xlsx", duty_number(sql, "remediation", "")), {GROUND: "有误"})
    take(mail_from(ADDRESS, "2026-09-21 10:00", form))
    return receipted(sql, tmp_path, "2026-09-21 10:30")


def test_a_file_for_a_remediation_with_an_objection_is_evidence_of_both(
    contested: str, photo: Path, sql: Sql, violations: Violations
) -> None:
    later(contested, "2026-09-22", photo)
    assert [row[1] for row in sql.rows(EXHIBITS)] == ["第3页.jpg"]
    assert sql.column("SELECT file_name FROM evidence_use") == ["第3页.jpg"]
    assert [each["title"] for each in told(sql)["taken"]][1:] == ["申诉：“目标T001”列入负面清单"]
    assert violations() == []


def test_a_later_receipt_of_the_same_remediation_serves_the_appeal_while_it_is_open(
    contested: str, listed: Acting, photo: Path, sql: Sql, tmp_path: Path
) -> None:
    assert contested
    day = listed.on("2026-09-28")
    form = sent(day, tmp_path / "再.xlsx", duty_number(sql, "remediation", ""))
    take(mail_from(ADDRESS, "2026-09-28 10:00", fill_in(form, {"整改措施": "增加班组", "完成日期": "2026-09-27"})))
    reference = receipted(sql, tmp_path, "2026-09-28 10:30")
    later(reference, "2026-09-29", photo)
    assert [row[1] for row in sql.rows(EXHIBITS)] == ["第3页.jpg"]
    day.on("2026-09-30").do("refuse_appeal", target="T001", reason="没有依据")
    later(reference, "2026-10-09", file(tmp_path, "完工.jpg", b"done"))
    assert sql.column("SELECT file_name FROM evidence_use ORDER BY id") == []  # they are offered to the feedback
    state, sentence = sql.rows(STATE)[0]  # that receipt said nothing of an appeal
    assert (state, sentence.endswith("这些文件随反馈一并收取")) == ("returned", True)
    later(contested, "2026-10-10", file(tmp_path, "申诉.jpg", b"objection"))
    state, sentence = sql.rows(STATE)[0]
    assert state == "returned"
    assert "“申诉：“目标T001”列入负面清单”不予受理（2026年9月30日），补交的文件没有作为申诉材料收取" in sentence
