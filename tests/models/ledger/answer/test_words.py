"""来信正文: what a mail says next to its sheet waits for a person, who answers it by mail; then it is forgotten."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.answer.inbox import show_mail
from models.rules.errors import Refused
from tests.answers import Cells, duty_number, fill_in, sent
from tests.databases import story
from tests.mails import ADDRESS, file, in_transaction, mail_from, take
from tests.models.ledger.draft.lists import agree, approve, bodies, consult, draft, issue, submit, whole_list

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.received_mail import ReceivedMail
    from tests.conftest import Acting, Sql, Violations

AT = "2026-03-10 10:00"
ROWS: dict[str, Cells] = {"T001": {"进度（%）": 40}, "T002": {"进度（%）": 60}}
ASKED = "请问第二项的完成时限可否按季度填？"
MAIL = "SELECT state, said, words, sentence FROM received_mail"
PAYLOAD = "SELECT payload FROM notice WHERE kind = :kind ORDER BY id DESC LIMIT 1"
SPOKEN = "SELECT count(*) FROM notice WHERE payload::text LIKE '%第二项的完成时限%'"


@pytest.fixture
@story
def office(march: Acting) -> Acting:
    """D001 has a mailbox and owes the check of March."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    march.take("departments", {"编码": "D002", "名称": "第002厅", "目标办邮箱": "d002@example.org"})
    return march.on("2026-03-10")


