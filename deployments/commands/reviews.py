"""`mubiao reviews`: lists the work of a quarter's online review; `--xlsx` writes the sheet for one reviewer."""

from pathlib import Path

from sqlmodel import Session

from deployments.commands.listings import Output, command_of, write_rows
from deployments.listings.listing import ListedRows
from deployments.listings.reviews import LISTING
from models.rules.errors import Refused


def _write_sheet(_session: Session, found: ListedRows, file: Path) -> str:
    """Write the sheet. Raises Refused unless it is of one person, whole and not empty."""
    from deployments.review_sheet import workbook  # noqa: PLC0415 - loaded for a workbook only

    quarter, reviewer = found.given["period"], found.given["reviewer"] or found.given["second"]
    if not reviewer:
        raise Refused("复核表按复核人各写一份，请写明 --reviewer。")
    if found.given["left"]:
        raise Refused("复核表包含分派的全部目标，请去掉 --left。")
    if not found.rows:
        raise Refused(
            f"{quarter.label}在线复核没有分派给“{reviewer}”的目标，也没有等其确认的（分派：assign_reviews）。"
        )
    return write_rows(found, file, workbook(quarter, reviewer, found.rows))


ABOUT = "写成复核表，填好后用 mubiao import reviews 导入；须写 --reviewer 或 --second"
command = command_of(LISTING, Output("xlsx", ABOUT, _write_sheet))
