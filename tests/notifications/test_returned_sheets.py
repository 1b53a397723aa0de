"""A receipt carries what is wrong back: the own workbook with red cells, or the newest sheet of the duty."""

from __future__ import annotations

import csv
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.database import begin
from models.intake.answer_file import read_answer
from models.intake.received_mail import MailFile
from models.intake.sheet.marked_sheet import RED
from notifications.attachments import drafts_of
from notifications.drafts import Files
from notifications.returned_sheets import returned_name
from tests.answers import Cells, code_in, fill_in
from tests.conftest import counting
from tests.mails import mail_from, take
from tests.notifications.test_attachments import FIRST, MORNING, SECOND, files_of, mails_to, pages, words_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from deployments.loopback.mail import MailServer
    from deployments.loopback.wecom import WeComServer
    from tests.conftest import Acting, Sql, Violations
    from tests.notifications.conftest import Post

ANSWERED, RETURNED, AGAIN, TAKEN = (f"2026-03-05 {at}" for at in ("09:30", "09:40", "10:00", "10:10"))
PROGRESS = "进度（%）"
GOOD: dict[str, Cells] = {"T001": {PROGRESS: 40}, "T002": {PROGRESS: 60}}
WRONG: dict[str, Cells] = {"T001": {PROGRESS: 140}, "T002": {PROGRESS: 60}}
STATES = "SELECT state FROM received_mail ORDER BY id"
WAITING = """
SELECT r.id FROM recipient r JOIN delivery v ON v.recipient_id = r.id JOIN notice n ON n.id = v.notice_id
WHERE n.kind = 'answer_receipt' AND v.message_id IS NULL AND r.channel = 'mail' ORDER BY r.id
"""
OWN, NEWEST = "请改正-回复.xlsx", "第001厅_2026年3月月度检查_最新回复表.xlsx"
pytestmark = pytest.mark.usefixtures("letters", "store")


def last_to(mail: MailServer, address: str = FIRST) -> Any:
    return mails_to(mail, address)[-1]


def waiting_mailboxes(sql: Sql) -> list[int]:
    """The mailboxes to which a receipt is still to be sent."""
    return sql.column(WAITING)


def red_cells(content: bytes) -> dict[str, str]:
    """The red cells of a workbook with the sentence of each."""
    cells = [cell for page in load_workbook(BytesIO(content)) for row in page.iter_rows() for cell in row]
    red = [cell for cell in cells if cell.fill.fgColor.rgb == RED.fgColor.rgb]
    return {str(cell.value): cell.comment.text if cell.comment else "" for cell in red}


@pytest.fixture
def came(post: Post, mail: MailServer, tmp_path: Path) -> Callable[..., Path]:
    """The workbook that came by mail, saved as 回复.xlsx; `came(rows=…)` is filled in."""

    def save(*, address: str = FIRST, name: str = "回复.xlsx", **filled: Any) -> Path:
        post.at(MORNING)
        [content] = files_of(mails_to(mail, address)[0]).values()
        place = tmp_path / name
        place.write_bytes(content)
        return fill_in(place, **filled)

    return save


def test_the_own_workbook_comes_back_red_and_mended_it_is_taken(
    came: Callable[..., Path], post: Post, sql: Sql, mail: MailServer, tmp_path: Path, violations: Violations
) -> None:
    take(mail_from(FIRST, ANSWERED, came(rows=WRONG)))
    post.at(RETURNED)
    [(name, content)] = files_of(last_to(mail)).items()
    assert name == OWN
    [(value, why)] = red_cells(content).items()
    assert value == "140"
    assert why.startswith("进度（%）")
    back = tmp_path / "改好.xlsx"
    back.write_bytes(content)
    take(mail_from(FIRST, AGAIN, fill_in(back, rows=GOOD)))
    assert sql.column(STATES) == ["returned", "taken"]
    post.at(TAKEN)
    assert files_of(last_to(mail)) == {}
    assert "已收取1项" in last_to(mail)["Subject"]
    assert violations() == []