@pytest.fixture
def form(office: Acting, sql: Sql, tmp_path: Path) -> Path:
    return fill_in(sent(office, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03")), rows=ROWS)


def asking(form: Path, **more: Any) -> ReceivedMail:
    return mail_from(ADDRESS, AT, form, **{"text": ASKED, **more})


def test_the_sheet_is_taken_and_its_text_waits_for_a_person(form: Path, sql: Sql, violations: Violations) -> None:
    take(asking(form))
    assert sql.rows(MAIL) == [("waiting", "question", ASKED, "收取1份，正文待答复（提问）")]
    receipt = sql.value(PAYLOAD, kind="answer_receipt")
    assert (receipt["said"], len(receipt["taken"]), receipt["missing"]) == ("question", 1, [])
    assert in_transaction(show_mail, 1)["words"] == ASKED
    assert sql.value(SPOKEN) == 0
    assert violations() == []


@pytest.mark.parametrize(
    "more", [{"text": "请查收。"}, {"text": "本人出差，无法及时回复，请稍后联系。", "automatic": True}]
)
def test_greetings_and_the_words_of_a_machine_are_not_answered(form: Path, sql: Sql, more: dict[str, Any]) -> None:
    take(asking(form, **more))
    assert sql.rows(MAIL) == [("taken", None, "", "收取1份")]


@pytest.mark.parametrize("text", ["1 20\n2 9", "已签收。", "同意。赵刚"])
def test_the_text_of_a_mail_that_waits_is_kept_however_short(
    office: Acting, sql: Sql, text: str, violations: Violations
) -> None:
    take(mail_from(ADDRESS, AT, text=text))
    assert sql.rows("SELECT state, said, words FROM received_mail") == [("waiting", None, text)]
    shown = in_transaction(show_mail, 1)
    assert (shown["words"], shown["original"]) == (text, "mubiao inbox --mail 1 -o 来信1.eml")
    office.on("2026-07-10").do("dismiss_mail", mail=1, reason="已电话核实")
    assert office.on("2026-10-08").system.do("forget_words").counts["forgotten"] == 1
    assert in_transaction(show_mail, 1)["words"] == ""
    assert violations() == []


def test_a_short_text_of_an_office_with_marked_matters_is_only_in_the_sealed_mail(office: Acting, sql: Sql) -> None:
    office.do("mark_secret", target="T001", marking="工作秘密", reason="涉及工作秘密")
    take(mail_from(ADDRESS, AT, text="已签收。"))
    assert sql.column("SELECT words FROM received_mail") == [""]
    shown = in_transaction(show_mail, 1)
    assert (shown["words"][:5], shown["original"]) == ("随原文封存", "")


def test_the_answer_goes_by_mail_and_closes(office: Acting, form: Path, sql: Sql, violations: Violations) -> None:
    take(asking(form))
    assert office.do("answer_mail", mail=1, answer="可以。").words == "来信1已答复，将以邮件发给来信人。"
    assert sql.rows(MAIL) == [("answered", None, ASKED, "收取1份，正文待答复（提问），已答复")]
    told = sql.value(PAYLOAD, kind="mail_answered")
    assert told == {"subject": "回复", "answer": "可以。", "received": "2026年3月10日10:00"}
    assert sql.value("SELECT audience FROM notice WHERE kind = 'mail_answered'") == "office"
    assert "已答复" in office.refused("answer_mail", mail=1, answer="可以。")
    assert violations() == []


def test_words_without_a_sheet_are_answered_too(office: Acting, sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, text="表打不开"))
    office.do("answer_mail", mail=1, answer="另发一份。")
    assert sql.column("SELECT state FROM received_mail") == ["answered"]


def test_a_sheet_that_waits_and_a_text_are_each_decided(
    office: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    theirs = duty_number(sql, "monthly_check", "2026-03", "D002")
    rows: dict[str, Cells] = {"T003": {"进度（%）": 40}}
    take(asking(fill_in(sent(office, tmp_path / "表.xlsx", theirs), rows=rows)))
    assert "随信的表仍待处理" in office.do("answer_mail", mail=1, answer="可以。").words
    assert sql.column("SELECT state FROM received_mail") == ["waiting"]
    assert "此前已答复，没有再发；随信的表仍待处理" in office.refused("answer_mail", mail=1, answer="再答一次。")
    office.do("accept_answer", mail=1, reason="已电话核实")
    assert sql.column("SELECT state FROM received_mail") == ["taken"]
    take(asking(fill_in(sent(office, tmp_path / "又一张.xlsx", theirs), rows=rows), subject="又"))
    assert "正文待答复（提问）" in office.do("accept_answer", mail=2, reason="已电话核实").words
    office.do("answer_mail", mail=2, answer="可以。")
    assert sql.column("SELECT state FROM received_mail ORDER BY id") == ["taken", "answered"]
    assert violations() == []


def test_a_stranger_is_not_answered(office: Acting, form: Path) -> None:
    take(mail_from("someone@example.com", AT, form, text=ASKED))
    assert "陌生地址，不能答复" in office.refused("answer_mail", mail=1, answer="可以。")


def test_the_text_of_an_office_with_marked_matters_stays_in_the_sealed_mail(
    office: Acting, sql: Sql, tmp_path: Path
) -> None:
    office.do("mark_secret", target="T001", marking="工作秘密", reason="涉及工作秘密")
    number = duty_number(sql, "monthly_check", "2026-03")
    take(asking(fill_in(sent(office, tmp_path / "表.xlsx", number), rows={"T002": {"进度（%）": 60}})))
    assert sql.rows(MAIL)[0][:3] == ("waiting", "question", "")
    assert in_transaction(show_mail, 1)["words"].startswith(
        "随原文封存，由阅看人员阅看：mubiao secrets open --evidence"
    )


@pytest.mark.parametrize("what", ["target", "evidence", "draft"])
def test_a_text_is_deleted_once_its_office_has_marked_matters_or_its_mail_is_marked(
    office: Acting, form: Path, sql: Sql, violations: Violations, what: str
) -> None:
    raw = file(form.parent, "来信.eml", b"From: x")
    take(asking(form, raw=raw, digest=sha256(raw.read_bytes()).hexdigest()))
    take(mail_from("d002@example.org", AT, text=ASKED))
    draft(office, "N2")
    digest = sql.value("SELECT digest FROM received_mail WHERE id = 1")
    marked = {"target": {"target": "T001"}, "evidence": {"evidence": digest}, "draft": {"target": "N2"}}[what]
    office.do("mark_secret", **marked, marking="工作秘密", reason="涉及工作秘密")
    assert ASKED not in str(in_transaction(show_mail, 1))
    assert sql.column("SELECT words FROM received_mail ORDER BY id") == ["", ASKED]
    assert violations() == []


def test_of_an_office_with_a_marked_draft_no_text_is_kept_and_its_target_has_none(office: Acting, sql: Sql) -> None:
    office = office.on("2026-03-05")
    bodies(office)
    codes = whole_list(office, "D001")
    office.do("mark_secret", target="N2", marking="工作秘密", reason="涉密任务")
    take(mail_from(ADDRESS, AT, text=ASKED))
    assert sql.column("SELECT words FROM received_mail") == [""]
    [number] = consult(office)
    agree(office, number, *codes)
    paper = submit(office)
    approve(office, paper)
    sql.sealed("UPDATE received_mail SET words = 'before the merger of its office into D001'")
    issue(office, paper)
    assert sql.column("SELECT words FROM received_mail") == [""]


@pytest.mark.parametrize("closing", [("answer_mail", {"answer": "可以。"}), ("dismiss_mail", {"reason": "已电话答复"})])
def test_a_text_is_forgotten_ninety_days_after_its_mail_was_closed(
    office: Acting, form: Path, sql: Sql, closing: tuple[str, dict[str, str]], violations: Violations
) -> None:
    take(asking(form))
    office.on("2026-07-10").system.do("forget_words")
    assert sql.column("SELECT words FROM received_mail") == [ASKED]  # not answered yet
    office.on("2026-07-10").do(closing[0], mail=1, **closing[1])
    assert office.on("2026-10-07").system.do("forget_words").counts["forgotten"] == 0
    assert office.on("2026-10-08").system.do("forget_words").counts["forgotten"] == 1
    assert sql.column("SELECT words FROM received_mail") == [""]
    assert in_transaction(show_mail, 1)["words"] == ""
    assert violations() == []


def test_a_mail_that_is_unknown_is_refused(office: Acting) -> None:
    with pytest.raises(Refused, match="没有编号为9的来信"):
        office.do("answer_mail", mail=9, answer="可以。")
