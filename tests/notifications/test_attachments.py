"""Answer sheets travel with the mails that ask for answers: made before, named by the message, sealed, sent again."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from models.database import begin
from models.ledger.attachments import digest_of
from models.rules.answer_form import COVER
from notifications.attachments import drafts_of
from notifications.drafts import LIMIT, Files
from tests.answers import fill_in, give_back
from tests.conftest import counting, rehearse
from tests.notifications.conftest import KEY, claim, instant

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from deployments.loopback.mail import MailServer
    from deployments.loopback.wecom import WeComServer
    from tests.conftest import Acting, Sql, Violations
    from tests.notifications.conftest import Post

MORNING = "2026-03-05 09:00"
LATER = "2026-03-05 09:20"
FIRST, SECOND = "d001@example.org", "d002@example.org"
NAMED = "SELECT r.address, f ->> 'name', f ->> 'digest' FROM message m JOIN recipient r ON r.id = m.recipient_id, "
NAMED += "jsonb_array_elements(m.attachments) f ORDER BY m.id"
RESULT = """
INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, payload, act_id, created_on)
SELECT jurisdiction_id, 'concluded', 'evaluation/2026-1/D001', '1', 'office', :department, CAST(:payload AS jsonb),
    act_id, created_on
FROM notice ORDER BY id LIMIT 1
"""
PHONE = {"部门编码": "AGENCY", "角色": "联络员", "姓名": "王芳", "手机": "13800000009"}


def mails_to(mail: MailServer, address: str) -> list[EmailMessage]:
    return [each.message for each in mail.received if each.recipient == address]


def files_of(message: EmailMessage) -> dict[str, bytes]:
    return {str(part.get_filename()): part.get_content() for part in message.iter_attachments()}


def words_of(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def pages(content: bytes) -> list[str]:
    return list(load_workbook(BytesIO(content)).sheetnames)


@pytest.fixture
def meeting(letters: Acting) -> Acting:
    """On 1 April each office is told of two duties: the check of April and the meeting of the first quarter."""
    april = letters.on("2026-04-01")
    april.open("monthly_check", "2026-04")
    april.open("quarterly_meeting", "2026Q1")
    return april


@pytest.mark.usefixtures("letters")
def test_a_mail_about_a_duty_carries_its_sheet_and_says_how_to_answer(
    post: Post, sql: Sql, mail: MailServer, violations: Violations
) -> None:
    post.at(MORNING)
    [message] = mails_to(mail, FIRST)
    [(name, content)] = files_of(message).items()
    assert name == "第001厅_2026年3月月度检查_回复表.xlsx"
    assert pages(content) == [COVER, "2026年3月月度检查"]
    for kind in ("plain", "html"):
        assert "第001厅_2026年3月月度检查_回复表.xlsx" in words_of(message, kind)
        assert "填好白色单元格，保存后作为附件直接回复本邮件" in words_of(message, kind)
    assert sql.rows(NAMED)[0] == (FIRST, name, digest_of(content))
    assert violations() == []


@pytest.mark.usefixtures("letters")
def test_the_sheet_that_came_by_mail_is_an_answer(
    post: Post, letters: Acting, mail: MailServer, tmp_path: Path
) -> None:
    post.at(MORNING)
    [content] = files_of(mails_to(mail, SECOND)[0]).values()
    place = tmp_path / "回复.xlsx"
    place.write_bytes(content)
    answered = fill_in(place, rows={"T003": {"进度（%）": 20, "状态": "进行中"}})
    assert give_back(letters.on("2026-03-30"), answered, office="D002").counts["lines"] == 1


def test_a_digest_of_several_duties_has_one_workbook_with_a_sheet_for_each(
    meeting: Acting, post: Post, mail: MailServer
) -> None:
    post.at(f"{meeting.day} 09:00")
    for address in (FIRST, SECOND):
        [message] = mails_to(mail, address)
        [content] = files_of(message).values()
        assert (
            pages(content)
            == [COVER, "2026年第一季度分析会", "2026年4月月度检查", "2026年3月月度检查"][:1] + pages(content)[1:]
        )
        assert {"2026年4月月度检查", "2026年3月月度检查"} <= set(pages(content))
        assert pages(content)[4:] == ["联络员变更和委托"]  # with the opening of the quarter's meeting


def test_the_list_of_missing_items_brings_the_sheet_to_contest_them(
    letters: Acting, post: Post, mail: MailServer, sql: Sql, tmp_path: Path
) -> None:
    letters.on("2026-12-01").open("year_end_check", "2026")
    january = letters.on("2027-01-11")
    january.open("year_end_reverification", "2026")
    january.system.do("compare_filings")
    post.at("2027-01-11 09:00")
    message = next(each for each in mails_to(mail, FIRST) if "对缺项有异议的" in words_of(each))
    [content] = files_of(message).values()
    (place := tmp_path / "回复.xlsx").write_bytes(content)
    titles = pages(place.read_bytes())
    page = titles.index("2026年年终复核缺项申诉")
    fill_in(place, rows={"T001": {"申诉理由": "12月已交"}}, page=page)
    give_back(january, place, page=page - 1)
    assert sql.column("SELECT subject_key FROM appeal") == ["2026/D001/T001"]


def test_a_result_that_is_told_brings_the_sheet_to_contest_it(
    letters: Acting, post: Post, mail: MailServer, sql: Sql
) -> None:
    department = sql.value("SELECT id FROM department WHERE code = 'D001'")
    told = {
        "kind": "总体评价",
        "key": "2026-1/D001",
        "text": "完成情况一般。",
        "target": "",
        "about": "核查2026-1的总体评价",
    }
    sql.sealed(RESULT, department=department, payload=json.dumps(told))
    post.at(f"{letters.day} 09:00")
    message = next(each for each in mails_to(mail, FIRST) if "总体评价" in words_of(each))
    [content] = files_of(message).values()
    assert "申诉：核查2026-1的总体评价" in pages(content)
    assert "填写随信的申诉表" in words_of(message)


def test_a_delegation_brings_the_sheets_of_the_uploads_that_the_department_owes_now(
    letters: Acting, post: Post, mail: MailServer
) -> None:
    project = {"编号": "K001", "年度": "2026", "目标名称": "机场", "责任部门": "D001", "是否重点项目": "是"}
    letters.take("targets", project, {**project, "编号": "K002", "目标名称": "港口"})
    post.at(MORNING)
    for month in ("2026-03", "2026-04"):
        letters.on(f"{month}-05").open("cloud_monitoring", month)
    letters.on("2026-04-07").do("delegate_upload", target="K001")
    post.at("2026-04-07 09:00")
    [content] = files_of(mails_to(mail, FIRST)[-1]).values()
    assert pages(content) == [COVER, "2026年4月目标云上传“机场”"]  # that of March was overdue and stays with the agency
    letters.on("2026-04-08").do("take_back_upload", target="K001", reason="部门无设备")
    post.at("2026-04-08 09:00")
    assert files_of(mails_to(mail, FIRST)[-1]) == {}


def test_who_has_no_liaison_is_told_with_a_sheet_to_name_one_until_it_is_named(
    letters: Acting, post: Post, mail: MailServer, tmp_path: Path
) -> None:
    letters.report("D001", "2026-03", "T001", "T002")
    letters.system.do("watch_liaisons")
    post.at(MORNING)
    [content] = files_of(mails_to(mail, FIRST)[0]).values()
    assert pages(content) == [COVER, "指派联络员"]
    [other] = files_of(mails_to(mail, SECOND)[0]).values()
    assert pages(other) == [COVER, "2026年3月月度检查", "指派联络员"]
    place = tmp_path / "回复.xlsx"
    place.write_bytes(content)
    answered = fill_in(place, {"联络员姓名": "李明", "邮箱": "liming@example.org"})
    assert give_back(letters.on("2026-03-06"), answered).counts["appointed"] == 1
    post.at("2026-03-06 09:00")
    [told] = [message for message in mails_to(mail, FIRST)[1:] if "可以代您单位回复" in str(message["Subject"])]
    assert "李明（liming@example.org）已登记为您单位的联络员" in words_of(told)
    assert files_of(told) == {}


def test_a_robot_and_the_agency_get_no_file_and_the_robot_says_where_it_is(
    letters: Acting, post: Post, sql: Sql, mail: MailServer, robots: WeComServer
) -> None:
    letters.take("departments", {"编码": "AGENCY", "名称": "目标办", "目标办邮箱": "agency@example.org"})
    letters.system.do("watch_liaisons")
    post.at(MORNING)
    assert [address for address, *_ in sql.rows(NAMED)] == [FIRST, SECOND]
    assert [files_of(message) for message in mails_to(mail, "agency@example.org")] == [{}]
    [message] = robots.received
    assert (message.key, message.content.splitlines()[-1]) == (
        KEY,
        "回复表见发到邮箱的邮件附件，填好后回复该邮件即可。",
    )


def test_a_sheet_says_who_is_to_be_phoned_and_so_does_every_mail(letters: Acting, post: Post, mail: MailServer) -> None:
    letters.take("contacts", PHONE)
    letters.take("departments", {"编码": "AGENCY", "名称": "目标办", "目标办邮箱": "agency@example.org"})
    letters.system.do("watch_liaisons")
    post.at(MORNING)
    for each in mail.received:
        assert "如有疑问，请联系目标绩效管理机构王芳，13800000009。" in words_of(each.message)
        assert "王芳，13800000009" in words_of(each.message, "html")


@pytest.mark.usefixtures("letters")
def test_answers_and_what_cannot_be_delivered_go_to_the_inbox(post: Post, mail: MailServer) -> None:
    post.at(MORNING, reply_to="huifu@example.org")
    assert {each.sender for each in mail.received} == {"huifu@example.org"}
    assert {str(each.message["Reply-To"]) for each in mail.received} == {"huifu@example.org"}
    assert {str(each.message["From"]) for each in mail.received} == {"mubiao@example.org"}


@pytest.mark.usefixtures("letters")
def test_without_an_inbox_answers_go_to_the_sender(post: Post, mail: MailServer) -> None:
    post.at(MORNING)
    assert {(each.sender, str(each.message["Reply-To"])) for each in mail.received} == {("mubiao@example.org",) * 2}


@pytest.mark.usefixtures("letters")
def test_a_reclaim_after_a_kill_sends_the_same_files_under_the_same_number(
    post: Post, sql: Sql, mail: MailServer, violations: Violations
) -> None:
    held = {claim.letter.address: claim for claim in post.hold(MORNING)}
    before = sql.rows(NAMED)
    assert [(address, *(file.name for file in held[address].files)) for address, *_ in before] == [
        (FIRST, "第001厅_2026年3月月度检查_回复表.xlsx"),
        (SECOND, "第002厅_2026年3月月度检查_回复表.xlsx"),
    ]
    post.at(LATER, worker="乙")
    for address, name, digest in before:
        [message] = mails_to(mail, address)
        assert message["Message-ID"] == held[address].letter.message_id
        assert {name: digest_of(content) for name, content in files_of(message).items()} == {name: digest}
    assert sql.rows(NAMED) == before
    assert violations() == []


@pytest.mark.usefixtures("letters")
def test_a_retry_on_another_day_sends_the_bytes_of_the_first_day(post: Post, sql: Sql, mail: MailServer) -> None:
    mail.answer("451 4.3.0 try later", to=FIRST)
    post.at("2026-03-05 17:29")
    digests = sql.rows(NAMED)
    post.at("2026-03-06 09:00")
    [content] = files_of(mails_to(mail, FIRST)[0]).values()
    assert (FIRST, "第001厅_2026年3月月度检查_回复表.xlsx", digest_of(content)) in digests


def test_above_the_limit_only_the_first_due_duty_is_attached_and_the_mail_says_who_has_the_rest(
    meeting: Acting, post: Post, mail: MailServer
) -> None:
    meeting.take("contacts", PHONE)
    post.at(f"{meeting.day} 09:00", most_attached=1000)
    [message] = mails_to(mail, FIRST)
    [content] = files_of(message).values()
    assert pages(content) == [COVER, "2026年3月月度检查"]
    assert "附件“第001厅_2026年3月月度检查_回复表.xlsx”是最早到期的“2026年3月月度检查”的回复表：" in words_of(message)
    assert "全部回复表过大，没有附上，其余各表请向贵州省目标绩效管理机构王芳，13800000009索取。" in words_of(message)
    assert LIMIT == 5 * 1024 * 1024


@pytest.mark.usefixtures("letters")
def test_without_a_key_mails_go_without_a_sheet_and_say_nothing_of_one(post: Post, sql: Sql, mail: MailServer) -> None:
    sql("DELETE FROM sealed_answer_key")
    sql("DELETE FROM answer_key")
    assert post.at(MORNING).counts["sent"] == 3
    for each in mail.received:
        assert files_of(each.message) == {}
        assert "回复表" not in words_of(each.message)


@pytest.mark.usefixtures("letters")
def test_a_rehearsal_marks_its_sheets(post: Post, mail: MailServer) -> None:
    rehearse()
    post.at(MORNING)
    [(name, content)] = files_of(mails_to(mail, FIRST)[0]).items()
    assert name == "【演练】第001厅_2026年3月月度检查_回复表.xlsx"
    assert load_workbook(BytesIO(content)).worksheets[0]["A1"].value == "【演练】第001厅回复表"


def test_a_duty_that_ended_between_the_making_and_the_claim_is_left_out(
    meeting: Acting, post: Post, sql: Sql, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered = iter([("D001", "2026-03", "T001", "T002")])
    # After the drafts are read.
    monkeypatch.setattr(Files, "make_room", lambda _files: [meeting.report(*each) for each in entered])
    post.at(f"{meeting.day} 09:00")
    [first], [second] = (files_of(mails_to(mail, address)[0]).values() for address in (FIRST, SECOND))
    owed = ["2026年第一季度分析会", "2026年4月月度检查", "联络员变更和委托"]
    assert pages(first) == [COVER, *owed]
    assert pages(second) == [COVER, "2026年3月月度检查", *owed]
    assert sql.column("SELECT digest FROM attachment ORDER BY 1") == sorted(map(digest_of, (first, second)))


def test_a_reminder_and_an_overdue_notice_attach_the_sheet_again(letters: Acting, post: Post, mail: MailServer) -> None:
    post.at(MORNING)
    for day, count in (("2026-03-27", 1), ("2026-03-31", 2), ("2026-04-01", 3)):
        letters.on(day).system.do("remind")
        post.at(f"{day} 09:00")
        [*_, message] = mails_to(mail, FIRST)
        assert pages(next(iter(files_of(message).values()))) == [COVER, "2026年3月月度检查"], (day, count)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE attachment SET content = set_byte(content, 100, 0)", "内容被更改，与校验码不符。"),
        ("UPDATE attachment SET content = NULL", "的内容被删除，消息办结尚不满90天。"),
        ("DELETE FROM attachment", "附件“第001厅_2026年3月月度检查_回复表.xlsx”被删除。"),
        ("UPDATE attachment SET digest = 'x' || digest", "附件“第001厅_2026年3月月度检查_回复表.xlsx”被删除。"),
        ("UPDATE message SET attachments = NULL", "被更改，与封存时不符。"),
        ("UPDATE message SET attachments = attachments || attachments", "被更改，与封存时不符。"),
        ("UPDATE message SET attachments = '[]' WHERE attachments IS NULL", "被更改，与封存时不符。"),
    ],
)
@pytest.mark.usefixtures("letters")
def test_a_changed_removed_or_added_attachment_is_named(
    post: Post, sql: Sql, violations: Violations, change: str, words: str
) -> None:
    post.hold(MORNING)
    assert violations() == []
    sql(change)
    assert [each for each in violations() if words in each]


@pytest.mark.usefixtures("letters")
def test_a_message_whose_file_was_changed_is_not_sent(post: Post, sql: Sql, mail: MailServer) -> None:
    post.hold(MORNING)
    sql("UPDATE attachment SET content = set_byte(content, 100, 0)")
    assert post.at(LATER, worker="乙").counts == {"sent": 1, "waiting": 0, "parked": 2}
    assert mail.received == []
    assert "附件不在库中或被更改" in sql.value("SELECT reason FROM message WHERE state = 'parked' LIMIT 1")


@pytest.mark.usefixtures("letters")
def test_bytes_go_ninety_days_after_the_mail_and_name_and_digest_stay(
    post: Post, sql: Sql, violations: Violations
) -> None:
    kept = "SELECT count(*), count(content) FROM attachment"
    post.at(MORNING)
    named = sql.rows(NAMED)
    post.at("2026-06-03 08:59")
    assert sql.rows(kept) == [(2, 2)]
    post.at("2026-06-03 09:01")
    assert (sql.rows(kept), sql.rows(NAMED)) == ([(2, 0)], named)
    assert violations() == []


@pytest.mark.usefixtures("letters")
def test_bytes_stay_while_a_message_may_still_be_sent(post: Post, sql: Sql, mail: MailServer) -> None:
    mail.answer("550 5.1.1 no such user", to=FIRST, stage="RCPT")
    post.at(MORNING)
    post.at("2026-06-03 09:01")
    assert sql.rows("SELECT count(*), count(content) FROM attachment") == [(2, 1)]


def test_the_statements_of_a_claim_do_not_grow_with_the_mails(meeting: Acting, post: Post) -> None:
    post.address(f"{meeting.day}")
    counted = []
    for batch in (1, 2):
        with begin() as session, counting() as total:
            held = claim(session, instant(f"{meeting.day} 09:00"), channels=["mail"], batch=batch)
            assert [len(each.files) for each in held] == [1] * batch
            counted.append(total[0])
            session.rollback()
    assert counted[0] == counted[1]


def test_sheets_are_made_once_until_an_act_or_a_notice_changes_them(meeting: Acting, post: Post, sql: Sql) -> None:
    post.address(f"{meeting.day}")
    files, [first, *_], day = Files(), sql.column("SELECT DISTINCT recipient_id FROM delivery ORDER BY 1"), meeting.day

    def drafted() -> tuple[str, bool]:
        with begin() as session, counting() as total:
            [draft] = drafts_of(session, [first], day, files)[first]
        return draft.content, total[0] > len(("the head of the ledger", "the deliveries"))

    before = drafted()
    assert [before[1], drafted()] == [True, (before[0], False)]
    meeting.report("D001", "2026-03", "T001", "T002")
    after = drafted()
    assert after[1]
    assert after[0] != before[0]
    sql("UPDATE delivery SET cancelled = '试' WHERE id = (SELECT min(id) FROM delivery)")
    assert drafted()[1]


def test_a_target_that_was_marked_while_a_mail_waits_is_not_in_the_sheet_that_is_sent(
    letters: Acting, post: Post, sql: Sql, mail: MailServer, violations: Violations
) -> None:
    mail.answer("451 4.3.0 try later", to=FIRST)
    post.at(MORNING)
    sql.sealed(
        "UPDATE message SET text = '', subject = '' WHERE state = 'waiting'"
    )  # only the file names the target now
    secret = {"target": "T002", "marking": "工作秘密", "reason": "涉及未公开规划"}
    assert letters.do("mark_secret", **secret).counts["kept_back"] == 1
    post.at(LATER)
    [content] = files_of(mails_to(mail, FIRST)[0]).values()
    cells = [cell.value for row in load_workbook(BytesIO(content)).worksheets[1].iter_rows() for cell in row]
    assert "目标T002（工作秘密）" in cells
    assert "目标T002" not in cells
    assert violations() == []


def test_a_duty_with_lines_names_ten_targets_at_most(march: Acting, post: Post, mail: MailServer) -> None:
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": FIRST})
    issued = {"年度": "2026", "责任部门": "D001", "下达日期": "2026-02-27"}
    march.take("targets", *({**issued, "编号": f"N{n:02}", "目标名称": f"新目标{n:02}"} for n in range(12)))
    march.on("2026-04-01").open("monthly_check", "2026-04")
    post.at("2026-04-01 09:00")
    named = "、".join(f"新目标{n:02}" for n in range(10))
    [message] = mails_to(mail, FIRST)
    for kind in ("plain", "html"):
        assert f"{named}等14项。" in words_of(message, kind)
        assert "目标T001、目标T002。" in words_of(message, kind)


def test_one_mailbox_of_two_offices_gets_a_workbook_for_each(letters: Acting, post: Post, mail: MailServer) -> None:
    letters.take("departments", {"编码": "D002", "名称": "第002厅", "目标办邮箱": FIRST})
    post.at(MORNING)
    [message] = mails_to(mail, FIRST)
    assert sorted(files_of(message)) == [
        "第001厅_2026年3月月度检查_回复表.xlsx",
        "第002厅_2026年3月月度检查_回复表.xlsx",
    ]


def test_what_is_due_within_three_working_days_comes_along(letters: Acting, post: Post, mail: MailServer) -> None:
    post.at(MORNING)
    for day, expected in (("2026-03-25", 2), ("2026-03-26", 3)):  # the check of March is due on Tuesday the 31st
        later = letters.on(day)
        later.lists("T001" if expected == 2 else "T002", "未完成", day)
        later.do("set_limit", target="T001" if expected == 2 else "T002", limit="2026-05-20")
        post.at(f"{day} 09:00")
        [*_, message] = mails_to(mail, FIRST)
        [content] = files_of(message).values()
        assert len(pages(content)) == expected, (day, pages(content))