def test_the_mail_says_in_one_sentence_what_is_attached(
    came: Callable[..., Path], post: Post, mail: MailServer
) -> None:
    take(mail_from(FIRST, ANSWERED, came(rows=WRONG)))
    post.at(RETURNED)
    for kind in ("plain", "html"):
        assert words_of(last_to(mail), kind).count(f"附件“{OWN}”是退回的回复表，有误的单元格已标红") == 1


def test_the_robot_says_where_the_workbook_is(
    came: Callable[..., Path], post: Post, mail: MailServer, robots: WeComServer
) -> None:
    take(mail_from(FIRST, ANSWERED, came(rows=WRONG)))
    post.at(RETURNED)
    assert "退回的回复表见发到邮箱的邮件附件" in repr(robots.received[-1])
    assert files_of(last_to(mail)).keys() == {OWN}


def test_a_receipt_of_what_was_taken_carries_nothing(came: Callable[..., Path], post: Post, mail: MailServer) -> None:
    take(mail_from(FIRST, ANSWERED, came(rows=GOOD)))
    post.at(RETURNED)
    assert files_of(last_to(mail)) == {}
    assert "附件“" not in words_of(last_to(mail))


def test_every_wrong_cell_of_the_workbook_is_red(came: Callable[..., Path], post: Post, mail: MailServer) -> None:
    wrong: dict[str, Cells] = {"T001": {PROGRESS: 140, "状态": "快了"}, "T002": {PROGRESS: "大半"}}
    take(mail_from(FIRST, ANSWERED, came(rows=wrong)))
    post.at(RETURNED)
    [content] = files_of(last_to(mail)).values()
    assert red_cells(content).keys() == {"140", "快了", "大半"}
    assert all(red_cells(content).values())


def test_what_is_right_in_it_stays_as_it_was_sent(came: Callable[..., Path], post: Post, mail: MailServer) -> None:
    given = load_workbook(came(rows=WRONG))
    take(mail_from(FIRST, ANSWERED, came(rows=WRONG)))
    post.at(RETURNED)
    [content] = files_of(last_to(mail)).values()
    back = load_workbook(BytesIO(content))
    assert [[[cell.value for cell in row] for row in page.iter_rows()] for page in back] == [
        [[cell.value for cell in row] for row in page.iter_rows()] for page in given
    ]


def test_an_outdated_sheet_is_replaced_by_the_newest(
    came: Callable[..., Path], post: Post, letters: Acting, sql: Sql, mail: MailServer, tmp_path: Path
) -> None:
    place = came(rows=GOOD)
    letters.do("renew_answer_key", reason="密钥外泄")
    take(mail_from(FIRST, ANSWERED, place))
    post.at(RETURNED)
    [(name, content)] = files_of(last_to(mail)).items()
    assert name == NEWEST
    assert f"附件“{NEWEST}”是最新的回复表，请不要再用交来的那份" in words_of(last_to(mail))
    fresh = tmp_path / "新表.xlsx"
    fresh.write_bytes(content)
    assert code_in(fresh) != code_in(place)
    take(mail_from(FIRST, AGAIN, fill_in(fresh, rows=GOOD)))
    assert sql.column(STATES) == ["returned", "taken"]


@pytest.mark.parametrize("spoil", ["delete_rows", "insert_rows"])
def test_a_workbook_in_which_no_cell_can_be_mended_is_replaced_by_the_newest(
    came: Callable[..., Path], post: Post, mail: MailServer, spoil: str
) -> None:
    book = load_workbook(place := came(rows=GOOD))
    page: Any = book.worksheets[1]
    if spoil == "delete_rows":
        page.delete_rows(7)  # T002
    else:
        page.append(["T099", *[""] * 6, 50])
    book.save(place)
    take(mail_from(FIRST, ANSWERED, place))
    post.at(RETURNED)
    assert list(files_of(last_to(mail))) == [NEWEST]
    assert "请用原表填写" in words_of(last_to(mail))


