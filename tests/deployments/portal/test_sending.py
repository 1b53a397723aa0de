"""What is sent of a form: kept, tried, taken or returned with its faults; drafts, files, changes meanwhile."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from deployments.act_entry import perform_act
from deployments.portal.app import tidy
from deployments.portal.kept_texts import LONGEST_NUMBER, SENT_OTHERWISE
from models.ledger.evidence.store import evidence_store
from models.ledger.secrecy.markings import mark_secret
from tasks.settings import settings
from tests.deployments.portal.test_acts import other

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Sql
    from tests.deployments.portal.conftest import Desk

MARCH, OWN_COPY = "/duty/2", "/duty/2?copy=1"
KEPT_FILES = f"??/{'?' * 64}"  # their SHA-256
JPEG = b"\xff\xd8\xff" + b"0" * 100


def send(desk: Desk, files: object = None, **fields: str) -> str:
    """Fill in the fields of T003 and send; returns the page that comes then."""
    given = {**desk.form(MARCH), **{f"T003.{name}": value for name, value in fields.items()}}
    return desk.follow(desk.post(MARCH, files=files, **given, do="send"))


def test_a_sound_answer_is_taken_in_the_name_of_the_person(signed_in: Desk, sql: Sql) -> None:
    page = send(signed_in, progress="60", remark="正在建设")
    assert "已收到。“第002厅”2026-03已填报1项" in page
    assert sql.rows("SELECT progress, remark FROM report_line WHERE progress IS NOT NULL") == [(60, "正在建设")]
    block = "SELECT actor, role, known, entered_by, source FROM block WHERE act = 'take_answer'"
    assert sql.rows(block) == [("第002厅 李明", "office", "signed", "", {"account": "网页账号1"})]
    assert sql.value("SELECT count(*) FROM page_draft") == 0
    assert sql.rows("SELECT file, known FROM answer") == [("网页", "signed")]
    assert "本事项已经办结；再提交的作为修改" in signed_in.page(MARCH)


def test_a_form_that_was_taken_does_nothing_again_and_a_changed_one_is_kept(signed_in: Desk, sql: Sql) -> None:
    given = {**signed_in.form(MARCH), "T003.progress": "60", "do": "send"}
    for _ in range(2):
        assert "已收到" in signed_in.follow(signed_in.post(MARCH, **given))
    assert sql.value("SELECT count(*) FROM page_draft") == 0
    shown = signed_in.follow(signed_in.post(MARCH, **{**given, "T003.progress": "70"}))
    assert SENT_OTHERWISE in shown
    assert 'value="70"' in shown
    assert sql.column("SELECT progress FROM report_line WHERE progress IS NOT NULL") == [60]
    assert sql.value("SELECT count(*) FROM block WHERE act = 'take_answer'") == 1
    assert "已收到" in send(signed_in, progress="70")
    assert sql.column("SELECT progress FROM report_line WHERE progress IS NOT NULL ORDER BY progress") == [60, 70]


def test_a_refusal_does_not_name_what_is_marked(signed_in: Desk) -> None:
    for said in "“目标T001”应在0到100之间", "应在0到100之间":
        shown = send(signed_in, progress="目标T001")
        assert said in shown
        signed_in.acting.do("mark_secret", target="T001", year=2026, marking="工作秘密", reason="涉密")
    assert "“目标T001”" not in shown


def test_a_fault_stands_at_its_field_and_what_was_typed_stays(signed_in: Desk, sql: Sql) -> None:
    page = send(signed_in, progress="很多", remark="正在建设")
    assert '<a href="#T003.progress">进度（%）“很多”应在0到100之间，请填数字或百分数</a>' in page
    assert 'value="很多"' in page
    assert ">正在建设</textarea>" in page
    assert 'aria-invalid="true" aria-describedby="T003.progress-fault"' in page
    assert sql.value("SELECT count(*) FROM report") == 0
    assert "已收到" in send(signed_in, progress="60")


def test_a_form_is_kept_by_the_button_and_by_the_script(signed_in: Desk, sql: Sql) -> None:
    given = {**signed_in.form(MARCH), "T003.progress": "45", "do": "save"}
    assert "已暂存，10:00，还没有提交" in signed_in.follow(signed_in.post(MARCH, **given))
    assert signed_in.get(f"{MARCH}/saved").json()["at"] == "10:00"
    assert 'value="45"' in signed_in.get(MARCH).text
    assert sql.value("SELECT count(*) FROM report") == 0


def test_two_people_who_edit_one_form_are_told_of_each_other(signed_in: Desk, sql: Sql) -> None:
    given = signed_in.form(MARCH)
    signed_in.post(MARCH, **{**given, "T003.progress": "45", "do": "save"})
    sql('UPDATE page_draft SET content = content || \'{"T404.remark": "不在表中"}\'')
    page = signed_in.follow(signed_in.post(MARCH, **{**given, "T003.progress": "50", "do": "save"}))
    assert "不在表中" not in page
    assert "您在另一个网页上也于10:00作了暂存，您的内容另行保存，没有采用" in page
    assert '<td><a href="#T003.progress">T003 进度（%）</a></td><td>45</td><td>50</td>' in page
    assert sql.value("SELECT content ->> 'T003.progress' FROM page_draft WHERE account_id IS NULL") == "45"
    assert "填的内容与本事项的暂存不同，另行保存着" in signed_in.page(MARCH)
    again = {**signed_in.form(OWN_COPY), "T003.progress": "50"}
    assert "已收到" in signed_in.follow(signed_in.post(MARCH, **again, do="send"))
    assert sql.value("SELECT count(*) FROM page_draft") == 0


def test_a_form_whose_draft_is_gone_keeps_what_was_typed(signed_in: Desk, sql: Sql) -> None:
    given = signed_in.form(MARCH)
    signed_in.post(MARCH, **{**given, "T003.progress": "45", "do": "save"})
    late = {**given, "version": str(sql.value("SELECT version FROM page_draft")), "T003.progress": "50", "request": "x"}
    sql("DELETE FROM page_draft")
    page = signed_in.follow(signed_in.post(MARCH, **late, do="send"))
    assert "暂存已经提交或者删除，您的内容另行保存，没有提交" in page
    assert 'value="50"' in page


def test_files_are_kept_with_the_draft_and_become_evidence(signed_in: Desk, sql: Sql, tmp_path: Path) -> None:
    chosen = [
        ("T003.evidence", ("现场.jpg", JPEG, "image/jpeg")),
        ("T003.evidence", ("现场.jpg", JPEG + b"2", "image/jpeg")),
    ]
    page = send(signed_in, chosen, progress="很多")
    assert "现场.jpg（" in page
    assert "现场（2）.jpg（" in page
    assert len(list((tmp_path / "page").glob(KEPT_FILES))) == 2
    second = sql.value("SELECT max(id) FROM page_draft_file")
    signed_in.post(MARCH, **{**signed_in.form(MARCH), "T003.progress": "60", "remove": str(second)})
    assert sql.column("SELECT name FROM page_draft_file") == ["现场.jpg"]
    assert "新增印证材料1份" in send(signed_in, progress="60")
    assert sql.column("SELECT file_name FROM evidence_use") == ["现场.jpg"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("IMG_1.heic", b"\x00\x00\x00\x18ftypheic" + b"0" * 90, "是HEIC图片"), ("大.mp4", b"0" * (51 * 2**20), "过大")],
)
def test_a_file_that_cannot_be_taken_is_said_and_nothing_is_kept(
    signed_in: Desk, sql: Sql, name: str, content: bytes, words: str
) -> None:
    given = {**signed_in.form(MARCH), "T003.progress": "60", "do": "send"}
    answer = signed_in.post(MARCH, files=[("T003.evidence", (name, content, "image/jpeg"))], **given)
    page = signed_in.follow(answer)
    assert (words in page, 'value="60"' in page) == (True, True)
    assert sql.value("SELECT count(*) FROM page_draft_file") == 0
    assert sql.value("SELECT count(*) FROM report") == 0


def test_the_files_that_can_be_kept_are_kept_with_one_that_cannot(signed_in: Desk, sql: Sql) -> None:
    contents = {
        "一.jpg": JPEG,
        "二.heic": b"\x00\x00\x00\x18ftypheic" + b"0" * 90,
        "三.pdf": b"",
        "四.jpg": JPEG + b"4",
    }
    chosen = [("T003.evidence", (name, content, "image/jpeg")) for name, content in contents.items()]
    page = signed_in.follow(signed_in.post(MARCH, files=chosen, **{**signed_in.form(MARCH), "do": "send"}))
    assert ("“二.heic”是HEIC图片" in page, "“三.pdf”是空文件" in page) == (True, True)
    assert sql.column("SELECT name FROM page_draft_file ORDER BY id") == ["一.jpg", "四.jpg"]
    assert sql.value("SELECT count(*) FROM report") == 0


def test_more_than_twenty_files_are_refused(signed_in: Desk) -> None:
    chosen = [("T003.evidence", (f"{number}.jpg", JPEG, "image/jpeg")) for number in range(21)]
    assert "最多附20个文件" in signed_in.follow(signed_in.post(MARCH, files=chosen, **signed_in.form(MARCH)))


def test_what_changed_since_the_form_was_opened_is_said_and_sending_is_asked_for_once_more(
    signed_in: Desk, sql: Sql
) -> None:
    given = {**signed_in.form(MARCH), "T003.progress": "60", "do": "send"}
    page = signed_in.follow(signed_in.post(MARCH, **{**given, "T003.check": "OLD-CHECK"}))
    assert "变动的各行已经标出" in page
    assert "这一行有变动，请核对" in page
    version = str(sql.value("SELECT version FROM page_draft"))
    page = signed_in.follow(signed_in.post(MARCH, **{**given, "version": version, "code": "OLD"}))
    assert "打开网页以后本事项有变动" in page
    assert sql.value("SELECT count(*) FROM report") == 0
    assert "已收到" in send(signed_in, progress="60")


def test_what_was_typed_of_a_target_that_is_marked_meanwhile_is_deleted(signed_in: Desk, sql: Sql) -> None:
    chosen = [("T003.evidence", ("现场.jpg", JPEG, "image/jpeg"))]
    send(signed_in, chosen, progress="很多", remark="三号工地")
    sql('UPDATE page_draft SET content = content || \'{"other": "1"}\'')
    bytes_of = sql.value("SELECT sha256 FROM page_draft_file")
    perform_act(mark_secret, {"target": "T003", "year": 2026, "marking": "工作秘密", "reason": "涉密"})
    assert not evidence_store().drafts().exists(bytes_of)
    kept = sql.value("SELECT content FROM page_draft")
    assert {"other"} <= kept.keys()
    assert not any(name.startswith("T003.") for name in kept)
    assert sql.value("SELECT count(*) FROM page_draft_file") == 0
    page = signed_in.get(MARCH).text
    assert "T003.progress" not in page
    assert "请按保密规定送纸质材料" in page


def test_a_version_that_is_no_number_of_a_draft_is_that_of_a_new_one(signed_in: Desk) -> None:
    given = {**signed_in.form(MARCH), "T003.progress": "45", "do": "save", "version": "9" * LONGEST_NUMBER}
    assert "已暂存" in signed_in.follow(signed_in.post(MARCH, **given))
    assert "作了暂存，您的内容另行保存" in signed_in.follow(signed_in.post(MARCH, **given))


def test_a_session_that_ends_while_one_types_loses_nothing(signed_in: Desk, sql: Sql) -> None:
    given = {**signed_in.form(MARCH), "T003.progress": "45", "do": "send"}
    answer = signed_in.at(10, 40).post(MARCH, **given)
    assert (answer.status_code, answer.headers["location"], answer.text) == (303, "/in?next=/duty/2", "")
    assert sql.value("SELECT content ->> 'T003.progress' FROM page_draft") == "45"
    assert sql.value("SELECT count(*) FROM report") == 0
    signed_in.sign_in()
    assert 'value="45"' in signed_in.get(MARCH).text


@pytest.mark.parametrize("ended", ["contact", "late", "forged"])
def test_a_form_that_comes_too_late_or_has_no_session_is_not_kept(signed_in: Desk, sql: Sql, ended: str) -> None:
    given = {**signed_in.form(MARCH), "T003.progress": "45", "do": "send"}
    if ended == "contact":
        sql("UPDATE contact SET valid_to = '2026-03-04' WHERE name = '李明'")
    if ended == "forged":
        given["token"] = "another"  # noqa: S105 - a wrong one
    assert signed_in.at(23 if ended == "late" else 10, 40).post(MARCH, **given).status_code == 303
    assert sql.value("SELECT count(*) FROM page_draft") == 0


def test_a_later_mail_takes_the_place_of_a_page_answer_and_an_earlier_one_does_not(signed_in: Desk, sql: Sql) -> None:
    send(signed_in, progress="60")
    assert sql.value("SELECT received_at FROM answer").hour == 10


def test_a_draft_and_its_files_go_when_another_person_answers(signed_in: Desk, sql: Sql) -> None:
    send(signed_in, [("T003.evidence", ("现场.jpg", JPEG, "image/jpeg"))], progress="很多")
    given = {**signed_in.form(MARCH), "T003.progress": "45", "do": "save"}
    told = {"department": "D002", "period": "2026-03", "lines": '[{"target": "T003", "progress": "50"}]'}
    agency = other(signed_in)
    assert "已办理" in agency.act("submit_report", **told, **{"about.by": "D002/李明", "about.source": "电话"})
    assert sql.value("SELECT count(*) FROM page_draft") == 0
    assert "很多" not in signed_in.get(MARCH).text
    assert 'value="45"' in signed_in.follow(signed_in.post(MARCH, **given))
    [file] = (settings().home / "page").glob(KEPT_FILES)
    os.utime(file, (0, 0))
    tidy()
    assert not file.exists()
