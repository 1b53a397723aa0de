"""来信 as a list, and one mail with its files and sheets; raw mails are opened by `raw_mails`."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.file_store.port import ChangedFile
from models.intake.inbox import place_of_sheet
from models.ledger.answer.marked_matters import holds_marked
from models.ledger.answer.read_results import SIGNED_PAGE, results_answered
from models.ledger.evidence.store import evidence_store
from models.ledger.jurisdiction import home
from models.ledger.secrets import concealed
from models.ledger.strangers import AUTOMATIC, GOES_ON, IS_GONE, STRANGER
from models.records import Mail
from models.rules.errors import Refused
from models.rules.states import MailState
from models.statements import run

SHOWN_STRANGERS = 50  # lines of strangers in the list, the newest
SHOWN_DAYS = 14  # after which a stranger's mail without an answer sheet leaves the list of those that wait
MAILS = f"""
SELECT m.id, m.received_at, m.received_on, coalesce(s.sender, m.sender) AS sender,
    coalesce(s.subject, m.subject) AS subject, m.known, m.state, m.sentence, d.code AS department_code,
    d.name AS department, jsonb_array_length(m.files) AS files, m.office_id IS NULL AS stranger,
    CASE WHEN {IS_GONE} THEN {GOES_ON} END AS gone, m.said,
    ARRAY(SELECT DISTINCT a.sentence FROM answer a
        WHERE a.mail_id = m.id AND a.outcome IN ('waiting', 'unknown') AND a.sentence <> '' ORDER BY 1) AS reasons
FROM received_mail m LEFT JOIN department d ON d.id = m.office_id LEFT JOIN stranger_mail s ON s.mail_id = m.id
WHERE m.jurisdiction_id = :jurisdiction AND (:every OR m.state IN ('received', 'waiting'))
    AND (CAST(:number AS int) IS NULL OR m.id = :number)
UNION ALL SELECT u.id, u.received_at, u.seen_on, u.sender, u.subject, NULL, 'automatic',
    CASE WHEN u.automatic THEN '{AUTOMATIC}' ELSE '{STRANGER}' END, NULL, NULL, jsonb_array_length(u.files), true, NULL,
    NULL, '{{}}'
FROM unregistered_mail u WHERE u.sender IS NOT NULL AND (CAST(:number AS int) IS NULL OR u.id = :number)
    AND (:every OR NOT u.automatic AND u.seen_on > coalesce(CAST(:day AS date), u.seen_on) - {SHOWN_DAYS})
ORDER BY received_at, id
"""  # noqa: S608 - constants only
FILES = """
SELECT coalesce(s.files, m.files) AS files, coalesce(s.missing, m.missing) AS missing,
    coalesce(s.sheets, '[]') AS sheets
FROM received_mail m LEFT JOIN stranger_mail s ON s.mail_id = m.id WHERE m.id = :number
UNION ALL SELECT files, missing, '[]' FROM unregistered_mail WHERE id = :number
"""
ANSWERS = """
SELECT a.file, a.sheet, a.outcome, a.sentence, a.complaints FROM answer a WHERE a.mail_id = :number ORDER BY a.id
"""
# 4.7: instead of the text of a mail.
SEALED = "随原文封存，由阅看人员阅看：mubiao secrets open --evidence {digest}"
RETURNED = """
SELECT m.digest AS mail, a.file, a.file_digest, a.outcome, a.obligation_id, a.matter, a.complaints
FROM answer a JOIN received_mail m ON m.id = a.mail_id
WHERE m.digest = ANY(:mails) AND a.outcome IN ('returned', 'outdated') ORDER BY a.id
"""


def list_mails(
    session: Session, *, every: bool = False, number: int | None = None, day: date | None = None
) -> list[dict[str, Any]]:
    """Return the mails that wait, or every mail, in the order received. 4.7: without marked content.

    Mails of strangers without an answer sheet need no decision; those of the fourteen days up to `day` are among them.
    `reasons` are why sheets are left to the agency. `gone` is None, or the day from which what a stranger wrote is
    deleted: it is not there, by then or by a restore.
    """
    chosen = {"every": every or number is not None, "number": number, "day": day}
    rows = run(session, MAILS, jurisdiction=home(session), **chosen)
    return concealed(session, [dict(row) for row in rows.mappings()])


def shown_mails(rows: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
    """Return the mails of a list, those of offices first, and how many of strangers are not shown.

    Of the mails of one stranger the newest is shown with the number of the others as `more`. One with an answer sheet
    has a separate line.
    """
    folded: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        alone = not row["stranger"] or row["reasons"]
        folded.setdefault(row["id"] if alone else row["sender"], []).append(row)
    lines = [each[-1] | {"more": len(each) - 1} for each in folded.values()]
    first = [line for line in lines if not line["stranger"]]
    shown = [*first, *[line for line in lines if line["stranger"]][-SHOWN_STRANGERS:]]
    return shown, len(rows) - sum(1 + line["more"] for line in shown)


def show_mail(session: Session, number: int) -> dict[str, Any]:
    """Return one mail with its files, what did not come with it, and its sheets. Raises Refused if it is unknown."""
    found = list_mails(session, number=number)
    if not found:
        raise Refused(f"没有编号为{number}的来信。查看：mubiao inbox --all。")
    more = run(session, FILES, number=number).mappings().one()
    answers = [_named(dict(row), more["sheets"]) for row in run(session, ANSWERS, number=number).mappings()]
    names = [file["name"] for file in more["files"] if file["name"]]
    shown = {**found[0], "missing": more["missing"], "files": names, "sheets": answers}
    row = session.get(Mail, number)
    signed = row is not None and row.state is MailState.WAITING and SIGNED_PAGE in row.sentence
    shown["to_read"] = [each.id for each in results_answered(session, row)] if row and signed else []
    return concealed(session, shown | _text(session, row))


def _text(session: Session, row: Mail | None) -> dict[str, str]:
    """Return `words`, the text of a mail of an office that waits or did, and `original`, how to get the whole mail.

    4.7: where its office has marked matters, `words` is how to read it.
    """
    if row is None or row.office_id is None:
        return {"words": "", "original": ""}
    if not holds_marked(session, row):
        return {"words": row.words, "original": f"mubiao inbox --mail {row.id} -o 来信{row.id}.eml"}
    waits = row.state is MailState.WAITING or row.words
    return {"words": SEALED.format(digest=row.digest[:12]) if waits else "", "original": ""}


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


def raw_mail(session: Session, number: int) -> bytes:
    """Return the bytes of a kept mail.

    4.7: raises Refused if its office has a marked target, or if it is marked itself: that is opened on record only.
    Raises Refused if the mail is unknown, or was not kept or was changed.
    """
    row = session.get(Mail, number)
    if row is None:
        raise Refused(f"没有编号为{number}的来信，或者来自陌生地址，原文没有保存。查看：mubiao inbox --all。")
    if holds_marked(session, row):
        raise Refused(
            f"来信{number}的部门有已标注密级的目标，原文只能由阅看人员阅看：mubiao secrets open --evidence "
            f"{row.digest[:12]}；原文尚未标注的，先由管理机构标注（mark_secret）并指定阅看人员（admit_reader）。"
        )
    try:
        return evidence_store().read(row.digest)
    except FileNotFoundError as missing:
        raise Refused(f"来信{number}的原文没有保存：陌生地址的和过大的来信，只留校验码{row.digest}。") from missing
    except ChangedFile as change:
        raise Refused(f"来信{number}的原文已被改动，与校验码不符，没有写出。请核验：mubiao verify。") from change