def test_an_outdated_sheet_of_a_duty_that_is_done_is_replaced_too(
    came: Callable[..., Path], post: Post, letters: Acting, mail: MailServer
) -> None:
    place = came(rows=GOOD)
    letters.office("D001").report("D001", "2026-03", "T001", "T002")
    letters.do("renew_answer_key", reason="密钥外泄")
    take(mail_from(FIRST, ANSWERED, place))
    post.at(RETURNED)
    [(name, content)] = files_of(last_to(mail)).items()
    assert (name, pages(content)[1:]) == (NEWEST, ["2026年3月月度检查"])


def test_a_forged_code_brings_nothing_back(came: Callable[..., Path], post: Post, sql: Sql, mail: MailServer) -> None:
    place = came(rows=GOOD, fields={"回复码": "A" * 60})
    take(mail_from(FIRST, ANSWERED, place))
    post.at(RETURNED)
    assert sql.column(STATES) == ["waiting"]
    assert files_of(last_to(mail)) == {}


def test_an_answer_of_a_stranger_is_sent_back_to_no_one(
    came: Callable[..., Path], post: Post, mail: MailServer
) -> None:
    take(mail_from("someone@example.com", ANSWERED, came(rows=WRONG)))
    sent = len(mail.received)
    post.at(RETURNED)
    assert mails_to(mail, "someone@example.com") == []
    assert all(files_of(each.message) == {} for each in mail.received[sent:])


def test_a_head_who_answers_himself_gets_the_workbook_back(
    came: Callable[..., Path], post: Post, letters: Acting, mail: MailServer
) -> None:
    head = "head@example.org"
    letters.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "王厅", "邮箱": head})
    take(mail_from(head, ANSWERED, came(rows=WRONG)))
    post.at(RETURNED)
    assert list(files_of(last_to(mail, head))) == [OWN]


def test_two_files_of_one_name_both_come_back(
    came: Callable[..., Path], post: Post, mail: MailServer, tmp_path: Path
) -> None:
    first = came(rows=WRONG)
    (tmp_path / "另").mkdir()
    second = came(rows={"T001": {PROGRESS: 150}}, name="另/回复.xlsx")
    take(mail_from(FIRST, ANSWERED, first, second))
    post.at(RETURNED)
    found = files_of(last_to(mail))
    assert list(found) == [OWN, "请改正-回复（2）.xlsx"]
    assert ["140" in red_cells(found[OWN]), "150" in red_cells(found["请改正-回复（2）.xlsx"])] == [True, True]


@pytest.mark.parametrize(
    "before", ["", "请改正-", "【演练】", "【演练】请改正-", "请改正-【演练】", "【演练】请改正-【演练】"]
)
def test_each_mark_of_ours_stands_once_in_the_name(before: str) -> None:
    assert returned_name(f"{before}2026年3月", rehearsal=True) == "【演练】请改正-2026年3月"
    assert returned_name(f"{before}2026年3月", rehearsal=False) == "请改正-2026年3月"


def test_who_answered_by_a_text_file_gets_it_back(
    came: Callable[..., Path], post: Post, sql: Sql, mail: MailServer, tmp_path: Path
) -> None:
    place = tmp_path / "三月.csv"
    with place.open("w", encoding="utf-8-sig", newline="") as text:
        csv.writer(text).writerows(load_workbook(came(rows=WRONG)).worksheets[1].iter_rows(values_only=True))
    take(mail_from(FIRST, ANSWERED, files=(_text_file(place),)))
    post.at(RETURNED)
    [(name, content)] = files_of(last_to(mail)).items()
    assert name == "请改正-三月.csv"
    [wrong] = [line for line in content.decode("utf-8-sig").splitlines() if "请改正 " in line]
    assert wrong.startswith("T001")
    assert "附件“请改正-三月.csv”是退回的回复表，有误的行末尾写明原因" in words_of(last_to(mail))
    place.write_bytes(content.replace(b",140,", b",40,"))
    take(mail_from(FIRST, AGAIN, files=(_text_file(place),)))
    assert sql.column(STATES) == ["returned", "taken"]


