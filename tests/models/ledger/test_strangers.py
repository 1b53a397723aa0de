"""陌生来信: what a stranger wrote stands apart, goes after ninety days, and is on record once the agency accepts it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.inbox import MailGiven
from models.ledger.answer.inbox import list_mails, show_mail
from models.ledger.answer.mails import set_apart
from models.ledger.chain.export import exported_chain
from models.ledger.strangers import DAY_LIMIT, forget_strangers
from models.rules.workdays import BusinessDay
from tests.answers import duty_number, fill_in, sent
from tests.databases import story
from tests.mails import ADDRESS, file, in_transaction, mail_from, moment, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Together, Violations

AT, STRANGER, SUBJECT = "2026-03-05 10:20", "liming@example.com", "李明问低保"
NAMES = "回复表甲.xlsx", "李明的身份证", "张三.rar", "秘密号码"
SAID = STRANGER, "liming", SUBJECT, *NAMES, "<7@liming.example>"
TABLES = """
SELECT tablename FROM pg_tables
WHERE schemaname = 'public' AND tablename NOT IN ('stranger_mail', 'unregistered_mail') ORDER BY 1
"""
STANDING_APART = "SELECT count(*) FROM stranger_mail"
ROWS: dict[str, Any] = {"T001": {"进度（%）": 40}, "T002": {"进度（%）": 60}}
GONE = "来信1的内容已不在本机：陌生地址的来信只保存90天，也不进入备份。需要收取的，请对方重新发来。"


@pytest.fixture
def offices(march: Acting) -> Acting:
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    return march


@pytest.fixture
@story
def form(offices: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The month of D001, filled in, in a file that the stranger has named."""
    place = sent(offices, tmp_path / "回复表甲.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    return fill_in(place, rows=ROWS)


@pytest.fixture
def waiting(form: Path, offices: Acting, tmp_path: Path) -> Acting:
    """A stranger has sent the month of D001 with another file on 5 March; today is the 9th."""
    picture = file(tmp_path, "李明的身份证.jpg")
    more: dict[str, Any] = {
        "subject": SUBJECT,
        "message_id": "<7@liming.example>",
        "missing": ("张三.rar：请改为.zip",),
    }
    take(mail_from(STRANGER, AT, form, picture, **more))
    offices.on("2026-03-05").system.do("tell_agency_day")
    return offices.on("2026-03-09")


def everything(sql: Sql) -> str:
    """Every row of every table but the one apart, and the ledger as it is exported."""
    tables = sql.column(TABLES)
    rows = [sql.value(f"SELECT string_agg(t::text, ' ') FROM {name} t") for name in tables]  # noqa: S608 - own names
    with begin() as session:
        return " ".join([*filter(None, rows), *exported_chain(session)])


def forget(day: str) -> int:
    return int(in_transaction(forget_strangers, date.fromisoformat(day)))


def test_no_table_but_one_and_no_export_has_a_word_of_a_stranger(
    waiting: Acting, sql: Sql, violations: Violations
) -> None:
    text = everything(sql)
    assert [word for word in SAID if word in text] == []
    assert "李明" in json.dumps(sql.rows("SELECT subject, files FROM stranger_mail"), ensure_ascii=False)
    assert sql.rows("SELECT sender, subject, message_id, jsonb_array_length(files), missing FROM received_mail") == [
        ("", "", "", 2, [])
    ]
    assert {file["digest"] != "" for file in sql.value("SELECT files FROM received_mail")} == {True}
    assert waiting.day == date(2026, 3, 9)
    assert violations() == []


def test_a_wrong_code_leaves_no_word_either_but_the_agency_sees_the_sheet(
    form: Path, sql: Sql, violations: Violations
) -> None:
    mail = mail_from(STRANGER, AT, fill_in(form, {"回复码": "秘密号码"}), subject=SUBJECT)
    take(mail)
    text = everything(sql)
    assert [word for word in SAID if word in text] == []
    [sheet] = in_transaction(show_mail, 1)["sheets"]
    [[_, name]] = sql.value("SELECT sheets FROM stranger_mail")
    assert (sheet["file"], sheet["sheet"], sheet["outcome"]) == ("回复表甲.xlsx", name, "unknown")
    assert "不是本系统发出的" in sheet["complaints"][0]["message"]
    assert violations() == []


def test_a_blank_sheet_of_a_stranger_is_not_named_in_the_verdict(
    offices: Acting, form: Path, sql: Sql, tmp_path: Path
) -> None:
    blank = sent(offices, tmp_path / "空表李明.xlsx", duty_number(sql, "monthly_check", "2026-03", "D002"))
    take(mail_from(STRANGER, AT, form, blank))
    assert "李明" not in everything(sql)
    assert sql.value("SELECT sentence FROM received_mail") == "待管理机构处理1份"


def test_after_ninety_days_nothing_of_it_is_there_and_verify_is_content(
    waiting: Acting, sql: Sql, violations: Violations
) -> None:
    assert forget("2026-06-02") == 0
    assert forget("2026-06-03") == 1
    assert sql.value(STANDING_APART) == 0
    assert violations() == []
    [row] = in_transaction(list_mails)
    assert (row["sender"], row["subject"], row["files"], row["gone"]) == ("", "", 2, date(2026, 6, 3))
    shown = in_transaction(show_mail, 1)
    assert (shown["files"], shown["missing"]) == ([], [])
    assert [sheet["sheet"] for sheet in shown["sheets"]] == ["第1张"]
    assert waiting.refused("accept_answer", mail=1, reason="已核实") == GONE
    assert waiting.do("dismiss_mail", mail=1, reason="过期").words == "来信1不予收取：过期。"
    assert violations() == []


def test_what_is_accepted_is_on_record_as_that_of_an_office_and_stays(
    waiting: Acting, sql: Sql, violations: Violations
) -> None:
    waiting.do("accept_answer", mail=1, reason="已电话核实", remember=True)
    [[sender, subject, message_id, files, missing]] = sql.rows(
        "SELECT sender, subject, message_id, files, missing FROM received_mail"
    )
    assert (sender, subject, message_id) == (STRANGER, SUBJECT, "<7@liming.example>")
    assert [each["name"] for each in files] == ["回复表甲.xlsx", "李明的身份证.jpg"]
    assert missing == ["张三.rar：请改为.zip"]
    assert sql.column("SELECT email FROM contact WHERE name = '来信地址'") == [STRANGER]
    assert forget("2026-06-03") == 1
    assert violations() == []
    with begin() as session:
        [row] = list_mails(session, every=True)
    assert (row["sender"], row["gone"]) == (STRANGER, None)
    assert in_transaction(show_mail, 1)["files"] == ["回复表甲.xlsx", "李明的身份证.jpg"]


def test_what_was_changed_apart_is_not_accepted(waiting: Acting, sql: Sql, violations: Violations) -> None:
    sql("UPDATE stranger_mail SET sender = 'another@example.com'")
    words = "来信1的发件地址、主题或文件名已被改动，与收到时的校验码不符。请核验：mubiao verify。"
    assert waiting.refused("accept_answer", mail=1, reason="已核实", remember=True) == words
    assert violations() == ["来信 1：另行保存的发件地址、主题或文件名被更改或增加，与收到时的校验码不符。"]
    assert sql.value("SELECT sender FROM received_mail") == ""


def test_a_mail_of_an_office_has_nothing_apart(form: Path, sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, form))
    assert sql.value(STANDING_APART) == 0
    assert sql.rows("SELECT sender, files -> 0 ->> 'name' FROM received_mail") == [(ADDRESS, "回复表甲.xlsx")]
    assert sql.column("SELECT detail FROM transition WHERE record = 'received_mail' AND event = 'received'") == [{}]


