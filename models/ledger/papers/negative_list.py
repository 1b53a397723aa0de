"""《负面清单》 as a paper: the frozen list of a quarter, in full or for one department (1-2.23)."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session, select

from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department
from models.ledger.negative_list.snapshot import lines_of
from models.ledger.papers.signature import Signature, signature_of_paper
from models.ledger.secrets import concealed
from models.records import NegativeList
from models.rules.errors import Refused
from models.rules.negative_list import EntryStanding, describe_extended, describe_waiver
from models.rules.paper_number import PaperKind
from models.rules.periods import parse_period
from models.rules.states import EntryState


@dataclass(frozen=True, slots=True)
class EntryOfList:
    """An entry on the day of the list of `period`; `before` is its state in the previous list, or None.

    `standing` is what it waited for on that day, None within its limit; `before_standing` that in the previous list.
    `refound` and `relimited`: its finding or its limit is not that of the previous list.
    `points` is None if they were 未设定. `waived` says that its remediation was waived on that day, and its paper;
    `extended` how often its limit was extended, and the first one; `ended_by` who signed its end;
    `unscored` that no sheet counts it.
    """

    position: int
    department: str
    target_code: str
    target: str
    occurrence: int
    finding: str
    found_on: date
    listed_on: date
    state: EntryState
    round: int | None
    limit: date | None
    points: Decimal | None
    before: EntryState | None
    period: str
    standing: EntryStanding | None = None
    before_standing: EntryStanding | None = None
    refound: bool = False
    relimited: bool = False
    waived: str = ""
    extended: str = ""
    ended_by: str | None = None
    unscored: str | None = None

    @property
    def status(self) -> str:
        """Return the status of the row: 整改中, 逾期, 已申报完成，待反馈, 中止, 已补欠 …"""
        return (self.standing or self.state).label

    @property
    def moved(self) -> str:
        """Return the change since the last list: 本季新列入, 与上期相同, 由整改中变为已补欠, 认定、整改时限有变更.

        An entry that was listed before the quarter or after it says so: 此前列入, 季度结束后列入.
        """
        if self.before is None:
            over = self.state in {EntryState.MADE_GOOD, EntryState.WITHDRAWN, EntryState.CORRECTED}
            return f"{self._listed(over=over)}，{self.state.label}" if over else self._listed(over=over)
        before = (self.before_standing or self.before).label
        moved = [] if before == self.status else [f"由{before}变为{self.status}"]
        named = (("认定", self.refound), ("整改时限", self.relimited))
        changed = "、".join(name for name, differs in named if differs)
        return "，".join([*moved, *([f"{changed}有变更"] if changed else [])]) or "与上期相同"

    def _listed(self, *, over: bool) -> str:
        quarter = parse_period(self.period)
        if self.listed_on > quarter.end:
            return "季度结束后列入"
        if self.listed_on < quarter.start:
            return "此前列入"
        return "本季列入" if over else "本季新列入"


@dataclass(frozen=True, slots=True)
class ListPaper:
    """List number `number`; `department` names the department it is filtered by, empty for the full list."""

    period: str
    number: int
    department: str
    lines: tuple[EntryOfList, ...]
    signature: Signature

    @property
    def title(self) -> str:
        """2026年第三季度负面清单."""
        return f"{parse_period(self.period).label}负面清单"

    @property
    def key(self) -> str:
        """Return what is numbered: 2026Q3, or 2026Q3/省教育厅 for one department."""
        return _key(self.period, self.department)


def list_paper(session: Session, period: str, department: str | None = None) -> ListPaper:
    """Return the frozen list of a quarter; with a department, only its rows.

    Raises Refused if the quarter has no list, if the department is unknown, or if it has no row in the list.
    """
    quarter = str(parse_period(period))
    rows = lines_of(session, quarter)
    jurisdiction = home(session)
    frozen = session.exec(select(NegativeList).filter_by(jurisdiction_id=jurisdiction, period=quarter)).one()
    name = ""
    if department:
        filtered = find_department(session, jurisdiction, department)
        rows = [row for row in rows if row["department_id"] == filtered.id]
        if not rows:
            raise Refused(f"{parse_period(quarter).label}负面清单中没有“{filtered.name}”的条目。")
        name = str(rows[0]["department"])
    of_paper = (PaperKind.NEGATIVE_LIST, _key(quarter, name))
    signature = signature_of_paper(session, jurisdiction, frozen.frozen_on, of_paper)
    paper = ListPaper(quarter, frozen.number, name, tuple(_build_line(row, quarter) for row in rows), signature)
    return concealed(session, paper)


def _key(period: str, department: str) -> str:
    return "/".join(filter(None, (period, department)))


def _build_line(row: dict[str, Any], period: str) -> EntryOfList:
    known = row | {"period": period, "before": row["before"] and EntryState(row["before"])}
    known |= {"waived": describe_waiver(row["waiver"]), "extended": describe_extended(row["extended"])}
    for name in ("standing", "before_standing"):
        known[name] = row[name] and EntryStanding(row[name])
    return EntryOfList(**{each.name: known[each.name] for each in fields(EntryOfList)})
