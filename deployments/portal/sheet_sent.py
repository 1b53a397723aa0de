"""A sheet of the agency that is sent back: read in the process with limits, all of its rows are done, or none."""

from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import Response

from deployments.act_entry import Around, Entry, Hand, perform_act
from deployments.commands.import_sheets import around_of, importing
from deployments.portal.act_trying import check_done
from deployments.portal.kept_files import check_workbooks, lay_out
from deployments.portal.late_sheets import KEPT, drop_kept, files_sent, keep_sheet, said_or_kept
from deployments.portal.sheet import kind_of
from deployments.portal.visit import Visit
from deployments.portal.workbook import keep_of_request, keep_outcome, kept_of_request
from models.intake.complaint_lines import complaint_lines
from models.intake.complaints import ImportRefused
from models.intake.mail.reader import MailReader
from models.intake.mail.sheets import mark_apart, read_apart
from models.intake.sheet.reading import rows_read_by
from models.intake.source import PaperGiven, read_paper
from models.ledger.evidence.unpacked import unpack_folder
from models.rules.errors import Refused

CHOOSE = "请选择填好的表格。"
NO_OUTCOME: dict[str, Any] = {"taken": "", "guessed": [], "refused": [], "red": ""}


def send(visit: Visit) -> Response:
    """Import a sheet with the files that its cells name; a request number that was used does nothing."""
    kind, request = kind_of(visit), visit.said("request")[:40]
    if request and kept_of_request(visit, request, f".{kind}") is None:
        with unpack_folder() as place, MailReader() as reader, rows_read_by(partial(read_apart, reader)):
            outcome = NO_OUTCOME | {"request": request} | _take(visit, kind, request, Path(place), reader)
        keep_outcome(visit, request, f".{kind}", outcome)
        if visit.said(KEPT):
            drop_kept(visit)
    return visit.to(f"/sheet/{kind}?of={quote(request)}")


def keep_late(visit: Visit) -> bool:
    """Keep a sheet whose session had ended; returns whether it is, for who still works at the agency."""
    with suppress(HTTPException):
        return bool(kind_of(visit)) and keep_sheet(visit, ("paper", "paper_date", "match_rows"))
    return False


def _take(visit: Visit, kind: str, request: str, place: Path, reader: MailReader) -> dict[str, Any]:
    """Return what was done or refused; a refused workbook is kept with its wrong cells red."""
    try:
        files = lay_out(files_sent(visit, "files"), place)
        if not files:
            return {"refused": [CHOOSE]}
        check_workbooks(files[:1])
        chosen, read = importing(kind)
        given = replace(read(files[0], ""), match_rows=bool(said_or_kept(visit, "match_rows")))
        hand = Hand(visit.person.name, visit.person.account_name, visit.day)
        around = Around(around_of(kind, settles=True).prepare, check_done)
        number = f"page:{visit.person.account}:{chosen.name}:{request}"
        entry = Entry(hand=hand, paper=_paper(visit, place))
        done = perform_act(chosen, given, request_id=number, entry=entry, around=around)
    except ImportRefused as refusal:
        red = mark_apart(reader, files[0].read_bytes(), refusal.complaints, "目标绩效管理机构")
        keep_of_request(visit, request, ".0", red)
        return {"refused": [*complaint_lines(refusal.complaints)], "red": files[0].name}
    except Refused as refusal:
        return {"refused": [refusal.message]}
    return {"taken": done.words, "guessed": [*given.guessed]}


def _paper(visit: Visit, place: Path) -> PaperGiven | None:
    """Return the paper on which a sheet stands, with its file; None without one."""
    (folder := place / "paper").mkdir(exist_ok=True)
    pages = lay_out(files_sent(visit, "page")[:1], folder)
    number, dated = (said_or_kept(visit, name).strip() for name in ("paper", "paper_date"))
    given = {"number": number, "dated": dated, "page": next(iter(pages), None)}
    return read_paper({name: value or None for name, value in given.items()})
