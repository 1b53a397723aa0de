"""The step that reads the inbox, with a real maildir: each mail once, in order, and never a stop for the others."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from errno import EACCES
from hashlib import sha256
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest

from flows.receive import STEPS
from models.database import begin
from models.inbox_record import inbox_failure
from models.last_run import last_runs
from models.ledger.answer.inbox import raw_mail
from models.ledger.evidence.identity import claim_store
from models.ledger.evidence.register import unreferenced_evidence
from models.ledger.evidence.store import configure_store, evidence_store
from models.ledger.perform import perform as act_of_the_ledger
from models.mailbox_turn import mailbox_turn
from models.rules.cycles import RECEIVE
from models.rules.errors import Refused, Unavailable
from models.rules.workdays import BusinessDay
from models.statements import run
from notifications.inbox.imap import ImapInbox
from notifications.inbox.maildir import Maildir
from tasks import cell_time, mail_intake
from tasks.receiving import receive_answers, receive_before
from tasks.settings import read_settings
from tasks.step import first_step, run_steps
from tests.answers import duty_number, fill_in, sent
from tests.by_mail import Duty, Mailing, Values, mailing_of, reply_to
from tests.conftest import rehearse
from tests.databases import story
from tests.mails import ADDRESS, in_transaction, mail_from, moment, take
from tests.notifications.inbox.conftest import Behaving, Stored, small
from tests.s3_server import S3Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from sqlmodel import Session

    from models.ledger.acts import Act, Summary
    from notifications.inbox import Fetched, Waiting
    from tests.answers import Cells
    from tests.conftest import Acting, Meanwhile, Sql, Violations


__all__ = ["small"]
PROGRESS = "进度（%）"
ROWS: dict[str, Cells] = {"T001": {PROGRESS: 40}, "T002": {PROGRESS: 60}}
STATES = "SELECT state FROM received_mail ORDER BY id"
SENT_BY = """FROM received_mail m LEFT JOIN stranger_mail s ON s.mail_id = m.id
WHERE coalesce(s.sender, m.sender)"""


@dataclass(slots=True)
class Post:
    """A maildir of this machine into which mails are delivered."""

    folder: Path
    made: int = 0

    @property
    def url(self) -> str:
        return f"maildir://{self.folder}"

    def deliver(self, sender: str, at: str, *files: Path, text: str = "见附件", **headers: str) -> Path:
        mail = EmailMessage()
        mail["From"], mail["Subject"], mail["To"] = sender, "回复", "answers@example.org"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        for file in files:
            mail.add_attachment(file.read_bytes(), "application", "octet-stream", filename=file.name)
        self.made += 1
        place = self.folder / "new" / f"{self.made}.example"
        place.write_bytes(mail.as_bytes())
        os.utime(place, (moment(at).timestamp(),) * 2)
        return place

    def left(self) -> int:
        return len(list((self.folder / "new").iterdir()))


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """The inbox of the installation, whose home is the folder of the test."""
    for name in ("new", "cur", "tmp"):
        (tmp_path / "post" / name).mkdir(parents=True)
    made = Post(tmp_path / "post")
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MUBIAO_INBOX_URL", made.url)
    read_settings.cache_clear()
    yield made
    read_settings.cache_clear()


@pytest.fixture
@story
def form(march: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The month of D001, filled in; its office has a mailbox."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    place = sent(march, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    return fill_in(place, rows=ROWS)


def receive(at: str) -> Summary:
    now = moment(at)
    return receive_answers.fn(BusinessDay(now.date(), now))


@pytest.mark.process
def test_a_mail_is_taken_flagged_and_not_read_again(form: Path, post: Post, sql: Sql, violations: Violations) -> None:
    post.deliver(f"李明 <{ADDRESS}>", "2026-03-05 10:20", form)
    assert receive("2026-03-05 10:30").words == "来信1：收取1份。"
    assert sql.rows("SELECT state, received_on::text FROM received_mail") == [("taken", "2026-03-05")]
    assert post.left() == 0
    assert receive("2026-03-05 10:40").words == "没有新的来信。"
    assert violations() == []


@pytest.mark.process
def test_a_second_home_on_the_database_takes_no_mail_whose_files_it_could_not_keep(
    form: Path, post: Post, sql: Sql, tmp_path: Path
) -> None:
    own = evidence_store()
    with begin() as session:
        claim_store(session, own)
    post.deliver(ADDRESS, "2026-03-05 10:20", form)
    configure_store(tmp_path / "other" / "evidence", 50)
    refused = receive("2026-03-05 10:30")
    assert "other/evidence”不是本数据库的印证材料文件夹" in refused.words
    assert (refused.counts["inbox_failures"], post.left(), sql.column(STATES)) == (1, 1, [])
    assert in_transaction(inbox_failure)
    configure_store(own.scratch, 50)
    assert receive("2026-03-05 10:40").words == "来信1：收取1份。"
    assert not in_transaction(inbox_failure)


@pytest.mark.process
def test_mails_and_their_files_are_kept_in_a_bucket_and_wait_while_it_is_away(form: Path, post: Post, sql: Sql) -> None:
    pytest.importorskip("obstore", reason="obstore is in the extra `host`, which is not installed")
    server, own = S3Server(), evidence_store().scratch
    configure_store(own, 50, server.url())
    with begin() as session:
        claim_store(session, evidence_store())
    raw = post.deliver(ADDRESS, "2026-03-05 10:20", form).read_bytes()
    post.deliver("someone@example.com", "2026-03-05 10:21", form)
    server.away = True
    refused = receive("2026-03-05 10:30")
    assert "暂时不能使用" in refused.words
    assert (refused.counts["inbox_failures"], post.left(), sql.column(STATES)) == (1, 2, [])
    server.away = False
    assert receive("2026-03-05 10:40").words.startswith("来信1：收取1份。")
    assert {sha256(raw).hexdigest(), sha256(form.read_bytes()).hexdigest()} <= {
        name.rpartition("/")[2] for name in server.objects if name.startswith("gz/evidence")
    }
    assert [name for name in server.objects if name.startswith("gz/strangers")]
    assert in_transaction(raw_mail, 1) == raw
    assert not any(each.is_file() for each in [*own.rglob("*"), *(own.parent / "strangers").rglob("*")])
    configure_store(own, 50)
    server.close()


@pytest.mark.process
def test_a_run_from_a_second_home_is_refused_and_leaves_the_mail_in_the_mailbox(
    form: Path, post: Post, sql: Sql, tmp_path: Path
) -> None:
    with begin() as session:
        claim_store(session, evidence_store())
    post.deliver(ADDRESS, "2026-03-05 10:20", form)
    configure_store(tmp_path / "other" / "evidence", 50)
    now = moment("2026-03-05 10:30")
    with pytest.raises(Refused, match="other/evidence”不是本数据库的印证材料文件夹"):
        run_steps([first_step(RECEIVE), *STEPS], BusinessDay(now.date(), now), engine=False)
    assert (post.left(), sql.column(STATES), in_transaction(last_runs)) == (1, [], {})


@pytest.mark.process
def test_the_raw_mail_of_an_office_is_kept_and_that_of_a_stranger_is_not(
    form: Path, post: Post, sql: Sql, violations: Violations
) -> None:
    own = post.deliver(ADDRESS, "2026-03-05 10:20", form).read_bytes()
    other = post.deliver("someone@example.com", "2026-03-05 10:21", form).read_bytes()
    receive("2026-03-05 10:30")
    digests = [sha256(content).hexdigest() for content in (own, other)]
    assert sql.column("SELECT digest FROM received_mail ORDER BY id") == digests
    assert sql.column("SELECT sha256 FROM evidence WHERE sha256 = ANY(:digests)", digests=digests) == digests[:1]
    assert in_transaction(raw_mail, 1) == own
    with pytest.raises(Refused, match="来信2的原文没有保存"):
        in_transaction(raw_mail, 2)
    assert list(evidence_store().scratch.glob("inbox-*")) == []
    assert in_transaction(unreferenced_evidence) == []
    assert violations() == []


@pytest.mark.process
def test_a_mail_that_cannot_be_taken_is_told_without_its_sender_and_stays_for_the_next_run(
    form: Path, post: Post, sql: Sql
) -> None:
    post.deliver(ADDRESS, "2026-03-05 10:20", form)
    _seal_the_head("+ interval '1 hour'")
    told = receive("2026-03-05 10:30").words
    assert told.startswith("2026-03-05 10:20收到的一封来信没有收取：数据库时钟现为")
    assert ADDRESS not in told
    assert (sql.column(STATES), post.left()) == ([], 1)
    _seal_the_head("- interval '1 second'")
    assert receive("2026-03-05 10:40").words.endswith("收取1份。")
    assert post.left() == 0


def _seal_the_head(when: str) -> None:
    with begin() as session:
        run(session, "SET LOCAL session_replication_role = replica")
        run(session, f"UPDATE chain_head SET sealed_at = clock_timestamp() {when}")  # noqa: S608 - an interval of these tests


@pytest.mark.process
def test_a_mail_whose_flag_was_lost_is_known_by_its_bytes(form: Path, post: Post, sql: Sql) -> None:
    content = post.deliver(ADDRESS, "2026-03-05 10:20", form).read_bytes()
    receive("2026-03-05 10:30")
    (post.folder / "new" / "again").write_bytes(content)
    assert receive("2026-03-05 10:40").counts["mails"] == 0
    assert sql.value("SELECT count(*) FROM received_mail") == 1
    assert post.left() == 0


@pytest.mark.process
def test_mails_are_taken_in_the_order_received(form: Path, post: Post, sql: Sql) -> None:
    post.deliver(ADDRESS, "2026-03-05 10:25", fill_in(form, rows={"T001": {PROGRESS: 70}}))
    post.deliver(ADDRESS, "2026-03-05 10:20", fill_in(form, rows={"T001": {PROGRESS: 50}}))
    receive("2026-03-05 10:30")
    assert sql.column("SELECT received_at::time::text FROM received_mail ORDER BY id") == ["10:20:00", "10:25:00"]
    newest = "SELECT progress::int FROM report_line WHERE version = 2 ORDER BY progress DESC LIMIT 1"
    assert sql.value(newest) == 70


@pytest.mark.process
def test_hostile_mails_do_not_stop_the_next_one(form: Path, post: Post, sql: Sql, violations: Violations) -> None:
    (post.folder / "new" / "0").write_bytes(b"")
    (post.folder / "new" / "1").write_bytes(b"\xff\xfe\x00 From: \x00\r\n\r\n" + b"A" * 10_000)
    post.deliver("someone@example.com", "2026-03-05 10:21", form)
    post.deliver(ADDRESS, "2026-03-05 10:22", form)
    receive("2026-03-05 10:30")
    assert sql.column(f"SELECT state {SENT_BY} <> '' ORDER BY m.id") == ["waiting", "taken"]
    assert sql.column("SELECT sender FROM unregistered_mail") == ["", ""]
    assert violations() == []


@pytest.mark.process
def test_half_a_character_in_a_cell_stops_no_run(form: Path, post: Post, sql: Sql) -> None:
    post.deliver(ADDRESS, "2026-03-05 10:20", fill_in(form, rows={"T001": {"说明": "_xD800_"}}))
    post.deliver(ADDRESS, "2026-03-05 10:21", fill_in(form, rows={"T001": {"说明": "按计划"}}))
    receive("2026-03-05 10:30")
    assert sql.column(STATES) == ["returned", "taken"]
    fault = "说明含有看不见的控制字符（U+D800），请删除后重新导入"
    assert sql.value("SELECT complaints -> 0 ->> 'message' FROM answer WHERE outcome = 'returned'") == fault


@pytest.mark.process
def test_a_mail_that_may_not_be_read_keeps_no_other_out(
    form: Path, post: Post, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, read = post.deliver(ADDRESS, "2026-03-05 10:20", form, text="甲"), Path.read_bytes
    post.deliver(ADDRESS, "2026-03-05 10:21", form)

    def read_bytes(path: Path) -> bytes:
        if path == locked:
            raise PermissionError(EACCES, "Permission denied")
        return read(path)

    with monkeypatch.context() as without_right:
        without_right.setattr(Path, "read_bytes", read_bytes)
        told = receive("2026-03-05 10:30").words.splitlines()
    assert told[0].startswith("2026-03-05 10:20收到的一封来信没有收取：收件箱“")
    assert told[1] == "来信1：收取1份。"
    assert post.left() == 1
    receive("2026-03-05 10:40")
    assert (sql.column(STATES), post.left()) == (["taken", "returned"], 0)


@pytest.mark.process
@pytest.mark.usefixtures("form")
def test_an_inbox_that_does_not_answer_is_said_and_stops_nothing(post: Post) -> None:
    post.folder.joinpath("new").rename(post.folder / "away")
    assert receive("2026-03-05 10:30").words.startswith("收件箱未能读取：")
    assert receive("2026-03-05 10:40").counts["inbox_failures"] == 1
    failure = in_transaction(inbox_failure)
    assert failure
    assert failure.since == moment("2026-03-05 10:30")
    post.folder.joinpath("away").rename(post.folder / "new")
    receive("2026-03-05 10:50")
    assert in_transaction(inbox_failure) is None


@pytest.mark.process
def test_one_reader_at_a_time(form: Path, post: Post, sql: Sql) -> None:
    post.deliver(ADDRESS, "2026-03-05 10:20", form)
    with mailbox_turn(post.url):
        assert receive("2026-03-05 10:30").words == "收件箱正由另一个进程读取，本次不读。"
    assert sql.column(STATES) == []
    receive("2026-03-05 10:40")
    assert sql.column(STATES) == ["taken"]


@pytest.mark.process
def test_when_the_time_of_a_cell_is_over_the_other_mails_wait_for_the_next_run(
    form: Path, post: Post, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.deliver(ADDRESS, "2026-03-05 10:20", form)
    post.deliver(ADDRESS, "2026-03-05 10:21", form)
    now = iter((0, 59, 60))
    monkeypatch.setattr(cell_time, "monotonic", lambda: next(now))
    with cell_time.limited():
        receive("2026-03-05 10:30")
        assert post.left() == 1
        assert list(now) == []
    receive("2026-03-05 10:40")
    assert post.left() == 0
    assert len(sql.column(STATES)) == 2


@pytest.mark.process
def test_a_rehearsal_hides_no_mail_from_the_real_installation(form: Path, post: Post, sql: Sql) -> None:
    rehearse()
    post.deliver(ADDRESS, "2026-03-05 10:20", form)
    for at in ("2026-03-05 10:30", "2026-03-05 10:40"):
        receive(at)
        assert (sql.value("SELECT count(*) FROM received_mail"), post.left()) == (1, 1)


@pytest.mark.process
def test_the_sweep_waits_for_another_reader_so_that_nothing_unread_is_urged(
    form: Path, post: Post, sql: Sql, meanwhile: Meanwhile
) -> None:
    post.deliver(ADDRESS, "2026-03-05 07:55", form)
    with ExitStack() as other:
        other.enter_context(mailbox_turn(post.url))
        meanwhile("SELECT pg_advisory_lock", other.close)
        receive_before.fn(BusinessDay(moment("2026-03-05 08:00").date(), moment("2026-03-05 08:00")))
    assert sql.column(STATES) == ["taken"]


def test_without_an_inbox_the_sweep_says_nothing_of_it(march: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MUBIAO_INBOX_URL", raising=False)
    read_settings.cache_clear()
    now = moment("2026-03-05 08:00")
    assert receive_before.fn(BusinessDay(march.day, now)).words == ""
    assert receive_answers.fn(BusinessDay(march.day, now)).words.startswith("没有设置收件箱")


def test_the_sweep_counts_and_deletes_what_strangers_sent_also_without_an_inbox(
    form: Path, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MUBIAO_INBOX_URL", raising=False)
    read_settings.cache_clear()
    take(mail_from("someone@example.com", "2026-03-05 10:20", form))
    take(mail_from("someone@example.com", "2026-03-05 10:21"))
    [kept] = [each for each in (evidence_store().scratch.parent / "strangers").rglob("*") if each.is_file()]
    os.utime(kept, (moment("2026-03-05 10:20").timestamp(),) * 2)
    for at, left in (("2026-06-02 08:00", 1), ("2026-06-03 08:00", 0)):
        receive_before.fn(BusinessDay(moment(at).date(), moment(at)))
        assert sql.value("SELECT count(*) FROM stranger_mail") == left
        assert sql.value("SELECT count(*) FROM unregistered_mail") == left
    assert sql.rows("SELECT day::text, mails, recorded_on::text FROM stranger_day") == [("2026-03-05", 1, "2026-06-02")]
    assert kept.exists()
    receive_before.fn(BusinessDay(moment("2026-06-04 08:00").date(), moment("2026-06-04 08:00")))
    assert not kept.exists()


KILLED = (
    *((act, after) for act in ("receive_mail", "take_answer", "conclude_mail") for after in (False, True)),
    ("flag", False),
)
BLOCKS = "SELECT act, count(*) FROM block WHERE act = ANY(:acts) GROUP BY 1 ORDER BY 1"


@pytest.mark.exhaustive(1)
@pytest.mark.process
@pytest.mark.parametrize(("act", "after"), KILLED)
def test_killed_before_or_after_each_act_nothing_is_lost_or_taken_twice(
    form: Path, post: Post, sql: Sql, violations: Violations, act: str, *, after: bool
) -> None:
    post.deliver(ADDRESS, "2026-03-05 10:20", form)
    with pytest.MonkeyPatch.context() as broken, suppress(Unavailable):
        break_at(broken, act, after=after)
        receive("2026-03-05 10:30")
    receive("2026-03-05 10:40")
    receive("2026-03-05 10:50")
    assert sql.column(STATES) == ["taken"]
    acts = ["conclude_mail", "receive_mail", "take_answer"]
    assert sql.rows(BLOCKS, acts=acts) == [(name, 1) for name in acts]
    assert sql.value("SELECT count(*) FROM report") == 1
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'answer_receipt'") == 1
    assert post.left() == 0
    assert violations() == []


def break_at(broken: pytest.MonkeyPatch, act: str, *, after: bool) -> None:
    """The process ends at an act: its transaction is rolled back, or committed without what follows it."""
    whole, done = act_of_the_ledger, list[str]()

    def perform(session: Session, chosen: Act[Any], *args: Any) -> Summary:
        if done or (str(chosen) == act and not after):
            raise Unavailable("断电。")
        if str(chosen) == act:
            done.append(act)
        return whole(session, chosen, *args)

    def flag(*_: object) -> None:
        raise Unavailable("断电。")

    broken.setattr(mail_intake, "perform", perform)
    if act in {"flag", "conclude_mail"}:
        broken.setattr(Maildir, "flag", flag)


FIRST, SECOND = "d001@example.org", "d002@example.org"
MARCH = Duty("monthly_check", "2026-03")
ROWS_IMAP: Values = {"T001": {"progress": 40}, "T002": {"progress": 60}}
STATES_IMAP = "SELECT sender, state FROM received_mail ORDER BY id"
TAKEN = "SELECT count(*) FROM block WHERE act = 'take_answer'"
RECEIPTS = "SELECT count(*) FROM notice WHERE kind = 'answer_receipt'"


@pytest.fixture
def mailing(march: Acting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailing]:
    """Both offices were sent the sheets of March; the inbox is empty."""
    boxes = {"D001": FIRST, "D002": SECOND}
    march.take("departments", *({"编码": k, "名称": f"第{k[1:]}厅", "目标办邮箱": v} for k, v in boxes.items()))
    with mailing_of(tmp_path, monkeypatch) as opened:
        opened.send("2026-03-05 09:00")
        yield opened


@pytest.fixture
def answered(mailing: Mailing) -> Mailing:
    """Both offices have answered, the second one first."""
    mailing.answer(SECOND, MARCH, "2026-03-10 10:00", {"T003": {"progress": 20}})
    mailing.answer(FIRST, MARCH, "2026-03-10 10:05", ROWS_IMAP)
    return mailing


@pytest.mark.process
def test_mails_of_an_imap_server_are_taken_once_and_starred_and_stay(
    answered: Mailing, sql: Sql, violations: Violations
) -> None:
    assert answered.receive("2026-03-10 10:10").counts["mails"] == 2
    assert sql.rows(STATES_IMAP) == [(SECOND, "taken"), (FIRST, "taken")]
    assert answered.imap.flags() == [{"\\Flagged"}, {"\\Flagged"}]
    assert answered.receive("2026-03-10 10:20").words == "没有新的来信。"
    assert sql.value(TAKEN) == 2
    assert violations() == []


@pytest.mark.process
def test_a_mail_that_was_moved_into_the_folder_later_is_taken_by_its_instant(mailing: Mailing, sql: Sql) -> None:
    late: Values = {"T001": {"progress": 50}, "T002": {"progress": 70}}
    mailing.answer(FIRST, MARCH, "2026-04-01 09:00", late)
    mailing.answer(FIRST, MARCH, "2026-03-31 22:00", ROWS_IMAP)  # moved here from the junk mails
    mailing.receive("2026-04-01 10:00")
    assert sql.column("SELECT state FROM received_mail ORDER BY id") == ["taken", "taken"]
    assert sql.rows("SELECT counted_on::text, late FROM obligation WHERE id = 1") == [("2026-03-31", False)]
    newest = "SELECT progress::int FROM report_line WHERE version = 2 ORDER BY progress"
    assert sql.column(newest) == [50, 70]


@pytest.mark.process
def test_two_readers_at_once_take_each_mail_once(answered: Mailing, sql: Sql, violations: Violations) -> None:
    together = Barrier(2)

    def read(_: int) -> Any:
        together.wait(30)
        return answered.receive("2026-03-10 10:10")

    with ThreadPoolExecutor(2) as pool:
        summaries = list(pool.map(read, range(2)))
    assert sum(each.counts["mails"] for each in summaries) == 2
    assert {each.words for each in summaries} <= {
        "来信1：收取1份。\n来信2：收取1份。",
        "收件箱正由另一个进程读取，本次不读。",
        "没有新的来信。",
    }
    assert (sql.value(TAKEN), sql.value(RECEIPTS)) == (2, 2)
    assert violations() == []


@pytest.mark.exhaustive(1)
@pytest.mark.process
@pytest.mark.parametrize("place", ["waiting", "fetch", "flag"])
def test_a_mailbox_that_goes_away_in_the_middle_loses_nothing(
    answered: Mailing, sql: Sql, violations: Violations, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """The server hangs up before the second answer at this place; what was taken until then stays taken."""
    whole, calls = getattr(ImapInbox, place), []

    def hang_up(inbox: ImapInbox, *mail: Waiting) -> Fetched | None:
        calls.append(place)
        if len(calls) == (1 if place == "waiting" else 2):
            answered.imap.hang_up()
        found: Fetched | None = whole(inbox, *mail)
        return found

    with monkeypatch.context() as broken:
        broken.setattr(ImapInbox, place, hang_up)
        assert answered.receive("2026-03-10 10:10").words.startswith("收件箱未能读取：收件箱127.0.0.1:")
    failure = in_transaction(inbox_failure)
    assert failure
    assert "s3cret" not in failure.words
    taken = {"waiting": 0, "fetch": 1, "flag": 2}[place]
    assert sql.value(TAKEN) == taken
    answered.receive("2026-03-10 10:20")
    assert in_transaction(inbox_failure) is None
    assert sql.rows(STATES_IMAP) == [(SECOND, "taken"), (FIRST, "taken")]
    assert (sql.value(TAKEN), sql.value(RECEIPTS)) == (2, 2)
    assert all(answered.imap.flags())
    assert violations() == []


@pytest.mark.process
def test_a_server_that_is_not_there_stops_nothing_and_is_remembered_from_the_first_time(mailing: Mailing) -> None:
    mailing.imap.close()
    before = mailing.receive("2026-03-10 10:10")
    assert before.words.startswith("收件箱未能读取：")
    assert mailing.receive("2026-03-10 10:20").counts == {"mails": 0, "inbox_failures": 1}
    failure = in_transaction(inbox_failure)
    assert failure
    assert f"{failure.since:%H:%M}" == "10:10"


@pytest.mark.process
def test_a_wrong_password_is_said_without_the_password(
    answered: Mailing, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUBIAO_INBOX_URL", answered.imap.url.replace("s3cret", "wr0ng"))
    read_settings.cache_clear()
    words = answered.receive("2026-03-10 10:10").words
    assert "登录失败" in words
    assert "wr0ng" not in words
    assert sql.value("SELECT count(*) FROM received_mail") == 0


@pytest.mark.process
def test_a_mail_that_another_program_deleted_meanwhile_is_passed_over(
    answered: Mailing, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ImapInbox.fetch

    def fetch(inbox: ImapInbox, mail: Waiting) -> Fetched | None:
        if sql.value("SELECT count(*) FROM received_mail") == 0:
            with answered.imap.client() as other:
                other.store("2", "+FLAGS", r"(\Deleted)")
                other.expunge()
        return whole(inbox, mail)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(ImapInbox, "fetch", fetch)
        answered.receive("2026-03-10 10:10")
    assert sql.rows(STATES_IMAP) == [(SECOND, "taken")]


@pytest.mark.process
def test_the_day_is_that_of_the_mailbox_not_that_of_the_sender(mailing: Mailing, sql: Sql) -> None:
    """A50: the Date header is the sender's word; a mail that lay unread for days counts from its arrival."""
    letter = mailing.letter(FIRST, MARCH)
    mail = reply_to(letter.message, FIRST, "收到")
    mail["Date"] = "Fri, 20 Mar 2026 08:00:00 +0800"
    mailing.put(mail, "2026-04-01 00:30")
    mailing.receive("2026-04-07 09:00")
    assert sql.column("SELECT received_on::text FROM received_mail") == ["2026-04-01"]


