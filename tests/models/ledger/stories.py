"""The examples of the acts, done one after another in this process, with everything that each of them wrote."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import pairwise
from random import Random
from threading import Barrier
from typing import TYPE_CHECKING, Any

from PIL import Image

from deployments.reference.acts import stories
from deployments.review_sheet import workbook as review_workbook
from models.database import begin
from models.file_store.folder import Folder
from models.intake.account import AccountOpened, CodeSent, FirstSignIn, PasswordChanged, SlipMade
from models.intake.agency_sheet import read_filled
from models.intake.answer import Answer, Enclosed
from models.intake.answer_file import read_answer
from models.intake.covert import read_covert_results
from models.intake.inbox import Declined, MailConcluded, MailGiven
from models.intake.inbox import sheets_of as mail_sheets
from models.intake.jurisdiction import RehearsalBegun
from models.intake.keyless_backup import KeylessBackup, LeftOut
from models.intake.mail.reading import read_mail
from models.intake.source import SignedPaper, read_source
from models.intake.survey import read_survey_results
from models.ledger.acts import ACTS, OPERATOR, SYSTEM, Actor, Role, Summary
from models.ledger.agency_sheet.kinds import SHEETS
from models.ledger.answer.content import answer_book
from models.ledger.answer.judging import duty_of
from models.ledger.answer.senders import admit
from models.ledger.chain.records import check_records
from models.ledger.chain.verify import verify
from models.ledger.evidence.store import configure_store
from models.ledger.jurisdiction import home
from models.ledger.papers.covert_list import covert_paper
from models.ledger.papers.survey_sheet import survey_paper
from models.ledger.perform import perform
from models.ledger.review.lines import lines_of
from models.rules.errors import MubiaoError, Unavailable
from models.rules.kinds import Known
from models.rules.periods import parse_period
from models.rules.workdays import SHANGHAI
from notifications.documents.answer_sheet import workbook as answer_workbook
from notifications.documents.covert_list import workbook as covert_workbook
from notifications.documents.survey_sheet import workbook as survey_workbook
from tests.conftest import READERS, Acting, Sql
from tests.deployments.reference.test_acts import fill, put

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlmodel import Session

    from deployments.reference.acts import Step
    from models.intake.received_mail import ReceivedMail
    from tests.conftest import Databases

TABLES = """
SELECT format('SELECT ''%1$s'', count(*), max(xmin::text::bigint) FROM %1$I', relname)
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
MOVES = "SELECT DISTINCT record, event, from_state, to_state FROM transition WHERE id > :above ORDER BY 1, 2, 3, 4"
NOTICES = "SELECT DISTINCT kind, audience FROM notice WHERE id > :above ORDER BY 1, 2"
BLOCKS = "SELECT act, role, business_date::text, source, result FROM block WHERE height > :above ORDER BY height"
MARKS = {
    "block": "SELECT coalesce(max(height), 0) FROM block",
    "transition": "SELECT coalesce(max(id), 0) FROM transition",
    "notice": "SELECT coalesce(max(id), 0) FROM notice",
}
PAPER = {"means": "纸质", "note": "收文8号"}
WRONG = {
    "department": "省教育厅局",
    "target": "GZ0000-0-0",
    "inspection": "2026-99",
    "obligation": "999",
    "urging": "999",
    "message": "999",
    "opinion": "2026-99",
    "inspector": "无名氏",
    "leader": "无名氏",
    "members": "无名氏",
    "third_party": "无名公司",
    "cycle": "weekly_check",
    "period": "2026-13",
}
BEGUN = RehearsalBegun()
BACKED_UP = KeylessBackup(left_out=LeftOut(), masked={})
WRONG_OF = {
    "admit_reader": {"reader": "SJYT/无名氏"},
    "merge_department": {"successor": "省教育厅局"},
    "transfer_targets": {"successor": "省教育厅局"},
    "replace_member": {"successor": "无名氏"},
}


