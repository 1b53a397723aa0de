"""来信: registered once, each duty taken whole or not at all, known as A49 says, on the day that A50 says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.intake.answer import Answer, Enclosed
from models.intake.answer_file import read_answer
from models.intake.inbox import MailConcluded
from models.intake.received_mail import BouncedTo
from models.intake.source import describe_author
from models.ledger.acts import ACTS
from models.ledger.answer.receipts import RECEIPT
from models.ledger.answer.replies import mail_of
from models.ledger.duty.register import explain_obligation
from models.ledger.evidence.store import configure_store
from tests.answers import Cells, duty_number, fill_in, sent
from tests.databases import story
from tests.mails import ADDRESS, file, in_transaction, mail_file, mail_from, take, vouched

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

PROGRESS = "进度（%）"
ROWS: dict[str, Cells] = {"T001": {PROGRESS: 40}, "T002": {PROGRESS: 60}}
AT = "2026-03-05 10:20"
STATE = "SELECT state, known, sentence FROM received_mail ORDER BY id DESC LIMIT 1"
NOTICES = (
    "SELECT kind, d.code, audience FROM notice n JOIN department d ON d.id = n.department_id WHERE kind LIKE :kind"
)


@pytest.fixture
@story
def offices(march: Acting) -> Acting:
    """D001 and D002 have mailboxes, and 李明 is the liaison of D001."""
    rows = ({"编码": f"D00{n}", "名称": f"第00{n}厅", "目标办邮箱": f"d00{n}@example.org"} for n in (1, 2))
    march.take("departments", *rows)
    march.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "邮箱": "liming@example.org"})
    return march


@pytest.fixture
@story
def form(offices: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The month of D001, filled in."""
    place = sent(offices, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    return fill_in(place, rows=ROWS)


def payload(sql: Sql, kind: str = RECEIPT) -> dict[str, Any]:
    found: dict[str, Any] = sql.value(
        "SELECT payload FROM notice WHERE kind = :kind ORDER BY id DESC LIMIT 1", kind=kind
    )
    return found


def test_a_report_by_mail_discharges_its_duty_and_is_receipted(form: Path, sql: Sql, violations: Violations) -> None:
    assert take(mail_from(ADDRESS, AT, form)).words.endswith("收取1份。")
    assert sql.rows("SELECT state, counted_on::text FROM obligation WHERE id = 1") == [("discharged", "2026-03-05")]
    assert sql.rows(STATE) == [("taken", "coded", "收取1份")]
    assert sql.rows(NOTICES, kind="answer%") == [("answer_receipt", "D001", "office")]
    assert payload(sql)["taken"] == [
        {
            "title": "2026年3月月度检查",
            "words": "“第001厅”2026年3月已填报2项。进度状态：绿2项。",
            "verdict": "按时",
            "replaced": "",
        }
    ]
    assert violations() == []


def test_the_same_mail_again_changes_nothing(form: Path, sql: Sql) -> None:
    mail = mail_from(ADDRESS, AT, form)
    take(mail)
    blocks = sql.value("SELECT count(*) FROM block")
    assert take(mail).counts == {"mails": 0}
    assert sql.value("SELECT count(*) FROM block") == blocks


def test_a_known_message_id_with_other_bytes_is_another_mail(form: Path, sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, form))
    fill_in(form, rows={"T001": {PROGRESS: 45}})
    take(mail_from(ADDRESS, "2026-03-05 11:00", form))
    assert sql.value("SELECT count(DISTINCT message_id) FROM received_mail") == 1
    assert sql.value("SELECT max(version) FROM report") == 2
    assert payload(sql)["taken"][0]["replaced"] == "2026年3月5日10:20"


def test_a_mailbox_whose_clock_is_ahead_keeps_no_later_answer_out(form: Path, sql: Sql) -> None:
    take(mail_from(ADDRESS, "2026-03-05 18:20", form), "2026-03-05 10:30")
    assert payload(sql)["received"] == "2026年3月5日10:30"
    take(mail_from(ADDRESS, "2026-03-05 10:40", fill_in(form, rows={"T001": {PROGRESS: 45}})), "2026-03-05 10:50")
    assert sql.column("SELECT state FROM received_mail ORDER BY id") == ["taken", "taken"]


