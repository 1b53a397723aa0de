"""The content of answer sheets: duties that an office can answer, with rows, requirements and codes (1-7.2)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from sqlmodel import Session

from models.ledger.answer.asked_lines import lines_by_duty
from models.ledger.answer.grey_cells import leaf_cells, reported_cells, requirement_cells, subject_lines
from models.ledger.answer.telephone import contact_of
from models.ledger.answer_keys import Key, key_of
from models.ledger.deadlines import MOVABLE
from models.ledger.duties import title_of
from models.ledger.jurisdiction import home, own_organs
from models.ledger.nouns.shared_sql import HEIRS, OBLIGATION_KEY, TARGET_OF
from models.ledger.papers.signature import Signature, signature_of
from models.ledger.secrets import secrets_of
from models.ledger.target.leaves import paces_of_lines
from models.rules.answer_code import AnswerCode
from models.rules.answer_form import FORMS, GREY_TITLES
from models.rules.cycles import DUTY_OF as DUTIES_BY_KEY
from models.rules.deadlines import describe_proof
from models.rules.errors import Refused
from models.rules.organ_word import in_own_word
from models.rules.secrecy import Secrets
from models.rules.states import ObligationState
from models.rules.target.due import LEAF
from models.rules.white_cells import Form
from models.statements import ResultRow, run

DUTIES = f"""
WITH heir AS MATERIALIZED {HEIRS}
SELECT o.id, o.id AS lines_of, o.kind, o.period, o.subject, o.round, o.state, o.due_version,
    {OBLIGATION_KEY.format(o="o", d="d")} AS key, d.code AS owed_for_code, d.name AS owed_for,
    d.is_agency AS of_agency, b.id AS office_id, b.code AS office, b.name AS department, w.is_agency AS agency_owes,
    x.due, x.provisional AND {MOVABLE} AS provisional, x.proof, t.id AS target_id, t.name AS target_name,
    t.code AS target_code, t.requirement, t.quantity, t.unit,
    t.deadline, o.jurisdiction_id
FROM obligation o JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
    LEFT JOIN heir h ON h.department_id = w.id JOIN department b ON b.id = coalesce(h.heir, w.id)
    JOIN deadline x ON x.id = o.deadline_id
    {TARGET_OF}
WHERE {{which}} ORDER BY x.due, o.kind, o.period, o.id
"""  # noqa: S608 - constants only
BY_NUMBER = DUTIES.format(which="o.id = ANY(:obligations)")
BY_KEY = DUTIES.format(
    which=f"o.jurisdiction_id = :jurisdiction AND {OBLIGATION_KEY.format(o='o', d='d')} = :key"
    " AND o.kind = split_part(:key, '|', 1) AND o.period = split_part(:key, '|', 2)"
)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The grey cells of a row about a target, as texts, and its check code; a marked target's row takes nothing.

    `pace` is the colour of the last report on the day of the sheet (A22); the check code does not cover it.
    """

    check: str
    shown: tuple[str, ...]
    marked: bool = False
    pace: str = ""
    leaf: str = ""

    @property
    def name(self) -> str:
        """Return what tells the row from the others of its sheet: the code of its target, with that of its leaf."""
        return "/".join(filter(None, (self.shown[0], self.leaf)))


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """The sheet of one duty: its code, its subject, until when and why, and a row for each target.

    One that is about a marked target takes nothing (4.7). `obligation` and `due` are None without a duty.
    `provisional` while a holiday notice can move the due date (A34).
    """

    obligation: int | None
    code: str
    form: Form
    department: str
    title: str
    to_do: str
    due: date | None
    why: str
    about: tuple[tuple[str, str], ...]
    rows: tuple[AnswerRow, ...]
    marked: bool = False
    provisional: bool = False

    def with_lines(self, more: Sequence[tuple[str, str]]) -> Self:
        """Return the sheet with more grey lines of its subject."""
        return replace(self, about=(*self.about, *more))

    def with_paces(self, paces: Sequence[str]) -> Self:
        """A22, 4.7: return the sheet with the pace of the line of each row; that of a marked target is withheld."""
        rows = zip(self.rows, paces, strict=True)
        return replace(self, rows=tuple(row if row.marked else replace(row, pace=pace) for row, pace in rows))


Owed = tuple[str, AnswerSheet]


@dataclass(frozen=True, slots=True)
class AnswerBook:
    """The sheets that one office receives together; `contact` is the person of the agency to phone, if known."""

    department: str
    sheets: tuple[AnswerSheet, ...]
    contact: str
    signature: Signature

    @property
    def title(self) -> str:
        """省教育厅回复表."""
        return f"{self.department}回复表"


def answer_book(session: Session, obligations: Sequence[int], day: date) -> AnswerBook:
    """Return the sheets of duties of one office, the earliest due first.

    Raises Refused if a duty is unknown or over, if none can be answered by a sheet, or if two offices owe them.
    """
    rows = run(session, BY_NUMBER, obligations=list(obligations)).all()
    if absent := sorted(set(obligations) - {row.id for row in rows}):
        raise Refused(f"没有编号为{absent[0]}的应办事项。查看：mubiao owed。")
    for row in rows:
        _check_answerable(row)
    books = build_books(session, owed_sheets(session, rows, day), day)
    if len(books) > 1:
        offices = "、".join(book.department for book in books.values())
        raise Refused(f"一个回复表只能是一个部门的事项，这些事项分属{offices}。")
    return next(iter(books.values()))