@dataclass(slots=True)
class Told:
    """One act of a story: how it was refused, what it answered, and what it wrote."""

    act: str
    said: dict[str, Any]
    day: str = ""
    refused: dict[Role, str] = field(default_factory=dict)
    sourceless: str = ""
    misnamed: dict[str, str] = field(default_factory=dict)
    written_by_refusals: set[str] = field(default_factory=set)
    answers: list[Any] = field(default_factory=list)
    blocks: list[tuple[Any, ...]] = field(default_factory=list)
    moves: list[tuple[str, ...]] = field(default_factory=list)
    notices: list[tuple[str, str]] = field(default_factory=list)
    again: Any = None
    written_again: set[str] = field(default_factory=set)
    violations: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Teller:
    """Does the steps of a story in the database that is bound, in a folder for its files."""

    folder: Path
    sql: Sql = field(default_factory=Sql)
    known: set[str] = field(default_factory=set)

    def tell(self, step: Step) -> Iterator[Told]:
        for name, content in step.files.items():
            put(self.folder, name, content, self.picture)
        if step.behind:
            self.sql.sealed(step.behind)
        elif step.fill:
            fill(self.folder / step.fill["file"], {k: v for k, v in step.fill.items() if k != "file"})
        elif not self.write_sheet(step):
            yield from self.act(step)

    def picture(self, name: str, number: int = 1, *_: Any, **__: Any) -> Path:
        hills = Random(number).randbytes(12 * 12)  # noqa: S311 - a picture, no secret
        image = Image.frombytes("L", (12, 12), hills).resize((640, 480), Image.Resampling.BICUBIC).convert("RGB")
        image.save(self.folder / name)
        return self.folder / name

    def write_sheet(self, step: Step) -> bool:
        """Write the sheet that a command prints, to be filled in; returns false for another command."""
        options = pairs(step.words)
        with begin() as session:
            if step.words[0] == "reviews":
                period, reviewer = parse_period(options["period"]), options["reviewer"]
                lines = [each for each in lines_of(session, home(session), period) if each.row.assigned == reviewer]
                (self.folder / options["xlsx"]).write_bytes(review_workbook(period, reviewer, lines))
            elif step.words[:2] == ["document", "answer-sheet"]:
                book = answer_book(session, [int(options["obligation"])], date.fromisoformat(step.day))
                (self.folder / step.words[-1]).write_bytes(answer_workbook(book))
            elif step.words[:2] == ["document", "survey-sheet"]:
                path = self.folder / step.words[-1]
                path.write_bytes(survey_workbook(survey_paper(session, options["survey"])))
            elif step.words[0] == "document":
                path = self.folder / step.words[-1]
                path.write_bytes(covert_workbook(covert_paper(session, options["list"])))
        return step.words[0] in {"reviews", "document"}

    def act(self, step: Step) -> Iterator[Told]:
        """Do an act; the first time it is done it is told, and tried in every wrong way."""
        name, text, actor = self.parse(step)
        acting = Acting(actor=replace(actor, entered_by=step.operator) if step.operator else actor).on(step.day)
        if name in self.known:
            assert isinstance(attempt(acting, name, text), Summary)
        else:
            self.known.add(name)
            yield self.first(acting, name, text)

    def first(self, acting: Acting, name: str, text: Any) -> Told:
        listed = Told(name, text if isinstance(text, dict) else {}, str(acting.day))
        before, marks = self.rows(), {each: self.sql.value(query) for each, query in MARKS.items()}
        self.refuse(listed, acting, text)
        listed.written_by_refusals = changed(before, self.rows())
        if Role.OFFICE in ACTS[name].roles and acting.actor.role is Role.AGENCY:
            acting = replace(acting, source=read_source({"received": None, **PAPER}))
        listed.answers = at_once(acting, name, text, f"first {name}")
        listed.blocks = self.sql.rows(BLOCKS, above=marks["block"])
        listed.moves = self.sql.rows(MOVES, above=marks["transition"])
        listed.notices = self.sql.rows(NOTICES, above=marks["notice"])
        after = self.rows()
        listed.again = attempt(acting, name, text, f"first {name}")
        listed.written_again = changed(after, self.rows())
        listed.violations = self.disagreeing({record for record, *_ in listed.moves})
        return listed

    def disagreeing(self, nouns: set[str]) -> list[str]:
        """Names the records of these nouns whose digest is not that of their last transition."""
        with begin() as session:
            return [*check_records(session, nouns=nouns)]

    def verified(self) -> list[str]:
        with begin() as session:
            return verify(session, Folder(self.folder / "evidence"))[1]

    def refuse(self, listed: Told, acting: Acting, text: Any) -> None:
        """Try the act in the roles that may not do it, with a source that it may not have, and with wrong names."""
        chosen = ACTS[listed.act]
        for role in set(Role) - chosen.roles:
            other = SYSTEM if role is Role.SYSTEM else Actor("某人", role, 2)
            listed.refused[role] = str(attempt(replace(acting, actor=other), listed.act, text))
        if Role.OFFICE not in chosen.roles and Role.AGENCY in chosen.roles:
            source = read_source({"received": None, **PAPER})
            listed.sourceless = str(attempt(replace(acting, source=source), listed.act, text))
        wrong = WRONG | WRONG_OF.get(listed.act, {})
        for name in wrong.keys() & listed.said.keys():
            listed.misnamed[name] = str(attempt(acting, listed.act, {**listed.said, name: wrong[name]}))

    def parse(self, step: Step) -> tuple[str, Any, Actor]:
        """Returns the act of a step, its input, and who does it."""
        words, options = step.words, pairs(step.words)
        match words:
            case ["act", name, *_]:
                return name, self.input_of(name, options), SYSTEM if ACTS[name].roles == {Role.SYSTEM} else OPERATOR
            case ["init" | "restore" | "backup" as command, *_]:
                founding = {"name": options.get("jurisdiction"), "go_live": options.get("go_live")}
                data = {"init": founding, "begin_rehearsal": BEGUN, "record_keyless_backup": BACKED_UP}
                act = "init" if command == "init" else step.act
                return act, data[act], OPERATOR
            case ["import", kind, file, *rest]:
                act, data, actor = self.sheet(step.act, kind, self.folder / file)
                return act, replace(data, match_rows=True) if rest else data, actor
            case ["sample" | "account" as what, way, named, *_]:
                act = f"{way}_sample" if what == "sample" else step.act
                return act, (of_sample if what == "sample" else of_account)(way, named, options), OPERATOR
            case ["secrets", "open", *_]:
                found = {"target": options["target"], "purpose": options["purpose"]}
                return "open_secret", found, self.person(options["by"])
        return self.of_page(step) if step.line.startswith("网页") else (step.act, self.of_system(step), SYSTEM)

    def of_system(self, step: Step) -> Any:
        return self.mail(step) if step.words[:2] == ["run", "receive"] else {}

    def of_page(self, step: Step) -> tuple[str, Any, Actor]:
        """Returns what a person does at the page: the first sign-in with the newest slip, a new password, or a code."""
        if step.act == "send_sign_in_code":
            return step.act, CodeSent(account=1, code_digest="3" * 64), SYSTEM
        used: Any = FirstSignIn(code_digest="2" * 64, password_hash="$argon2id$")  # noqa: S106 - no password
        if step.act == "change_password":
            used = PasswordChanged(account=1, password_hash="$argon2id$new")  # noqa: S106 - as above
        return step.act, used, replace(self.person("SJYT/李明"), paper=None, known=Known.SIGNED, account="网页账号1")

    def sheet(self, act: str, kind: str, path: Path) -> tuple[str, Any, Actor]:
        """Returns the act that takes a sheet, what is in it, and who gives it."""
        if kind != "answers":
            if kind in SHEETS:
                return act, read_filled(path, SHEETS[kind][0].layout), OPERATOR
            readers = {**READERS, "covert_results": read_covert_results, "survey_results": read_survey_results}
            return act, readers[kind.replace("-", "_")](path), OPERATOR
        (answered,), digest = read_answer(path)
        with begin() as session:
            office = duty_of(session, answered).office_id
        return act, Answer(answered, digest, Enclosed()), Actor("目标办", Role.OFFICE, office)

    def mail(self, step: Step) -> MailGiven | MailConcluded:
        """Returns the newest mail of the inbox as it is registered, or concluded with the mails before it."""
        mails = [self.read(path) for path in sorted((self.folder / "inbox" / "new").iterdir())]
        acting = Acting(actor=SYSTEM).on(step.day)
        if step.act == "receive_mail":
            return MailGiven(mails[-1])
        assert isinstance(attempt(acting, "receive_mail", MailGiven(mails[-1])), Summary)
        concluded = [MailConcluded(mail, self.declined(mail)) for mail in mails]
        for each in concluded[:-1]:
            assert isinstance(attempt(acting, "conclude_mail", each), Summary)
        return concluded[-1]

    def read(self, path: Path) -> ReceivedMail:
        folder = self.folder / f"of mail {path.name}"
        folder.mkdir(exist_ok=True)
        at = datetime(2026, 4, 10, 9, tzinfo=SHANGHAI)
        for file in folder.iterdir():
            file.unlink()
        return read_mail(path.read_bytes(), at, folder)

    def declined(self, mail: ReceivedMail) -> tuple[Declined, ...]:
        """Returns why the sheets of a mail are not taken."""
        with begin() as session:
            found = [admit(session, mail.digest, file, sheet, mail.received_at) for file, sheet in mail_sheets(mail)]
        return tuple(each for each in found if isinstance(each, Declined))

    def person(self, by: str) -> Actor:
        code, _, name = by.partition("/")
        department, title = self.sql.rows("SELECT id, name FROM department WHERE code = :code", code=code)[0]
        return Actor(
            f"{title} {name}", Role.OFFICE, department, paper=SignedPaper(number="5号", dated=date(2026, 6, 1))
        )

    def input_of(self, name: str, options: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the fields of an act; files stand in the folder of the story."""
        form = ACTS[name].form
        fields = {each.alias or key for key, each in form.model_fields.items()} if form else set()
        found = {key: value for key, value in options.items() if key in fields}
        if "file" in options and options["file"].endswith(".json"):
            found = json.loads((self.folder / options["file"]).read_text(encoding="utf-8"))
        return found

    def rows(self) -> dict[str, tuple[Any, ...]]:
        """Returns the number of rows of each table and the newest transaction that wrote one."""
        found = self.sql.rows(" UNION ALL ".join(self.sql.column(TABLES)))
        return {name: tuple(rest) for name, *rest in found}


def of_sample(way: str, subject: str, options: Mapping[str, Any]) -> dict[str, Any]:
    return {**options, **({"secret": "1" * 64} if way == "commit" else {}), "subject": subject}


def of_account(way: str, person: str, options: Mapping[str, Any]) -> Any:
    """Returns the input of an act about an account."""
    if way == "open":
        return AccountOpened(people=[person], code_digest="1" * 64)
    if way == "slip":
        return SlipMade(person=person, code_digest="2" * 64)
    return {"person": person, **({"reason": options["reason"]} if way == "end" else {})}


def changed(before: dict[str, tuple[Any, ...]], after: dict[str, tuple[Any, ...]]) -> set[str]:
    return {name for name in after if before[name] != after[name]}


def pairs(words: list[str]) -> dict[str, Any]:
    """Returns the options of a command by name: `--read-on 2026-03-20` is read_on."""
    found = {}
    for option, value in pairwise(words):
        if option.startswith("--"):
            read = json.loads(value) if value.startswith(("[", "{")) else value
            found[option.removeprefix("--").replace("-", "_")] = read
    return found


def attempt(acting: Acting, name: str, fields: Any, request_id: str | None = None) -> Summary | MubiaoError:
    """Do an act; returns its answer, or the error with which it ended."""
    try:
        with begin() as session:
            return within(session, acting, name, fields, request_id)
    except MubiaoError as error:
        return error


def within(session: Session, acting: Acting, name: str, fields: Any, request_id: str | None = None) -> Summary:
    """Do an act in the transaction of the caller."""
    if isinstance(fields, dict):
        return acting.within(session, name, request_id, **fields)
    day = Acting(acting.day).context().day
    return perform(session, ACTS[name], fields, day, acting.actor, request_id, acting.source)


def at_once(acting: Acting, name: str, text: Any, request_id: str) -> list[Summary | MubiaoError]:
    """Do an act twice at the same time, under one request id; who is asked to try again does so."""
    barrier = Barrier(2)

    def one(_number: int) -> Summary | MubiaoError:
        barrier.wait(30)
        answer = attempt(acting, name, text, request_id)
        return attempt(acting, name, text, request_id) if isinstance(answer, Unavailable) else answer

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, range(2)))


def tell_all(databases: Databases, folder: Path) -> tuple[dict[str, Told], dict[str, list[str]]]:
    """Tell every story; returns every act as it was done first, and what `verify` says at the end of each story."""
    listed: list[Told] = []
    ends: dict[str, list[str]] = {}
    known: set[str] = set()
    for number, (title, steps) in enumerate(stories().items()):
        place = folder / str(number)
        place.mkdir()
        with databases.reset("migrated"), chdir(place):
            configure_store(place / "evidence", 50)
            teller = Teller(place, known=known)
            listed += [each for step in steps for each in teller.tell(step)]
            ends[title] = teller.verified()
    return {each.act: each for each in listed}, ends