@pytest.mark.parametrize(
    ("relay", "known"),
    [("mx.example.org", "known"), ("MX.example.org", "known"), ("mx.other.org", "coded"), ("", "coded")],
)
def test_only_our_own_relay_makes_a_sender_known(form: Path, sql: Sql, relay: str, known: str) -> None:
    take(vouched(mail_from("LiMing@example.org", AT, form)), relay=relay)
    act = "SELECT actor, known FROM block WHERE act = 'take_answer'"
    assert sql.rows(act) == [("第001厅目标办 李明", known)]
    assert sql.rows(NOTICES, kind="answer%") == [("answer_receipt", "D001", "liaison")]


def test_spf_alone_makes_no_sender_known(form: Path, sql: Sql) -> None:
    mail = replace(vouched(mail_from(ADDRESS, AT, form)), verdicts={"spf": "pass", "dkim": "pass"})
    take(mail, relay="mx.example.org")
    assert sql.column("SELECT known FROM received_mail") == ["coded"]


def test_a_sender_denied_by_our_relay_waits_as_a_stranger(form: Path, sql: Sql, violations: Violations) -> None:
    mail = replace(vouched(mail_from(ADDRESS, AT, form)), verdicts={"dmarc": "fail", "spf": "pass"})
    take(mail, relay="mx.example.org")
    assert sql.rows("SELECT known, office_id, state FROM received_mail") == [(None, None, "waiting")]
    assert sql.value("SELECT count(*) FROM report") == 0
    assert violations() == []


def test_a_wrong_sheet_comes_back_and_the_mended_one_is_taken(form: Path, sql: Sql, violations: Violations) -> None:
    fill_in(form, rows={"T001": {PROGRESS: 140}})
    take(mail_from(ADDRESS, AT, form))
    assert sql.rows(STATE) == [("returned", "coded", "退回1份")]
    [returned] = payload(sql)["returned"]
    assert "T001" in returned["faults"][0] or "140" in returned["faults"][0]
    assert sql.rows("SELECT outcome, complaints -> 0 ->> 'cell' FROM answer")[0][0] == "returned"
    assert sql.value("SELECT count(*) FROM evidence") == 1
    take(mail_from(ADDRESS, "2026-03-05 11:00", fill_in(form, rows=ROWS)))
    assert sql.column("SELECT state FROM received_mail ORDER BY id") == ["returned", "taken"]
    assert violations() == []