def test_wrong_codes_of_a_stranger_count_also_when_the_address_becomes_that_of_an_office(
    form: Path, offices: Acting, sql: Sql
) -> None:
    good = form.read_bytes()
    for number in range(10):
        take(mail_from(STRANGER, f"2026-03-05 10:{number:02}", fill_in(form, {"回复码": f"A{number}"})))
    offices.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": STRANGER})
    form.write_bytes(good)
    take(mail_from(STRANGER, "2026-03-05 10:30", form))
    assert sql.rows("SELECT state, sender FROM received_mail WHERE sender <> ''") == [("waiting", STRANGER)]
    assert "10个回复码有误" in sql.value("SELECT sentence FROM answer ORDER BY id DESC LIMIT 1")


KEPT = "SELECT id, seen_on::text, sender FROM unregistered_mail ORDER BY id"
DAYS = "SELECT day::text, mails, senders, recorded_on::text FROM stranger_day ORDER BY day"
PLAIN: dict[str, Any] = {"subject": SUBJECT, "message_id": "<7@liming.example>", "missing": ("张三.rar：请改为.zip",)}


def test_a_mail_without_a_sheet_leaves_no_row_and_no_block_but_one_a_day(
    offices: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    blocks = sql.value("SELECT count(*) FROM block")
    mail = mail_from(STRANGER, AT, file(tmp_path, "李明的身份证.jpg"), **PLAIN)
    assert take(mail).words == "来信1：发件地址不是任何部门的联系人或目标办邮箱。"
    assert take(mail_from("b@example.com", "2026-03-05 10:30")).counts == {"mails": 1, "strangers": 1}
    assert take(mail).counts == {"mails": 0}
    assert take(replace(mail, received_at=moment("2026-03-06 08:00"))).counts == {"mails": 0}
    assert sql.value("SELECT count(*) FROM received_mail") == 0
    assert sql.value("SELECT count(*) FROM block") == blocks
    assert list(tmp_path.rglob("strangers")) == []
    noted = offices.on("2026-03-06").system.do("note_strangers")
    assert (noted.words, noted.counts) == ("已登记1天的陌生来信。", {"days": 1})
    assert offices.on("2026-03-06").system.do("note_strangers").counts == {"days": 0}
    assert sql.rows(DAYS) == [("2026-03-05", 2, 2, "2026-03-06")]
    assert sql.value("SELECT count(*) FROM block") == blocks + 1
    assert [word for word in SAID if word in everything(sql)] == []
    assert violations() == []


def test_it_is_shown_with_its_files_and_what_did_not_come(offices: Acting, tmp_path: Path) -> None:
    take(mail_from(STRANGER, AT, file(tmp_path, "李明的身份证.jpg"), **PLAIN), at=f"{offices.day} 12:00")
    shown = in_transaction(show_mail, 1)
    assert (shown["sender"], shown["subject"], shown["state"]) == (STRANGER, SUBJECT, "automatic")
    assert (shown["files"], shown["missing"]) == (["李明的身份证.jpg"], ["张三.rar：请改为.zip"])


def test_a_number_is_given_once_to_registered_mails_and_others(form: Path, sql: Sql) -> None:
    for minute, files in ((20, ()), (21, (form,)), (22, ())):
        take(mail_from(STRANGER, f"2026-03-05 10:{minute}", *files))
    assert sql.column("SELECT id FROM received_mail") == [2]
    assert [number for number, *_ in sql.rows(KEPT)] == [1, 3]


def test_a_mail_that_was_registered_is_not_kept_apart_when_its_sender_is_a_stranger(offices: Acting, sql: Sql) -> None:
    mail = mail_from(ADDRESS, AT)
    take(mail)
    offices.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": "new@example.org"})
    assert take(mail).counts == {"mails": 0}
    assert (sql.rows(KEPT), sql.value("SELECT count(*) FROM received_mail")) == ([], 1)


def test_of_more_than_two_hundred_mails_a_day_the_others_are_counted_once(offices: Acting, sql: Sql) -> None:
    mails = [mail_from(f"{number}@example.com", AT, size=number) for number in range(DAY_LIMIT + 2)]
    said = [take(mail).words for mail in (*mails, mails[-1])]
    assert [bool(words) for words in said[-4:]] == [True, False, False, False]
    assert sql.value("SELECT count(*) FROM unregistered_mail WHERE sender IS NULL AND subject = ''") == 2
    assert len(in_transaction(list_mails)) == DAY_LIMIT
    offices.on("2026-03-06").system.do("note_strangers")
    assert sql.rows(DAYS) == [("2026-03-05", DAY_LIMIT + 2, DAY_LIMIT, "2026-03-06")]


def test_what_two_readers_find_at_once_is_kept_once(offices: Acting, sql: Sql, together: Together) -> None:
    day = BusinessDay(offices.day, moment(AT))
    mail = mail_from(STRANGER, AT)
    results = together(*[lambda session: set_apart(session, MailGiven(mail), day)] * 2)
    assert sorted(each.counts["mails"] for each in results) == [0, 1]
    assert len(sql.rows(KEPT)) == 1


def test_two_runs_at_once_note_a_day_once(offices: Acting, sql: Sql, together: Together) -> None:
    take(mail_from(STRANGER, AT))
    tomorrow = offices.on("2026-03-06").system
    results = together(*[lambda session: tomorrow.within(session, "note_strangers")] * 2)
    assert sorted(each.counts["days"] for each in results) == [0, 1]
    assert len(sql.rows(DAYS)) == 1


def test_a_run_that_began_before_midnight_adds_nothing_to_a_day_that_is_noted(
    offices: Acting, sql: Sql, violations: Violations
) -> None:
    take(mail_from(STRANGER, AT))
    offices.on("2026-03-06").system.do("note_strangers")
    take(mail_from(STRANGER, "2026-03-05 23:59"))
    assert [day for _, day, _ in sql.rows(KEPT)] == ["2026-03-05", "2026-03-06"]
    assert violations() == []


def test_what_was_received_ninety_days_ago_is_not_kept_again(offices: Acting, sql: Sql) -> None:
    mail = mail_from(STRANGER, AT)
    take(mail)
    offices.on("2026-03-06").system.do("note_strangers")
    forget("2026-06-03")
    assert sql.rows(KEPT) == []
    assert take(mail, at="2026-06-03 08:00").counts == {"mails": 0}
    assert sql.rows(KEPT) == []
