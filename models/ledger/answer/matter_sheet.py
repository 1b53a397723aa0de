"""The sheet of a matter that is no duty of an office; its row has those columns of DUTIES that its readers need."""

from datetime import date
from typing import Any, NamedTuple

from models.ledger.answer.content import AnswerRow, AnswerSheet, code_of
from models.ledger.answer_keys import Key
from models.rules.matter_form import ALL_FORMS

# The columns of a matter about department `b`, next to kind, period, subject, due_version and key.
OF_OFFICE = """CAST(NULL AS int) AS id, b.code AS owed_for_code, b.name AS owed_for, b.id AS office_id,
    b.code AS office, b.name AS department, b.is_agency AS agency_owes"""


class Said(NamedTuple):
    """What the sheet of a matter says: what to do and why; title, last day, grey lines and rows if it has them."""

    to_do: str
    why: str
    title: str = ""
    due: date | None = None
    about: tuple[tuple[str, str], ...] = ()
    rows: tuple[AnswerRow, ...] = ()
    marked: bool = False


class MatterSheet(NamedTuple):
    """The sheet of a matter with its key, and the id and the code of the office that answers it now."""

    key: str
    office: int
    code: str
    sheet: AnswerSheet


def matter_sheet(matter: Any, key: Key, said: Said) -> MatterSheet:  # noqa: ANN401 - a result row
    """Return the sheet of a matter, with its code made by this key."""
    form = ALL_FORMS[matter.kind]
    sheet = AnswerSheet(
        obligation=None,
        code=code_of(matter, key).sealed(key.secret),
        form=form,
        department=matter.department,
        **said._asdict() | {"title": said.title or form.title},
    )
    return MatterSheet(matter.key, matter.office_id, matter.office, sheet)
