"""The template context, queried at the moment a message is frozen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.database import begin
from models.ledger.day_runs import count_end
from models.rules.answer_form import EXAMPLE
from models.rules.secrecy import TOLD_FIELDS, WITHHELD, Secret, Secrets
from notifications.facts import contexts_of
from notifications.render import render
from notifications.samples import SAMPLES
from notifications.samples.parts import ROAD, WATER
from tests.databases import story
from tests.mails import in_transaction
from tests.mails import moment as instant

if TYPE_CHECKING:
    from deployments.loopback.mail import MailServer
    from deployments.loopback.wecom import WeComServer
    from tests.conftest import Acting, Sql, Violations
    from tests.notifications.conftest import Post

OFFICE = "d001@example.org"
Contexts = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def contexts(post: Post, sql: Sql) -> Contexts:
    """Returns the contexts of everything sent to a mailbox on a day, in the order of its message."""

    def read(day: str, box: str = OFFICE) -> list[dict[str, Any]]:
        post.address(day)
        ids = sql.column("SELECT v.id FROM delivery v JOIN recipient r ON r.id = recipient_id AND address = :a", a=box)
        with begin() as session:
            now = datetime.fromisoformat(f"{day}T09:00:00+08:00")
            return [context for _, context in contexts_of(session, ids, now.date(), now)]

    return read


def listed(letters: Acting, limit: str) -> None:
    letters.lists("T001", "未完成", "2026-03-04")
    letters.do("set_limit", target="T001", limit=limit)


@pytest.mark.usefixtures("letters")
def test_a_duty_comes_with_its_deadline_its_reason_and_the_days_left(contexts: Contexts) -> None:
    [context] = contexts("2026-03-05")
    duty = context["duty"]
    assert (context["department"], context["audience"], context["today"]) == ("第001厅", "office", date(2026, 3, 5))
    assert (duty["key"], duty["period"], duty["clause"], duty["title"]) == (
        "monthly_check",
        "2026-03",
        "3-6.1.1",
        "2026年3月月度检查",
    )
    assert (duty["due"], duty["days_left"], duty["provisional"]) == (date(2026, 3, 31), 18, False)
    assert duty["why"].startswith("《目标管控》6.1.1")


def test_the_agency_reads_number_department_and_duty_of_each_urging_as_it_is_when_sent(
    letters: Acting, contexts: Contexts, sql: Sql
) -> None:
    letters.take("departments", {"编码": "AGENCY", "名称": "省目标绩效管理机构", "目标办邮箱": "agency@example.org"})
    letters.on("2026-04-01").system.do("propose_urgings")
    letters.on("2026-04-01").system.do("tell_agency_day")
    letters.on("2026-04-01").report("D002", "2026-03", "T003")
    first, *_ = contexts("2026-04-01", "agency@example.org")
    number = sql.value("SELECT min(id) FROM urging")
    [urgings] = [each for each in first["payload"]["sections"] if each["title"] == "待催办"]
    assert urgings["lines"] == [f"任务{number}：2026年3月月度检查，电话询问，第001厅"]


def test_lines_owed_and_reported_are_counted_in_the_newest_version(letters: Acting, contexts: Contexts) -> None:
    letters.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "李厅长", "邮箱": "h@example.org"})
    assert contexts("2026-03-05")[0]["duty"]["reported"] == 0
    letters.office("D001").report("D001", "2026-03", "T001", "T002")
    letters.office("D001").report("D001", "2026-03", "T001", name="amend_report", progress=60)
    duty = contexts("2026-03-05", "h@example.org")[0]["duty"]
    assert (duty["lines"], duty["reported"], duty["open"]) == (2, 2, False)


def test_a_person_is_called_by_name_and_a_department_by_its_short_name(letters: Acting, contexts: Contexts) -> None:
    letters.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "李厅长", "邮箱": "h@example.org"})
    letters.take("departments", {"编码": "D001", "名称": "第001厅", "简称": "一厅", "目标办邮箱": OFFICE})
    letters.office("D001").report("D001", "2026-03", "T001", "T002")
    [context] = contexts("2026-03-05", "h@example.org")
    assert (context["person"], context["department"]) == ("李厅长", "一厅")


def test_a_notice_about_no_single_duty_has_none(letters: Acting, contexts: Contexts) -> None:
    letters.system.do("watch_liaisons")
    duty, vacancy = contexts("2026-03-05")
    assert duty["duty"]
    assert vacancy["duty"] is None


def test_contexts_are_ordered_by_due_date(letters: Acting, contexts: Contexts) -> None:
    listed(letters, "2026-03-20")
    dues = [context["duty"]["due"] for context in contexts("2026-03-05") if context["duty"]]
    assert dues == [date(2026, 3, 20), date(2026, 3, 31)]


def test_a_remediation_is_called_by_its_target_and_carries_what_was_found(letters: Acting, contexts: Contexts) -> None:
    listed(letters, "2026-03-20")
    context = contexts("2026-03-05")[0]
    assert context["duty"]["title"] == "整改“目标T001”"
    assert context["payload"] == {"outer": "2026-03-27", "found_on": "2026-03-04", "finding": "未完成"}


@pytest.mark.parametrize(("limit", "makeup"), [("2026-05-09", True), ("2026-05-08", False), ("2026-05-10", False)])
def test_a_due_day_that_is_a_makeup_workday_says_so(
    letters: Acting,
    contexts: Contexts,
    limit: str,
    makeup: bool,  # noqa: FBT001 - a column of the table
) -> None:
    listed(letters, limit)
    duty = next(c["duty"] for c in contexts("2026-03-05") if c["duty"]["key"] == "remediation")
    assert (duty["due"], duty["makeup"]) == (date.fromisoformat(limit), makeup)


def test_the_agencys_title_names_the_department(letters: Acting, contexts: Contexts) -> None:
    box = "agency@example.org"
    letters.take("departments", {"编码": "AGENCY", "名称": "贵州省目标绩效管理机构", "目标办邮箱": box})
    letters.on("2027-01-11").open("year_end_reverification", "2026")
    letters.on("2027-01-29").system.do("remind")
    titles = [context["duty"]["title"] for context in contexts("2027-01-29", box) if context["duty"]]
    assert titles == ["第001厅：2026年年终复核", "第002厅：2026年年终复核"]


def test_an_overdue_duty_counts_its_working_days_below_nothing(letters: Acting, contexts: Contexts) -> None:
    letters.on("2026-04-03").system.do("remind")
    assert {context["duty"]["days_left"] for context in contexts("2026-04-03")} == {-3}


def test_a_duty_taken_over_names_the_former_department(letters: Acting, contexts: Contexts) -> None:
    form = {"effective_on": "2026-03-05", "basis": "黔机编〔2026〕12号"}
    letters.do("merge_department", department="D001", successor="D002", **form)
    titles = [context["duty"]["title"] for context in contexts("2026-03-05", "d002@example.org") if context["duty"]]
    assert sorted(titles) == ["2026年3月月度检查", "原第001厅2026年3月月度检查"]


def test_a_remediation_taken_over_is_called_by_its_target(letters: Acting, contexts: Contexts) -> None:
    listed(letters, "2026-03-27")
    form = {"effective_on": "2026-03-05", "basis": "黔机编〔2026〕12号"}
    letters.do("transfer_targets", department="D001", successor="D002", targets="T001", **form)
    titles = [context["duty"]["title"] for context in contexts("2026-03-05", "d002@example.org") if context["duty"]]
    assert "整改“目标T001”" in titles


# A marked record is named by its pointer, 4.7

POINTERS = ("目标A（工作秘密）", "目标B（秘密）")
SECRETS = Secrets((Secret(POINTERS[0], (ROAD,)), Secret(POINTERS[1], (WATER,))))
NOTICES = [(kind, number) for kind, samples in SAMPLES.items() if kind != "digest" for number in range(len(samples))]
NAMING = [
    (kind, number)
    for kind, number in NOTICES
    if ROAD in str(SAMPLES[kind][number]) or WATER in str(SAMPLES[kind][number])
]


def written(output: Any, key: str = "") -> Iterator[str]:
    """The words that people wrote in what a notice carries."""
    if isinstance(output, Mapping):
        yield from (text for name, value in output.items() for text in written(value, str(name)))
    elif isinstance(output, list):
        yield from (text for value in output for text in written(value, key))
    elif isinstance(output, str) and key not in TOLD_FIELDS and not re.fullmatch(r"[\d.+-]*", output):
        yield output


def marked(context: Mapping[str, Any]) -> Mapping[str, Any]:
    """A sample as it is read where both of its targets are marked."""
    duty, payload = context["duty"], context["payload"]
    about = duty is not None and SECRETS.names_any([duty["title"]])
    hidden = duty and {**duty, "title": SECRETS.hide(duty["title"])}
    if hidden and duty.get("targets"):  # as `_target_names` gives them
        hidden["targets"] = [SECRETS.hide(name) for name in duty["targets"]]
    return {**context, "duty": hidden, "payload": SECRETS.withhold(payload, about=about)}


@pytest.mark.parametrize(("kind", "number"), NOTICES)
def test_no_notice_of_any_kind_names_a_marked_target(kind: str, number: int) -> None:
    rendered = render(kind, marked(SAMPLES[kind][number]))
    for text in (rendered.subject, rendered.text, rendered.html, rendered.markdown):
        assert ROAD not in text
        assert WATER not in text


def test_the_samples_name_targets_in_many_kinds_of_notices() -> None:
    assert len({kind for kind, _ in NAMING}) >= 15


@pytest.mark.parametrize(("kind", "number"), NAMING)
def test_a_notice_about_a_marked_target_contains_no_text_that_people_wrote(kind: str, number: int) -> None:
    context = SAMPLES[kind][number]
    rendered = render(kind, marked(context))
    all_of_it = "\n".join((rendered.subject, rendered.text, rendered.html, rendered.markdown))
    lists = (
        "lines",
        "missing",
        "uploads",
        "duties",
        "targets",
        "pressed",
        "basis",
        "periods",
        "requirements",
        "sections",
    )
    own = {name: value for name, value in context["payload"].items() if name not in lists}
    assert [
        text for text in written(own) if len(text) > 1 and text in all_of_it and text not in str(context["duty"])
    ] == []
    assert any(pointer in all_of_it for pointer in POINTERS)


def test_the_agency_gets_one_mail_of_its_day_at_half_past_eight(
    letters: Acting, post: Post, mail: MailServer, sql: Sql, violations: Violations
) -> None:
    letters.take("departments", {"编码": "AGENCY", "名称": "省目标绩效管理机构", "目标办邮箱": "agency@example.org"})
    sweep = letters.on("2026-04-01").system
    for act in ("propose_urgings", "tell_agency_day", "propose_urgings", "tell_agency_day", "report_head"):
        sweep.do(act)
    post.at("2026-04-01 08:29")
    assert not mail.received
    for moment in ("2026-04-01 08:30", "2026-04-01 09:00"):
        post.at(moment)
    [letter] = [each for each in mail.received if each.recipient == "agency@example.org"]
    [text] = [each.get_content() for each in letter.message.walk() if each.get_content_type() == "text/plain"]
    first = sql.value("SELECT min(id) FROM urging")
    assert "待催办2项，全部见 mubiao owed --overdue：" in text
    assert f"1. 任务{first}：2026年3月月度检查，电话询问，第001厅" in text
    assert "0项" not in text
    assert text.index("今日须办理的工作") < text.index("末块校验码")
    assert violations() == []


def test_the_mail_of_the_day_says_how_many_runs_of_yesterday_failed_and_comes_without_work_too(
    letters: Acting, post: Post, mail: MailServer
) -> None:
    letters.take("departments", {"编码": "AGENCY", "名称": "省目标绩效管理机构", "目标办邮箱": "agency@example.org"})
    in_transaction(count_end, "deliver", instant("2026-03-04 17:45"))
    letters.on("2026-03-05").system.do("tell_agency_day")
    post.at("2026-03-05 08:30")
    [letter] = [each for each in mail.received if each.recipient == "agency@example.org"]
    [text] = [each.get_content() for each in letter.message.walk() if each.get_content_type() == "text/plain"]
    assert "系统运行：昨日应运行27次、失败26次。" in text


def test_when_all_was_done_before_half_past_eight_the_mail_says_so() -> None:
    context = dict(SAMPLES["agency_day"][0], payload={"sections": []})
    assert render("agency_day", context).text == "今日列出的工作均已办理，请知悉。"
    assert render("agency_day", context).subject == "【今日工作】4月23日（周四）"


FOUND = "完成86公里，路基尚未贯通"
SAYING = ("农村公路", "建成1000公里", "86公里", "路基", "1000")


@pytest.fixture
@story
def secret(letters: Acting) -> Acting:
    """D001 leads T009 农村公路, which is marked; its head and the agency have mailboxes; today is 5 March."""
    target = {"编号": "T009", "年度": "2026", "目标名称": "农村公路", "绩效要求": "建成1000公里", "责任部门": "D001"}
    letters.take("targets", {**target, "数量": "1000", "单位": "公里", "下达日期": "2026-02-27"})
    letters.take("departments", {"编码": "AGENCY", "名称": "省目标绩效管理机构", "目标办邮箱": "agency@example.org"})
    letters.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "李厅长", "邮箱": "h@example.org"})
    letters.do("mark_secret", target="T009", marking="工作秘密", reason="涉及未公开规划")
    return letters


def listed_secretly(letters: Acting) -> None:
    letters.lists("T009", FOUND, "2026-03-04")
    letters.do("set_limit", target="T009", limit="2026-03-20")


def test_a_marked_target_is_named_by_its_pointer_alone(secret: Acting, contexts: Contexts) -> None:
    listed_secretly(secret)
    context = contexts("2026-03-05")[0]
    assert context["duty"]["title"] == "整改“目标T009（工作秘密）”"
    assert context["payload"] == {"outer": "2026-03-27", "found_on": "2026-03-04", "finding": WITHHELD}


def test_the_own_date_of_a_marked_target_is_told_by_its_pointer(secret: Acting, contexts: Contexts) -> None:
    secret.system.do("open_target_dates")
    for code, day in (("T008", "2026-03-04"), ("T010", "2026-03-18")):
        usual = {"编号": code, "年度": "2026", "目标名称": f"水库{code}", "责任部门": "D001", "完成时限": day}
        secret.take("targets", {**usual, "下达日期": "2026-02-27"})
        secret.do("mark_secret", target=code, marking="工作秘密", reason="涉及未公开规划")
    secret.on("2026-03-06").system.do("open_target_dates")
    told = contexts("2026-03-06")
    assert "目标到期“目标T010（工作秘密）”" in [each["duty"]["title"] for each in told if each["duty"]]
    (passed,) = contexts("2026-03-06", "agency@example.org")
    assert [passed["payload"]["lines"]] == [["第001厅：目标T008（工作秘密），完成时限2026年3月4日"]]


def test_a_mail_says_the_word_of_the_jurisdiction_for_its_organs(letters: Acting, contexts: Contexts, sql: Sql) -> None:
    sql("UPDATE jurisdiction SET organ_word = '市直' WHERE go_live IS NOT NULL")
    letters.lists("T001")
    letters.do("set_limit", target="T001", limit="2026-03-20")
    letters.on("2026-03-06").do("declare_completion", target="T001", completed_on="2026-03-05", measures="已补建")
    told = [each for each in contexts("2026-03-06") if each["duty"]]
    assert {each["organs"] for each in told} == {"市直"}
    assert "将整改情况向市直目标绩效管理机构反馈" in {each["duty"]["to_do"] for each in told}


def cells(content: bytes) -> str:
    """Returns the text of every cell of an answer sheet but those of its example, which is the same for all."""
    rows = (row for page in load_workbook(BytesIO(content)) for row in page.iter_rows(values_only=True))
    return "\n".join(str(value) for row in rows for value in row if value is not None and row[0] != EXAMPLE)


def sent_text(mail: MailServer, robots: WeComServer) -> str:
    """Returns everything that was sent, decoded, with every cell of the attached sheets."""
    parts = [part.get_content() for each in mail.received for part in each.message.walk() if not part.is_multipart()]
    mails = [part if isinstance(part, str) else cells(part) for part in parts]
    subjects = [str(each.message["Subject"]) for each in mail.received]
    return "\n".join([*subjects, *mails, *(each.content for each in robots.received)])


def test_nothing_about_a_marked_target_is_sent_while_it_is_listed_reminded_and_overdue(
    secret: Acting, post: Post, mail: MailServer, robots: WeComServer, sql: Sql, violations: Violations
) -> None:
    listed_secretly(secret)
    post.at("2026-03-05 09:00")
    for day in ("2026-03-17", "2026-03-20", "2026-03-24", "2026-03-31"):
        secret.on(day).system.do("remind")
        secret.on(day).system.do("propose_urgings")
        secret.on(day).system.do("tell_agency_day")
        post.at(f"{day} 09:00")
    secret.on("2026-04-01").office("D001").do(
        "declare_completion", target="T009", completed_on="2026-03-31", measures="已补建"
    )
    post.at("2026-04-01 09:00")
    secret.on("2026-04-01").office("D001").do("file_feedback", target="T009", feedback="路基已经贯通，全部完工")
    secret.on("2026-04-02").rechecks("T009", "仍差34公里", new_limit="2026-05-20")
    secret.on("2026-04-03").do("freeze_negative_list", period="2026Q1")
    post.at("2026-04-03 09:00")
    kinds = {"listed", "reminder", "overdue", "feedback_owed", "fed_back", "rechecked", "negative_list"}
    assert kinds <= set(sql.column("SELECT DISTINCT kind FROM notice WHERE resolved_at IS NOT NULL"))
    output = sent_text(mail, robots)
    assert output.count("目标T009（工作秘密）") > len(kinds)
    assert [text for text in (*SAYING, "34公里", "全部完工") if text in output] == []
    assert violations() == []


def test_a_message_frozen_before_the_marking_is_withheld_and_rendered_again(
    secret: Acting, post: Post, mail: MailServer, robots: WeComServer, sql: Sql, violations: Violations
) -> None:
    secret.do("lift_marking", target="T009", reason="尚未定密")
    listed_secretly(secret)
    mail.answer("451 4.3.0 try later")
    post.at("2026-03-05 09:00")
    assert "农村公路" in sent_text(mail, robots)
    mail.received.clear()
    robots.received.clear()
    left = sql.value("SELECT count(*) FROM message WHERE state = 'sent' AND text || markdown LIKE '%农村公路%'")
    summary = secret.do("mark_secret", target="T009", marking="秘密", reason="已定密")
    assert summary.counts == {"marked": 1, "kept_back": 1, "left": left}
    assert "1条待发消息写有其内容，已撤下重拟。" in summary.words
    assert f"此前已发出的{left}条消息写有其名称，无法收回，请按保密规定处置。" in summary.words
    post.at("2026-03-05 10:00")
    again = sent_text(mail, robots)
    assert "目标T009（秘密）" in again
    assert "农村公路" not in again
    assert sql.rows("SELECT count(*), max(reason) FROM message WHERE state = 'dropped'") == [
        (1, "内容已标注密级，重新拟写")
    ]
    assert violations() == []
