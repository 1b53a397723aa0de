"""Actors: the agency, an office, a head, on a day; they fill everything but what matters."""

import csv
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import Session

from models.database import begin
from models.intake.calendar import read_calendar
from models.intake.contact import read_contacts
from models.intake.covert import read_covert_results
from models.intake.department import read_departments
from models.intake.indicator import read_indicators
from models.intake.report import read_reports
from models.intake.review import read_reviews
from models.intake.source import SignedPaper, Source, read_source
from models.intake.target import read_drafts, read_targets
from models.ledger.acts import ACTS, OPERATOR, SYSTEM, Actor, Context, Role, Summary, find_act, read_input
from models.ledger.papers.covert_list import covert_paper
from models.ledger.perform import perform
from models.ledger.secrecy.access import open_secret
from models.rules.errors import Refused, Unavailable
from models.rules.workdays import SHANGHAI, BusinessDay
from models.statements import run
from notifications.documents.covert_list import workbook
from tests.asked_steps import asked_first

READERS: dict[str, Callable[[Path], Any]] = {
    "departments": read_departments,
    "contacts": read_contacts,
    "targets": read_targets,
    "drafts": read_drafts,
    "indicators": read_indicators,
    "reports": read_reports,
    "reviews": read_reviews,
    "calendar": read_calendar,
    "local_calendar": read_calendar,
}
AT = time(9, 0, tzinfo=SHANGHAI)
MINUTES = {"attendees": "张三、李四", "completion": "按计划", "problems": "资金到位慢", "measures": "按月调度"}
REVIEW = {**MINUTES, "coordination": "下半年补齐进度"}
FINDERS = ("认定甲", "认定乙")  # they inspect nothing else
CHECKED = {
    "purpose": "核实目标完成情况",
    "content": "对照目标绩效要求核实",
    "methods": "实地查看",
    "standard": "目标绩效要求",
    "requirements": "两人以上同时到场",
}
LIVE = """
UPDATE jurisdiction j SET go_live = :day FROM jurisdiction k
WHERE k.id = j.id AND j.go_live IS NOT NULL RETURNING k.go_live
"""
SEEN_THERE = Path(__file__).parent.parent / "deployments" / "data" / "现场核查记录.txt"  # evidence of a finding
PAGE = (SEEN_THERE,)  # the source page of a correction
RECHECKED: dict[str, Any] = {"rechecked_by": [*FINDERS], "signed_by": FINDERS[0], "evidence": [str(SEEN_THERE)]}