def _text_file(place: Path) -> MailFile:
    return MailFile(place.name, place, sha256(place.read_bytes()).hexdigest(), tuple(read_answer(place)[0]), "")


def test_a_name_that_no_system_takes_is_changed(came: Callable[..., Path], post: Post, mail: MailServer) -> None:
    place = came(rows=WRONG)
    take(mail_from(FIRST, ANSWERED, place.rename(place.with_name('请改正-三月:"改"' + "长" * 60 + ".xlsx"))))
    post.at(RETURNED)
    [name] = files_of(last_to(mail))
    assert name.startswith("请改正-三月、、改、长")
    assert len(name) < 80


def test_what_is_not_kept_any_more_is_a_list_of_its_wrong_cells(
    came: Callable[..., Path], post: Post, mail: MailServer, store: Path
) -> None:
    take(mail_from(FIRST, ANSWERED, came(rows=WRONG)))
    for file in [each for each in store.rglob("*") if each.is_file()]:
        file.unlink()
    post.at(RETURNED)
    [content] = files_of(last_to(mail)).values()
    assert pages(content) == ["退回原因"]
    assert "列出有误的单元格和原因" in words_of(last_to(mail))


def test_above_the_limit_the_wrong_cells_are_listed(came: Callable[..., Path], post: Post, mail: MailServer) -> None:
    take(mail_from(FIRST, ANSWERED, came(rows=WRONG)))
    post.at(RETURNED, most_attached=5_000)
    [content] = files_of(last_to(mail)).values()
    assert pages(content) == ["退回原因"]


def test_a_value_of_a_marked_target_is_never_mailed_back(
    came: Callable[..., Path], post: Post, letters: Acting, mail: MailServer, violations: Violations
) -> None:
    place = came(rows=WRONG)
    letters.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    take(mail_from(FIRST, ANSWERED, place))
    post.at(RETURNED)
    [(name, content)] = files_of(last_to(mail)).items()
    assert name == NEWEST
    assert "140" not in repr([[cell.value for cell in row] for page in load_workbook(BytesIO(content)) for row in page])
    assert violations() == []


def test_a_workbook_that_names_a_marked_target_is_replaced(
    came: Callable[..., Path], post: Post, letters: Acting, sql: Sql, mail: MailServer
) -> None:
    name = sql.value("SELECT name FROM target WHERE code = 'T003'")
    place = came(rows={"T001": {PROGRESS: 140, "说明": f"与{name}一并实施"}})
    letters.do("mark_secret", target="T003", marking="工作秘密", reason="涉及未公开规划")
    take(mail_from(FIRST, ANSWERED, place))
    post.at(RETURNED)
    assert list(files_of(last_to(mail))) == [NEWEST]


def test_the_statements_do_not_grow_with_the_receipts(
    came: Callable[..., Path], post: Post, letters: Acting, sql: Sql
) -> None:
    take(mail_from(FIRST, ANSWERED, came(rows=WRONG)))
    take(mail_from(SECOND, ANSWERED, came(address=SECOND, name="二.xlsx", rows={"T003": {PROGRESS: 140}})))
    post.address("2026-03-05")
    counted = []
    both = waiting_mailboxes(sql)
    for some in (both[:1], both):
        with begin() as session, counting() as total:
            drafts = drafts_of(session, some, letters.day, Files())
            counted.append(total[0])
        assert [len(drafts[each]) for each in some] == [1] * len(some)
    assert counted[0] == counted[1]


def test_equal_receipts_are_one_file(came: Callable[..., Path], post: Post, letters: Acting, sql: Sql) -> None:
    take(mail_from(FIRST, ANSWERED, came(rows=WRONG)))
    post.address("2026-03-05")
    files = Files()
    with begin() as session:
        [recipient] = waiting_mailboxes(sql)
        for _ in range(2):
            files.fitting(drafts_of(session, [recipient], letters.day, Files())[recipient])
    assert len(files.made) == 1