@pytest.mark.process
def test_an_instant_before_our_message_counts_from_the_message(mailing: Mailing, sql: Sql) -> None:
    mailing.put(reply_to(mailing.mails_to(FIRST)[-1], FIRST, "收到"), "2026-02-28 10:00")
    mailing.put(reply_to(None, FIRST, "在途"), "2027-01-01 10:00")
    mailing.receive("2026-03-06 09:00")
    assert sorted(sql.column("SELECT received_on::text FROM received_mail")) == ["2026-03-05", "2026-03-06"]


@pytest.mark.process
def test_mails_that_were_opened_on_a_phone_are_taken(mailing: Mailing, sql: Sql) -> None:
    data = mailing.answer(FIRST, MARCH, "2026-03-10 10:00", ROWS_IMAP)
    with mailing.imap.client() as phone:
        phone.store("1", "+FLAGS", r"(\Seen)")
    mailing.receive("2026-03-10 10:10")
    assert sql.rows(STATES_IMAP) == [(FIRST, "taken")]
    with mailing.imap.client() as phone:
        found: Any = phone.fetch("1", "(BODY.PEEK[])")[1]
    assert found[0][1] == data  # as it came


@pytest.mark.process
def test_the_first_step_of_the_sweep_reads_the_same_inbox(answered: Mailing, sql: Sql) -> None:
    day = answered.day("2026-03-11 08:30")
    assert receive_before.fn(day).counts["mails"] == 2
    assert sql.rows(STATES_IMAP) == [(SECOND, "taken"), (FIRST, "taken")]