def test_two_duties_in_one_mail_are_taken_one_without_the_other(
    offices: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    offices.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    april = offices.on("2026-04-02")
    numbers = [duty_number(sql, "monthly_check", "2026-03"), duty_number(sql, "quarterly_meeting", "2026Q1")]
    form = sent(april, tmp_path / "回复表.xlsx", *numbers)
    fill_in(form, rows=ROWS)
    fill_in(form, {"召开日期": "4月31日"}, page=2)
    take(mail_from(ADDRESS, "2026-04-02 09:00", form))
    assert sql.rows(STATE) == [("partly", "coded", "收取1份，退回1份")]
    assert payload(sql)["taken"][0]["verdict"] == "逾期2个工作日"
    assert violations() == []


def test_a_completion_with_its_feedback_counts_by_the_day_of_the_mail(
    offices: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    """The feedback is owed from the moment of the declaration, which is in the same answer."""
    may = offices.on("2026-05-11")
    may.lists("T002")
    may.do("set_limit", target="T002", limit="2026-06-30")
    form = sent(may, tmp_path / "整改.xlsx", duty_number(sql, "remediation", ""))
    fill_in(form, {"整改措施": "增加班组", "完成日期": "2026-06-25", "整改情况（反馈）": "全部完工"})
    take(mail_from(ADDRESS, "2026-06-26 10:00", form), at="2026-06-29 07:00")
    assert sql.rows(
        "SELECT kind, counted_on::text, late FROM obligation WHERE kind IN ('remediation', 'feedback') ORDER BY 1"
    ) == [("feedback", "2026-06-26", False), ("remediation", "2026-06-25", False)]
    assert violations() == []


def test_a_strangers_good_code_waits_and_the_office_is_told(form: Path, sql: Sql, violations: Violations) -> None:
    take(mail_from("someone@example.com", AT, form))
    assert sql.rows(STATE) == [("waiting", None, "待管理机构处理1份")]
    assert sql.rows(NOTICES, kind="answer%") == [("answer_waiting", "D001", "office")]
    assert sql.value("SELECT count(*) FROM report") == 0
    assert sql.value("SELECT count(*) FROM evidence") == 0
    take(mail_from("other@example.com", "2026-03-05 11:00", form))
    assert sql.rows(NOTICES, kind="answer%") == [("answer_waiting", "D001", "office")]
    assert violations() == []


def test_the_code_of_another_office_waits(form: Path, sql: Sql) -> None:
    take(mail_from("d002@example.org", AT, form))
    assert sql.rows("SELECT state, outcome, obligation_id FROM received_mail m JOIN answer a ON a.mail_id = m.id") == [
        ("waiting", "waiting", 1)
    ]
    found = {("answer_waiting", "D001", "office"), ("answer_receipt", "D002", "office")}
    assert set(sql.rows(NOTICES, kind="answer%")) == found
    assert sql.value("SELECT count(*) FROM report") == 0


def test_a_duty_handed_over_is_answered_by_who_owes_it_now(offices: Acting, sql: Sql, tmp_path: Path) -> None:
    form = sent(offices, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03", "D002"))
    fill_in(form, rows={"T003": {PROGRESS: 40}})
    merger = {"department": "D002", "successor": "D001", "effective_on": "2026-03-05", "basis": "1号文"}
    offices.do("merge_department", **merger)
    take(mail_from("d002@example.org", AT, form))
    assert sql.rows(STATE)[0][0] == "waiting"
    take(mail_from(ADDRESS, AT, form))
    assert sql.rows(STATE)[0][0] == "taken"


def test_a_forged_code_waits_and_ten_of_them_make_the_address_wait(form: Path, sql: Sql) -> None:
    good = form.read_bytes()
    for number in range(10):
        fill_in(form, {"回复码": f"A{number}"})
        take(mail_from(ADDRESS, f"2026-03-05 10:{number:02}", form))
    assert set(sql.column("SELECT outcome FROM answer")) == {"unknown"}
    form.write_bytes(good)
    take(mail_from(ADDRESS, "2026-03-05 10:30", form))
    assert sql.rows(STATE)[0][0] == "waiting"
    assert "10个回复码有误" in sql.value("SELECT sentence FROM answer ORDER BY id DESC LIMIT 1")
    take(mail_from(ADDRESS, "2026-03-05 11:31", form))
    assert sql.rows(STATE)[0][0] == "taken"
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'answer_receipt'") == 6 + 1


def test_an_outdated_code_is_refused_and_named(form: Path, sql: Sql, offices: Acting) -> None:
    offices.do("renew_answer_key", reason="经办人离岗")
    take(mail_from(ADDRESS, AT, form))
    assert sql.rows("SELECT outcome, obligation_id FROM answer") == [("outdated", 1)]
    assert sql.rows(STATE)[0][0] == "returned"
    assert "已作废" in payload(sql)["returned"][0]["faults"][0]


@pytest.mark.parametrize(("received", "late"), [("2026-03-31 23:59", False), ("2026-04-01 00:00", True)])
def test_the_day_of_receipt_counts_and_not_that_of_the_run(form: Path, sql: Sql, received: str, late: bool) -> None:  # noqa: FBT001
    take(mail_from(ADDRESS, received, form), at="2026-04-01 07:00")
    assert sql.rows("SELECT counted_on::text, late FROM obligation WHERE id = 1") == [(received[:10], late)]


def test_a_month_is_closed_by_the_day_of_receipt(form: Path, sql: Sql) -> None:
    take(mail_from(ADDRESS, "2026-04-30 23:59", form), at="2026-05-01 07:00")
    assert sql.rows(STATE)[0][0] == "taken"
    take(mail_from(ADDRESS, "2026-05-01 00:00", fill_in(form, rows={"T001": {PROGRESS: 90}})), at="2026-05-01 07:10")
    assert sql.rows(STATE)[0][0] == "returned"
    assert "已于2026-04-30截止" in payload(sql)["returned"][0]["faults"][0]


def test_an_older_answer_never_displaces_a_newer_one(form: Path, sql: Sql) -> None:
    older = form.read_bytes()
    take(mail_from(ADDRESS, "2026-03-05 10:20", fill_in(form, rows={"T001": {PROGRESS: 45}})))
    form.write_bytes(older)
    take(mail_from(ADDRESS, "2026-03-05 10:10", form), at="2026-03-05 10:30")
    assert sql.rows(STATE)[0][0] == "returned"
    assert "较早的这份不再收取" in payload(sql)["returned"][0]["faults"][0]
    assert sql.value("SELECT max(version) FROM report") == 1


@pytest.mark.parametrize("text", ["收到", "已收到。", "谢谢！", "好的，我们正在办"])
@pytest.mark.usefixtures("offices")
def test_a_polite_mail_that_answers_nothing_of_ours_has_no_effect_and_no_receipt(sql: Sql, text: str) -> None:
    take(mail_from(ADDRESS, AT, text=text))
    assert sql.rows(STATE) == [("automatic", "coded", "礼节性来信")]
    assert sql.rows(NOTICES, kind="answer%") == []


@pytest.mark.usefixtures("offices")
def test_automatic_mail_is_set_aside_without_receipt(sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, automatic=True, text="本人出差"))
    assert sql.rows(STATE) == [("automatic", "coded", "自动回复或已读回执")]
    assert sql.rows(NOTICES, kind="answer%") == []


@pytest.mark.usefixtures("offices")
@pytest.mark.parametrize(
    ("name", "state"), [("扫描件.PDF", "waiting"), ("说明", "waiting"), ("logo.PNG", "automatic"), ("", "automatic")]
)
def test_files_of_an_office_in_automatic_mail_are_left_to_the_agency(
    sql: Sql, tmp_path: Path, name: str, state: str
) -> None:
    take(mail_from(ADDRESS, AT, *([file(tmp_path, name)] if name else []), automatic=True))
    assert sql.column("SELECT state FROM received_mail") == [state]
    assert sql.rows(NOTICES, kind="answer%") == []


@pytest.mark.usefixtures("offices")
def test_what_did_not_come_with_it_is_named_in_the_receipt(sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, missing=("附件.rar：请改为.zip",)))
    assert sql.rows(STATE) == [("returned", "coded", "没有收取：附件.rar：请改为.zip")]
    assert payload(sql)["missing"] == ["附件.rar：请改为.zip"]


@pytest.mark.usefixtures("offices")
def test_words_of_a_person_are_no_automatic_answer_under_any_headers(sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, automatic=True, text="第3项的数据有误，请更正"))
    assert sql.column("SELECT state FROM received_mail") == ["waiting"]