@dataclass(frozen=True, slots=True)
class Acting:
    """An actor on a day: `acting.office("D001").on("2026-03-05").do("submit_report", …)`."""

    day: date = date(2026, 1, 1)
    actor: Actor = OPERATOR
    source: Source | None = None
    signs: bool = True  # what needs a hand stands on a paper

    def on(self, day: str) -> "Acting":
        return replace(self, day=date.fromisoformat(day))

    @property
    def agency(self) -> "Acting":
        return replace(self, actor=OPERATOR)

    @property
    def system(self) -> "Acting":
        return replace(self, actor=SYSTEM)

    def office(self, code: str) -> "Acting":
        return replace(self, actor=Actor(f"{code}目标办", Role.OFFICE, self._department(code)))

    def head(self, code: str) -> "Acting":
        return replace(self, actor=Actor(f"{code}厅长", Role.HEAD, self._department(code)))

    def on_behalf(self, means: str, note: str = "", received: str | None = None) -> "Acting":
        """Returns an actor whose next act is entered for an office: `acting.on_behalf("电话", "李明").do(…)`."""
        note = note or ("李明" if received else "")  # a stated receipt has a source that can be checked
        return replace(self, source=read_source({"means": means, "note": note, "received": received}))

    def _department(self, code: str) -> int:
        with begin() as session:
            return int(run(session, "SELECT id FROM department WHERE code = :code", code=code).scalar_one())

    @property
    def business_day(self) -> BusinessDay:
        return BusinessDay(self.day, datetime.combine(self.day, AT))

    def within(self, session: Session, name: str, /, request_id: str | None = None, **fields: Any) -> Summary:
        chosen = find_act(name)
        data = read_input(chosen, fields) if chosen.instead else fields  # as from its own command
        by_hand = self.signs and (chosen.by_hand or chosen is open_secret)
        actor = replace(self.actor, paper=self._signed()) if by_hand else self.actor
        return perform(session, chosen, data, self.business_day, actor, request_id, self.source)

    def _signed(self) -> SignedPaper:
        return SignedPaper(number="签字1号", dated=self.day)

    def do(self, name: str, /, request_id: str | None = None, **fields: Any) -> Summary:
        with begin() as session, asked_first(session, name, self.business_day):
            return self.within(session, name, request_id, **fields)

    def refused(self, name: str, /, **fields: Any) -> str:
        """Returns the message with which the act is refused."""
        with pytest.raises(Refused) as refusal:
            self.do(name, **fields)
        return refusal.value.message

    def unavailable(self, name: str, /, **fields: Any) -> str:
        """Returns the message that asks for a retry."""
        with pytest.raises(Unavailable) as error:
            self.do(name, **fields)
        return error.value.message

    def context(self) -> Context:
        """Returns the context for a function that an act calls."""
        return Context(1_000_000, 2, BusinessDay(self.day, datetime.combine(self.day, AT)), self.actor)

    def open(self, cycle: str, period: str) -> Summary:
        return replace(self, actor=SYSTEM).do("open_cycle", cycle=cycle, period=period)

    def report(self, department: str, period: str, *codes: str, **more: Any) -> Summary:
        """Report 50 per cent for every target unless `progress` is given; `name` is another act than submit_report."""
        name, progress = more.pop("name", "submit_report"), more.pop("progress", 50)
        lines = [{"target": code, "progress": progress} for code in codes]
        return self.do(name, department=department, period=period, lines=lines, **more)

    def lists(self, target: str, finding: str = "进度滞后", found_on: str | date = "", **more: Any) -> Summary:
        """List a target, without a limit, as it is really done: a separate inspection finds it undone on site on
        `found_on`, by default today, and its leader signs today. Returns the result of the last act.
        """
        fields = self.finds(target, finding, found_on, **more)
        listed = self.do("list_finding", **fields)
        self.do("conclude_inspection", inspection=fields["inspection"])
        return listed

    def finds(self, target: str, finding: str = "进度滞后", found_on: str | date = "", **more: Any) -> dict[str, Any]:
        """Find a target undone, see `lists`; returns the input of `list_finding`."""
        found, (leader, member) = self.on(str(found_on or self.day)), FINDERS
        for name in FINDERS:
            found.do("register_inspector", name=name)
        plan = {**CHECKED, "begins_on": str(found.day), "ends_on": str(self.day)}
        drafted = found.do("draft_inspection", kind="专项核查", title=f"核查{target}", **plan)
        this = drafted.data
        found.do("appoint_team", **this, leader=leader, members=member)
        found.do("issue_plan", **this, document_number=f"黔目标办〔2026〕{this['inspection']}号")
        fields = {"found": finding, "found_on": found.day, "found_by": [*FINDERS], **more}
        fields |= {"conclusion": "未按质按量完成", "methods": "实地查看", "evidence": [str(SEEN_THERE)]}
        self.do("record_finding", **this, target=target, **fields)
        return {**this, "target": target, "leader": leader, **more}

    def rechecks(self, target: str, found: str = "属实", new_limit: str = "", **more: Any) -> Summary:
        """Recheck on site what was fed back about a target: it passes unless a new limit is given."""
        for name in FINDERS:
            self.do("register_inspector", name=name)
        result = {"passed": False, "new_limit": new_limit} if new_limit else {"passed": True}
        return self.do("recheck", target=target, found=found, **result, **RECHECKED, **more)

    def meet(self, department: str, period: str, held_on: str, **more: Any) -> Summary:
        return self.do("record_meeting", department=department, period=period, held_on=held_on, **MINUTES | more)

    def review(self, department: str, held_on: str, **more: Any) -> Summary:
        return self.do("record_review", department=department, period="2026H1", held_on=held_on, **REVIEW | more)

    def give_back(
        self, folder: Path, key: str, rows: dict[int, dict[str, Any]] | None = None, reason: str = ""
    ) -> Summary:
        """Return the sheet of a covert list, filled in by `filled`."""
        return self.given(replace(read_covert_results(filled(folder, key, rows)), reason=reason))

    def given(self, checked: Any, name: str = "return_covert_results") -> Summary:
        """Perform an act whose sheet is already parsed, by default that of covert results."""
        with begin() as session:
            day = BusinessDay(self.day, datetime.combine(self.day, AT))
            return perform(session, ACTS[name], checked, day, self.actor)

    def take(
        self, kind: str, *rows: dict[str, Any], reason: str = "", evidence: tuple[Path, ...] = PAGE, **stated: Any
    ) -> Summary:
        """Import rows given by column name, through a real .csv file; a correction comes with its source page.

        Targets come as in the first month of an installation, unless `taken_over` is given. Empty cells of addresses
        are meant, unless `clears` is false.
        """
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "表.csv"
            titles = list(dict.fromkeys(title for row in rows for title in row))
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, titles)
                writer.writeheader()
                writer.writerows(rows)
            usual: dict[str, dict[str, Any]] = {"targets": {"issued_on": self.day}, "departments": {"clears": True}}
            stated = usual.get(kind, {}) | stated
            checked = replace(READERS[kind](path), reason=reason, evidence=evidence if reason else (), **stated)
        first = kind == "targets" and "taken_over" not in stated
        with begin() as session, live_since(session, self.day if first else None):
            day = BusinessDay(self.day, datetime.combine(self.day, AT))
            return perform(session, ACTS[f"import_{kind}"], checked, day, self.actor, source=self.source)


@contextmanager
def live_since(session: Session, day: date | None) -> Iterator[None]:
    """Within the transaction, the installation goes live on this day; always as before without one."""
    before = run(session, LIVE, day=day).scalar() if day else None
    yield
    if before:
        run(session, LIVE, day=before)


SEEN = {
    "暗访日期": "2026-09-16",
    "是否达到要求": "是",
    "完成情况": "已完工",
    "所见情况": "现场已通车",
    "核查人员代号": "A-07",
}


def filled(folder: Path, key: str, rows: dict[int, dict[str, Any]] | None = None) -> Path:
    """Returns the sheet of a covert list as a third party returns it: the values of `SEEN`, or `rows` by position."""
    with begin() as session:
        book = load_workbook(BytesIO(workbook(covert_paper(session, key))))
    sheet: Any = book["暗访清单"]
    titles = [cell.value for cell in sheet[1]]
    for number in range(2, sheet.max_row + 1):
        for title, value in (SEEN | (rows or {}).get(number - 1, {})).items():
            sheet.cell(number, titles.index(title) + 1).value = value
    book.save(folder / "暗访清单.xlsx")
    return folder / "暗访清单.xlsx"
