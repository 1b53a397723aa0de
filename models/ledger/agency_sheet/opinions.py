"""公众意见: new ones, those to be assigned with a limit, those whose remediation is to be published (6.2.7)."""

from functools import partial
from typing import Any

from models.intake.agency_sheet import Takes, of_input
from models.intake.opinion import OpinionEntered, OpinionPublished
from models.ledger.agency_sheet.kind import Listed, SheetRows, grey, keys
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.nouns.shared_sql import HEIRS
from models.ledger.opinion.opinions import publish_opinion
from models.ledger.opinion.registration import enter_opinion
from models.rules.states import OpinionState

OPINIONS = f"""
SELECT concat_ws('-', r.year, r.number) AS opinion, d.name AS department, r.channel, r.content, r.received_on, r.state,
    r."limit", r.fed_back_on, r.feedback, r.published_on, r.published_in
FROM opinion r LEFT JOIN {HEIRS} h ON h.department_id = r.department_id
    JOIN department d ON d.id = coalesce(h.heir, r.department_id)
WHERE r.jurisdiction_id = :jurisdiction ORDER BY r.year, r.number
"""  # noqa: S608 - constants only


def _listed(owed: OpinionState, row: Any) -> Listed:  # noqa: ANN401 - a result row
    """Return the row of an opinion; those in one state are owed."""
    return Listed(
        key=row.opinion,
        name=f"公众意见{row.opinion}",
        fields=row._asdict(),
        state=row.state,
        owed=row.state == owed,
    )


ASSIGNMENTS = ImportedSheet(
    key="opinions",
    title="公众意见登记和交办",
    chosen=enter_opinion,
    columns=(
        of_input(OpinionEntered, "opinion", key=True, width=10),
        of_input(OpinionEntered, "department", key=True, width=20),
        *keys(OpinionEntered, content=50, channel=16, received_on=14),
        of_input(OpinionEntered, "limit", width=16),
    ),
    rows=SheetRows(OPINIONS, partial(_listed, OpinionState.RECEIVED)),
    hints=(
        "已登记、还没有交办的意见，填上整改时限即交办给责任部门。",
        "新收到的在表下另起一行，意见编号和核对码留空，写明责任部门、内容、来源渠道、收到日期；整改时限可以以后再填。",
        "责任部门、内容、渠道、收到日期都相同的认作同一条意见，不会登记两次。",
    ),
    tasks=True,
    single=True,
)
PUBLICATIONS = ImportedSheet(
    key="opinion-publications",
    title="公众意见公布",
    chosen=publish_opinion,
    columns=(
        of_input(OpinionPublished, "opinion", key=True, width=10),
        *grey(department=("责任部门", 20), content=("意见内容", 40), fed_back_on=("反馈日期", 14, Takes.DAY)),
        *grey(feedback=("整改情况", 40)),
        of_input(OpinionPublished, "published_in", width=24),
        of_input(OpinionPublished, "published_on", width=14, required=True),
    ),
    rows=SheetRows(OPINIONS, partial(_listed, OpinionState.FED_BACK)),
    hints=("部门已反馈整改情况、还没有公布的意见。整季一并公布的，用 publish_opinions 一次办理。",),
    tasks=True,
)