def owed_sheets(session: Session, duties: Sequence[Any], day: date) -> list[Owed]:
    """Return the sheet of each duty, which is a row of DUTIES, with the code of the office that owes it."""
    if not duties:
        return []
    sheets = build_sheets(session, duties, key_of(session), day)
    return [(duty.office, sheet) for duty, sheet in zip(duties, sheets, strict=True)]


def build_books(session: Session, owed: Sequence[Owed], day: date) -> dict[str, AnswerBook]:
    """Return the book of each office by its code, with its sheets in their order; empty if there are no sheets."""
    if not owed:
        return {}
    jurisdiction, by_office = home(session), defaultdict[str, list[AnswerSheet]](list)
    contact, signature = contact_of(session, jurisdiction, day), signature_of(session, jurisdiction, day)
    for office, sheet in owed:
        by_office[office].append(sheet)
    return {
        office: AnswerBook(sheets[0].department, tuple(sheets), contact, signature)
        for office, sheets in sorted(by_office.items())
    }


def duty_named(session: Session, key: str) -> ResultRow:
    """Return the duty with this natural key as a row of DUTIES; None if it does not exist."""
    return run(session, BY_KEY, jurisdiction=home(session), key=key).first()


def _check_answerable(row: ResultRow) -> None:
    title = title_of(row.kind, row.period, row.target_name, row.round)
    if row.agency_owes:
        raise Refused(f"“{title}”由管理机构办理，没有回复表。")
    if row.state not in (ObligationState.OPEN, ObligationState.DISCHARGED):
        raise Refused(f"“{row.department}”的“{title}”{ObligationState(row.state).label}，不需要回复。")


def build_sheets(session: Session, duties: Sequence[Any], key: Key, day: date) -> list[AnswerSheet]:
    """Return the sheet of each duty, which is a row of DUTIES, with codes made by this key, as of this day."""
    secrets, lines, organs = secrets_of(session), lines_by_duty(session, duties), own_organs(session, home(session))
    about = subject_lines(session, duties, secrets, day)
    sheets = [_build_sheet(row, lines[row.id], key, secrets, organs).with_lines(about[row.id]) for row in duties]
    return _with_paces(session, duties, sheets, lines, day)


def _with_paces(
    session: Session,
    duties: Sequence[Any],
    sheets: Sequence[AnswerSheet],
    lines: Mapping[int, Sequence[Any]],
    day: date,
) -> list[AnswerSheet]:
    """A22: return the sheets, those that ask for a progress with the pace of each line; the setting is asked once."""
    paced = [row.id for row in duties if FORMS[row.kind].shows_pace]
    found = dict(zip(paced, paces_of_lines(session, [lines[each] for each in paced], day), strict=True))
    both = zip(duties, sheets, strict=True)
    return [sheet.with_paces(found[row.id]) if row.id in found else sheet for row, sheet in both]


def code_of(duty: ResultRow, key: Key) -> AnswerCode:
    """Return what the code of a duty's sheet is for."""
    return AnswerCode(key.installation, duty.key, duty.due_version, duty.office)


def _build_sheet(duty: ResultRow, lines: Sequence[Any], key: Key, secrets: Secrets, organs: str) -> AnswerSheet:
    code, form = code_of(duty, key), FORMS[duty.kind]
    title = secrets.hide(title_of(duty.kind, duty.period, duty.target_name, duty.round))
    return AnswerSheet(
        obligation=duty.id,
        code=code.sealed(key.secret),
        form=form,
        department=duty.department,
        title=title if duty.of_agency or duty.owed_for == duty.department else f"{title}（承接{duty.owed_for}）",
        to_do=in_own_word(DUTIES_BY_KEY[duty.kind].to_do, organs),
        due=duty.due,
        why=describe_proof(duty.proof),
        about=tuple(_describe_target(duty, lines, secrets)),
        rows=tuple(build_row(line, code, key.secret, secrets) for line in lines) if form.columns else (),
        marked=secrets.about(duty.subject),
        provisional=duty.provisional,
    )


def _describe_target(duty: ResultRow, last: Sequence[Any], secrets: Secrets) -> list[tuple[str, str]]:
    """Return the grey lines about the target that a duty is about, with what was last reported of it, if anything was.

    Of a marked one it is its pointer only.
    """
    if not duty.target_code:
        return []
    if secrets.about(duty.subject):
        return [("目标", secrets.hide(duty.target_name))]
    shown = [*requirement_cells(duty.target_code, duty.target_name, duty)]
    shown += [words for row in last for words in reported_cells(row)]
    return [each for each in zip(GREY_TITLES, shown, strict=False) if each[1] or each[0] in GREY_TITLES[:5]]


def build_row(line: ResultRow, code: AnswerCode, key: bytes, secrets: Secrets) -> AnswerRow:
    """Return the row of a line of a target or leaf under the code of its sheet."""
    marked = secrets.about(f"{line.year}/{line.code}")
    if marked:
        shown = (line.code, secrets.hide(line.name), *[""] * (len(GREY_TITLES) - 2))
    else:
        cells = leaf_cells(line) if line.leaf else requirement_cells(line.code, line.name, line)
        shown = (*cells, *reported_cells(line))
    return AnswerRow(code.row_code(key, row_key(line), shown), tuple(shown), bool(marked), leaf=line.leaf or "")


def row_key(line: ResultRow) -> str:
    """Return the natural key of a row: the target, its leaf, and the version of its requirement that was shown."""
    return f"{line.year}/{line.code}{LEAF if line.leaf else ''}{line.leaf}/{line.version}"
