"""`mubiao submissions`: the papers in which drafts went to the body that approves them."""

from datetime import date

from deployments.listings.listing import OF_YEAR, Column, Listing
from models.ledger.draft.papers import list_submissions


def _dated(number: str, day: date | None) -> str:
    """The number of a paper with its date; empty without one."""
    return f"{number}，{day}" if day else ""


LISTING = Listing(
    "submissions",
    "目标报审",
    "目标报审及其审批、下达。例：mubiao submissions --year 2027",
    list_submissions,
    (
        Column("报审", "submission", kept=True),
        Column("目标类别", lambda row: str(row["category"].label.removesuffix("目标"))),
        Column("审批单位", "body", wrapped=True),
        Column("项数", "drafts"),
        Column("退回", lambda row: row["returned"] or ""),
        Column("报审日期", "submitted_on", kept=True),
        Column("批件", lambda row: _dated(row["approval_number"], row["approval_date"]), wrapped=True),
        Column("下达", lambda row: _dated(row["issue_number"], row["issue_date"]), wrapped=True),
    ),
    none="没有报审。报审：mubiao act submit_drafts --category 目标类别。",
    filters=(OF_YEAR,),
    dated=False,
)