@pytest.mark.parametrize(("sign", "receipts"), [("quiet", 1), ("automatic", 0)])
def test_an_empty_sheet_that_comes_back_is_not_filled_in(
    offices: Acting, sql: Sql, tmp_path: Path, sign: str, receipts: int
) -> None:
    empty = sent(offices, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    take(mail_from(ADDRESS, AT, empty, text="", **{sign: True}))
    assert [(state, "未填" in words or "没有填" in words) for state, _, words in sql.rows(STATE)] == [
        ("returned", True)
    ]
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'answer_receipt'") == receipts


@pytest.mark.usefixtures("offices")
def test_a_picture_of_the_text_that_came_before_is_the_signatures(sql: Sql, tmp_path: Path) -> None:
    place = file(tmp_path, "logo.png")
    shown = (replace(mail_file(place), shown=True),)
    take(mail_from(ADDRESS, AT, text="见图", files=shown))
    take(mail_from(ADDRESS, "2026-03-05 10:40", text="再见图", files=shown))
    assert sql.column("SELECT jsonb_array_length(files) FROM received_mail ORDER BY id") == [1, 0]
    assert payload(sql)["missing"] == ["正文中1张图片未收为材料，请作为附件发来。"]


@pytest.mark.usefixtures("offices")
def test_a_forged_bounce_counts_nothing(sql: Sql) -> None:
    bounce = (BouncedTo("d001@example.org", "0" * 32, "550 no such user"),)
    take(mail_from("mailer-daemon@example.com", AT, bounces=bounce))
    take(mail_from("mailer-daemon@example.com", AT, bounces=bounce, return_path=""))
    assert sql.column("SELECT state FROM received_mail") == ["waiting"] * 2
    assert all("未采信" in words for words in sql.column("SELECT sentence FROM received_mail"))
    assert sql.value("SELECT count(*) FROM bounce") == 0


@pytest.mark.usefixtures("offices")
def test_hostile_headers_are_kept_in_one_line(sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, subject="回复\r\nBcc: x@example.org\0" + "长" * 900))
    [subject] = sql.column("SELECT subject FROM received_mail")
    assert subject.startswith("回复 Bcc: x@example.org 长")
    assert len(subject) == 300


