"""来信 as a list, and one mail with its files and sheets; raw mails are opened by `raw_mails`."""

from collections.abc import Collection
from typing import Any

from sqlmodel import Session

from models.intake.inbox import place_of_sheet
from models.ledger.jurisdiction import home
from models.ledger.secrets import concealed
from models.ledger.strangers import GOES_ON, IS_GONE
from models.rules.errors import Refused
from models.statements import run

SHOWN_A_DAY = 50  # mails of strangers in the list; more of a day are one line
MAILS = f"""
SELECT m.id, m.received_at, m.received_on, coalesce(s.sender, m.sender) AS sender,
    coalesce(s.subject, m.subject) AS subject, m.known, m.state, m.sentence, d.code AS department_code,
    d.name AS department, jsonb_array_length(m.files) AS files, m.office_id IS NULL AS stranger,
    CASE WHEN {IS_GONE} THEN {GOES_ON} END AS gone,
    ARRAY(SELECT DISTINCT a.sentence FROM answer a
        WHERE a.mail_id = m.id AND a.outcome IN ('waiting', 'unknown') AND a.sentence <> '' ORDER BY 1) AS reasons
FROM received_mail m LEFT JOIN department d ON d.id = m.office_id LEFT JOIN stranger_mail s ON s.mail_id = m.id
WHERE m.jurisdiction_id = :jurisdiction AND (:every OR m.state IN ('received', 'waiting'))
    AND (CAST(:number AS int) IS NULL OR m.id = :number)
ORDER BY m.received_at, m.id
"""  # noqa: S608 - constants only
FILES = """
SELECT coalesce(s.files, m.files) AS files, coalesce(s.missing, m.missing) AS missing,
    coalesce(s.sheets, '[]') AS sheets
FROM received_mail m LEFT JOIN stranger_mail s ON s.mail_id = m.id WHERE m.id = :number
"""
ANSWERS = """
SELECT a.file, a.sheet, a.outcome, a.sentence, a.complaints FROM answer a WHERE a.mail_id = :number ORDER BY a.id
"""
RETURNED = """
SELECT m.digest AS mail, a.file, a.file_digest, a.outcome, a.obligation_id, a.matter, a.complaints
FROM answer a JOIN received_mail m ON m.id = a.mail_id
WHERE m.digest = ANY(:mails) AND a.outcome IN ('returned', 'outdated') ORDER BY a.id
"""


def list_mails(session: Session, *, every: bool = False, number: int | None = None) -> list[dict[str, Any]]:
    """Return the mails that wait, or every mail, in the order received. 4.7: without marked content.

    `reasons` are why sheets are left to the agency. `gone` is None, or the day from which what a stranger wrote is
    deleted: it is not there, by then or by a restore.
    """
    rows = run(session, MAILS, jurisdiction=home(session), every=every or number is not None, number=number)
    return concealed(session, [dict(row) for row in rows.mappings()])


def shown_mails(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Return the mails of a list, and by day how many more strangers' mails there are than are shown."""
    seen: dict[str, int] = {}
    shown = []
    for row in rows:
        day = str(row["received_on"])
        if row["stranger"]:
            seen[day] = seen.get(day, 0) + 1
        if not row["stranger"] or seen[day] <= SHOWN_A_DAY:
            shown.append(row)
    return shown, {day: n - SHOWN_A_DAY for day, n in seen.items() if n > SHOWN_A_DAY}


def show_mail(session: Session, number: int) -> dict[str, Any]:
    """Return one mail with its files, what did not come with it, and its sheets. Raises Refused if it is unknown."""
    found = list_mails(session, number=number)
    if not found:
        raise Refused(f"没有编号为{number}的来信。查看：mubiao inbox --all。")
    more = run(session, FILES, number=number).mappings().one()
    answers = [_named(dict(row), more["sheets"]) for row in run(session, ANSWERS, number=number).mappings()]
    names = [file["name"] for file in more["files"] if file["name"]]
    return concealed(session, {**found[0], "missing": more["missing"], "files": names, "sheets": answers})


def _named(answer: dict[str, Any], sheets: list[list[str]]) -> dict[str, Any]:
    """Return an answer with the names of its file and its sheet, if it is a stranger's and they are there."""
    names = {place_of_sheet(number): each for number, each in enumerate(sheets, 1)}
    if answer["file"] or answer["sheet"] not in names:
        return answer
    file, sheet = names[answer["sheet"]]
    return answer | {"file": file, "sheet": sheet}


def returned_workbooks(session: Session, mails: Collection[str]) -> list[dict[str, Any]]:
    """Return a row for each sheet that goes back, of the mails with these digests.

    `file` and `file_digest` are name and SHA-256 of its workbook in the evidence store, `complaints` its faults.
    """
    return [dict(row) for row in run(session, RETURNED, mails=list(mails)).mappings()]