@pytest.mark.process
@pytest.mark.usefixtures("post", "march")
@pytest.mark.parametrize(
    ("odd", "told"),
    [
        ({"empty": True}, "2026-03-31 12:00收到的一封来信没有收取：收件箱列出了这封信"),
        ({"unlisted": True}, "邮箱中编号1的一封来信没有收取：收件箱列出了这封信"),
        ({"refused": True}, "邮箱中编号1的一封来信没有收取：收件箱列出了这封信"),
    ],
)
def test_a_mail_that_the_server_does_not_give_is_named_in_the_second_run(
    small: Behaving, sql: Sql, monkeypatch: pytest.MonkeyPatch, odd: dict[str, Any], told: str
) -> None:
    small.mails |= {
        1: Stored(b"From: a@example.com\r\n\r\na\r\n", **odd),
        2: Stored(b"From: b@example.com\r\n\r\nb\r\n"),
    }
    monkeypatch.setenv("MUBIAO_INBOX_URL", f"imap://{small.address}")
    read_settings.cache_clear()
    first, second = receive("2026-03-31 13:00"), receive("2026-03-31 13:10")
    assert ("没有收取" in first.words, told in second.words, second.counts["refused"]) == (False, True, 1)
    assert sql.column("SELECT sender FROM unregistered_mail") == ["b@example.com"]
    small.mails[1] = Stored(small.mails[1].data)
    receive("2026-03-31 13:20")
    assert sql.column("SELECT sender FROM unregistered_mail ORDER BY id") == ["b@example.com", "a@example.com"]


@pytest.mark.process
@pytest.mark.usefixtures("post", "march")
def test_a_mail_that_breaks_the_connection_stops_the_others_in_one_run_only(
    small: Behaving, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.mails |= {uid: Stored(b"From: %d@example.com\r\n\r\na\r\n" % uid, breaks=uid == 1) for uid in (1, 2)}
    monkeypatch.setenv("MUBIAO_INBOX_URL", f"imap://{small.address}")
    read_settings.cache_clear()
    assert receive("2026-03-31 13:00").counts["inbox_failures"] == 1
    receive("2026-03-31 13:10")
    assert sql.column("SELECT sender FROM unregistered_mail") == ["2@example.com"]


@pytest.mark.process
@pytest.mark.usefixtures("post", "march")
def test_what_a_killed_reader_left_is_removed_by_the_next_run() -> None:
    left = evidence_store().scratch / f"inbox-{2**40}-x"
    (left / "0").mkdir(parents=True)
    receive("2026-03-31 13:00")
    assert not left.exists()
