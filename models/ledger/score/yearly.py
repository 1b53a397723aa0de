"""What a department is given for a year with its paper: one engine, one value for each noun (1-2.16, 1-2.19, 1-6.1).

A value says in what its noun differs: its table, the columns that the input fills, its words, and what it refuses.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlmodel import Session, col, select

from models.ledger.acts import Context, Summary
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import find_department
from models.ledger.score.appraised import appraised_department, check_dated, check_year
from models.ledger.settled import settled_words
from models.ledger.transitions import lock, move, record_row
from models.records import Department, id_of
from models.records.yearly import GivenForYear
from models.rules.day_order import check_paper
from models.rules.errors import Refused
from models.rules.states import Event

OfYear = TypeVar("OfYear", bound=GivenForYear)
Values = Mapping[str, Any]  # what an input says, by column
PAPER = {"number": "paper_number", "dated": "paper_date"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Yearly(Generic[OfYear]):
    """A noun with one record of a department for a year; a later one, with its reason, replaces it.

    `fields` are the columns that the input fills, by its field; `short` is a record in a sentence. `refusal` is said of
    the record in force to what differs and has no reason, in other words than the usual; empty: none is needed.
    `check` refuses what only this noun refuses; `approved` says, or refuses, that the year is approved. With `once` a
    department has any number of records, one for each value of these columns. One that `lasts` holds in later years.
    """

    record: type[OfYear]
    fields: Mapping[str, str]
    short: Callable[[OfYear], str]
    refusal: Callable[[str, OfYear, Values], str] | None = None
    check: Callable[[Session, Context, Department, Any], None] | None = None
    approved: Callable[[Session, Context, int], str] = settled_words
    once: tuple[str, ...] = ()
    lasts: bool = False
    after: str = ""

    @property
    def title(self) -> str:
        """Return the Chinese name of the noun."""
        return str(self.record.noun.title)

    @property
    def table(self) -> str:
        """Return the name of the table, that of the noun in the chain."""
        return str(self.record.__tablename__)

    def give(self, session: Session, data: Any, ctx: Context) -> Summary:  # noqa: ANN401 - the input of any such noun
        """Record what a department is given; the same again changes nothing.

        Raises Refused for a department without a score of the year, for a paper of a day to come or of a year before,
        for what the noun refuses, and for what differs from the record in force and has no reason.
        """
        check_year(data.year, ctx.date)
        approved = self.approved(session, ctx, data.year)
        department = appraised_department(session, ctx, data.department, data.year)
        self._check(session, ctx, department, data)
        lock(session, self.table)
        known = self.known(session, department, data.year)
        values: Values = {column: getattr(data, field) for field, column in self.fields.items()}
        last = self._in_force(known, values)
        if last and all(getattr(last, column) == value for column, value in values.items()):
            return Summary(f"{self.name(department, data.year, last.serial)}此前已登记，未作改动。", {"recorded": 0})
        if last:
            values = {**values, **self._correction(f"“{department.name}”", last, values, data)}
        serial = sum(each.year == data.year for each in known) + 1
        given = self._add(session, ctx, id_of(department), {**values, "year": data.year, "serial": serial})
        words = f"已登记{self.name(department, given.year, serial)}：{self.short(given)}"
        instead = f"，取代{self.short(last)}" if last else ""
        counts = {"recorded": 1} | self._attach(session, ctx, given, data)
        return Summary(f"{words}{instead}。{self.after}{approved}", counts, {"serial": serial} if self.once else {})

    def name(self, department: Department, year: int, serial: int) -> str:
        """Return a record in words: “省教育厅”2026年的二级考评, “省教育厅”2026年讲规矩守纪律第1项."""
        of_year = f"“{department.name}”{year}年"
        return f"{of_year}{self.title}第{serial}项" if self.once else f"{of_year}的{self.title}"

    def known(self, session: Session, department: Department, year: int) -> Sequence[OfYear]:
        """Return the records of a department that may hold in a year, also withdrawn ones, the newest last."""
        return [row for _, row in self._rows(session, year, col(Department.id) == department.id)]

    def of_year(self, session: Session, jurisdiction: int, year: int) -> Mapping[str, list[OfYear]]:
        """Return the records in force of each department in a year by its code, the newest first."""
        found: dict[str, list[OfYear]] = defaultdict(list)
        for code, row in self._rows(session, year, col(Department.jurisdiction_id) == jurisdiction):
            if not withdrawn(row):
                found[code].insert(0, row)
        return found

    def fields_of(self, row: OfYear) -> dict[str, Any]:
        """Return the fields of the input that makes this record."""
        return {field: getattr(row, column) for field, column in self.fields.items()}

    def _rows(self, session: Session, year: int, chosen: Any) -> Sequence[tuple[str, OfYear]]:  # noqa: ANN401
        given, number = self.record, col(Department.id)
        years = col(given.year) <= year if self.lasts else col(given.year) == year
        asked = select(Department.code, given).join(Department, number == given.department_id).where(chosen, years)
        ordered = asked.order_by(Department.code, col(given.year), col(given.serial))
        # What is loaded is read again: a state moves in SQL.
        return session.exec(ordered, execution_options={"populate_existing": True}).all()

    def _check(self, session: Session, ctx: Context, department: Department, data: Any) -> None:  # noqa: ANN401
        if "dated" in self.fields and self.lasts:
            check_paper(data.dated, ctx.date)
        elif "dated" in self.fields:
            check_dated(data.dated, data.year, ctx.date)
        if self.check:
            self.check(session, ctx, department, data)

    def _in_force(self, known: Sequence[OfYear], values: Values) -> OfYear | None:
        """Return the record that a new one would replace."""
        live = (each for each in reversed(known) if not withdrawn(each))
        return next((each for each in live if all(getattr(each, name) == values[name] for name in self.once)), None)

    def _correction(self, of: str, last: OfYear, values: Values, data: Any) -> Values:  # noqa: ANN401
        """Return the reason of a correction; one that is withdrawn first has none. Raises Refused if one is needed."""
        reason = None if "reason" in self.fields else getattr(data, "reason", None)
        if not reason and (refusal := self._refuse(of, last, values)):
            raise Refused(refusal)
        return {"reason": reason} if reason else {}

    def _refuse(self, of: str, last: OfYear, values: Values) -> str:
        if self.refusal:
            return self.refusal(of, last, values)
        known = with_paper(self.short(last), last) if "dated" in self.fields else self.short(last)
        return f"{of}{last.year}年的{self.title}已登记为{known}，确需更正的写明更正原因（--reason）。"

    def _add(self, session: Session, ctx: Context, department: int, values: dict[str, Any]) -> OfYear:
        values |= {"department_id": department, "recorded_on": ctx.date}
        given = self.record(**values)
        record_row(session, ctx, given, "recorded")
        return given

    def _attach(self, session: Session, ctx: Context, given: OfYear, data: Any) -> dict[str, int]:  # noqa: ANN401
        if "dated" not in self.fields:
            return {}
        return {"evidence": attach_exhibits(session, ctx, self.table, id_of(given), data.evidence)}


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawnYearly(Yearly[OfYear]):
    """A yearly noun that is taken back by `event` before another takes its place.

    `because` is the column of the reason, `nothing` the refusal where there is no record to take back.
    """

    event: Event
    because: str
    nothing: str

    def withdraw(self, session: Session, data: Any, ctx: Context) -> Summary:  # noqa: ANN401 - with or without a serial
        """Take back the newest record of a department for a year, or the one of a serial; it is kept."""
        approved = self.approved(session, ctx, data.year)
        department = find_department(session, ctx.jurisdiction, data.department)
        lock(session, self.table)
        known = self.known(session, department, data.year)
        serial = getattr(data, "serial", len(known))
        chosen = next((each for each in known if each.serial == serial), None)
        if chosen is None:
            raise Refused(f"“{department.name}”{data.year}年{self.nothing.format(serial=serial)}")
        name, detail = self.name(department, data.year, serial), {"reason": data.reason}
        sets = {"withdrawn_on": ctx.date, self.because: data.reason}
        if not move(session, ctx, self.table, [id_of(chosen)], self.event, sets=sets, detail=detail):
            return Summary(f"{name}此前已撤回，未作改动。", {"withdrawn": 0})
        return Summary(f"已撤回{name}，原登记仍留存。{approved}", {"withdrawn": 1})


def withdrawn(row: GivenForYear) -> bool:
    """Return whether a record was taken back."""
    return getattr(row, "withdrawn_on", None) is not None


def with_paper(words: str, row: Any) -> str:  # noqa: ANN401 - a record with a paper
    """Return words with number and date of the paper: 87.50（黔目标办〔2027〕3号，2027-01-12）."""
    return f"{words}（{row.paper_number}，{row.paper_date}）"


def basis_of(rows: Sequence[Any], in_words: Callable[[Any], str]) -> list[str]:
    """Return the newest record in words and those before, each with the reason of its correction."""
    told = [f"{in_words(row)}，更正原因：{row.reason}" if row.reason else in_words(row) for row in rows]
    return [told[0], *(f"此前：{each}" for each in told[1:])]