def test_an_answer_of_a_folder_has_no_mail(form: Path) -> None:
    [sheet], digest = read_answer(form)
    assert in_transaction(mail_of, Answer(sheet, digest, Enclosed())) is None


def test_who_answered_by_mail_is_shown_with_how_he_is_known(form: Path) -> None:
    take(vouched(mail_from("liming@example.org", AT, form)), relay="mx.example.org")
    moves = in_transaction(explain_obligation, 1, date(2026, 3, 5))["history"]
    assert describe_author(moves[-1]) == ("第001厅目标办 李明（来信，回复表：来信1，回复表.xlsx，2026年3月5日收到）")


def test_a_marked_target_is_not_answered_by_mail(form: Path, offices: Acting, sql: Sql) -> None:
    offices.do("mark_secret", target="T001", marking="工作秘密", reason="涉及工作秘密")
    take(mail_from(ADDRESS, AT, form))
    assert sql.rows(STATE)[0][0] == "returned"
    assert sql.value("SELECT count(*) FROM report") == 0


def test_nothing_but_the_duties_with_a_form_is_done_by_mail(form: Path, sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, form))
    assert sql.column("SELECT act FROM block WHERE known IN ('known', 'coded')") == ["take_answer"]
    by_hand = [act.name for act in ACTS.values() if act.by_hand]
    assert by_hand
    assert "take_answer" not in by_hand


def test_a_file_that_the_store_refuses_is_named_and_has_no_digest(offices: Acting, sql: Sql, tmp_path: Path) -> None:
    assert offices.day == date(2026, 3, 5)
    empty = tmp_path / "现场.jpg"
    empty.touch()
    take(mail_from(ADDRESS, AT, empty))
    [[file]] = sql.column("SELECT files FROM received_mail")
    assert (file["name"], file["digest"]) == ("现场.jpg", "")
    assert file["fault"] == "是空文件，请重新发来。"
    sentence = "没有收取：“现场.jpg”是空文件，请重新发来"
    assert sql.column("SELECT sentence FROM received_mail") == [sentence]
    assert sql.column("SELECT payload -> 'missing' FROM notice WHERE kind = 'answer_receipt'") == [
        ["“现场.jpg”是空文件，请重新发来。"]
    ]


def test_a_file_of_a_mail_that_is_too_large_is_named_without_its_path(
    offices: Acting, sql: Sql, store: Path, tmp_path: Path
) -> None:
    assert offices.day == date(2026, 3, 5)
    configure_store(store, 1)
    large = tmp_path / "现场.jpg"
    large.write_bytes(bytes(1_100_000))
    take(mail_from(ADDRESS, AT, large))
    [[file]] = sql.column("SELECT files FROM received_mail")
    assert (file["digest"], file["fault"]) == ("", "“现场.jpg”超过1MB，请压缩或拆分后提交。")


def test_a_mail_that_is_not_registered_is_not_concluded(offices: Acting) -> None:
    mail = mail_from(ADDRESS, AT)
    assert offices.system.given(MailConcluded(mail), "conclude_mail").counts == {"concluded": 0}
