"""`mubiao owed`: lists obligations with state and days left; `--xlsx` writes the phone list."""

from pathlib import Path

from sqlmodel import Session

from deployments.commands.listings import Output, command_of
from deployments.listings.listing import ListedRows
from deployments.listings.owed import LISTING
from models.ledger.duty.call_list import phone_list
from models.ledger.jurisdiction import is_rehearsal
from models.ledger.notice_ends import untold_notices
from tasks.clock import current_instant


def _write_list(session: Session, found: ListedRows, place: Path) -> str:
    """Write the phone list, with the untold notices unless it is of one department."""
    from deployments.phone_list import write_phone_list  # noqa: PLC0415 - loaded for a workbook only

    untold = [] if found.given["department"] else untold_notices(session, found.day, current_instant())
    write_phone_list(place, phone_list(session, found.day, found.rows), untold, rehearsal=is_rehearsal(session))
    more = f"。另有{len(untold)}条通知发不出去，在“待电话通知”表中。" if untold else ""
    return f"已写入{len(found.rows)}项：{place}{more}"


command = command_of(LISTING, Output("xlsx", "写成电话催办名单", _write_list))
