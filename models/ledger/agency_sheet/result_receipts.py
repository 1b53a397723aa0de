"""结果签收 and 结果运用: the sheets in which a body signs for its results and says their use (1-9.1, 1-9.2)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.agency_sheet import of_input
from models.intake.results_use import ReceiptRecorded, UseRecorded
from models.intake.sheet_columns import grey, keys, white
from models.ledger.agency_sheet.approvals import APPROVING
from models.ledger.agency_sheet.kind import Listed, SheetKind
from models.ledger.agency_sheet.taking import sheet_act
from models.ledger.results_use.receiving import record_receipt, record_use
from models.rules.errors import Refused
from models.rules.results_use import Receiver
from models.rules.states import ResultDeliveryState
from models.statements import run

# What each body was delivered last, of which paper, and whether the results were corrected since.
DELIVERED = """
SELECT r.year, b.name AS body, r.kind, r.version, r.state, r.paper_number, r.delivered_on, r.due, r.receiver,
    r.received_on, r.version = (SELECT max(a.serial) FROM appraisal a
        WHERE a.jurisdiction_id = r.jurisdiction_id AND a.year = r.year) AS newest,
    coalesce((SELECT array_agg(e.file_name ORDER BY e.id) FROM exhibit e
        WHERE e.record = 'result_delivery' AND e.record_id = r.id), '{}') AS files
FROM result_delivery r JOIN body b ON b.id = r.body_id
WHERE r.jurisdiction_id = :jurisdiction AND r.state <> 'replaced'
ORDER BY r.year, b.name COLLATE "C", r.kind
"""
UNSIGNED = (ResultDeliveryState.DELIVERED, ResultDeliveryState.TOLD)
Rows = Callable[[Session, int, date], Iterator[Listed]]


def list_receipts(session: Session, jurisdiction: int, _day: date) -> Iterator[Listed]:
    """Yield a row for what each body was delivered; those that it has not signed are owed."""
    for row in run(session, DELIVERED, jurisdiction=jurisdiction):
        signed = {"receiver": row.receiver, "received_on": row.received_on, "evidence": tuple(row.files)}
        yield _listed(row, "签收", owed=row.state in UNSIGNED, more=signed if row.received_on else {})


def list_uses(session: Session, jurisdiction: int, _day: date) -> Iterator[Listed]:
    """Yield an empty row for what each body was delivered; those are owed that it has signed and states no use of."""
    for row in run(session, DELIVERED, jurisdiction=jurisdiction):
        yield _listed(row, "运用", owed=row.state == ResultDeliveryState.RECEIVED, more={})


def _listed(row: Any, what: str, *, owed: bool, more: dict[str, Any]) -> Listed:  # noqa: ANN401 - a result row
    return Listed(
        key=f"{row.year}/{row.kind}/{row.body}",
        name=f"{row.body}{row.year}年考评结果的{what}",
        fields={"year": row.year, "body": row.body, "kind": Receiver(row.kind)} | more,
        shown={"反馈文号": row.paper_number, "反馈日期": row.delivered_on, "签收期限": row.due},
        state=str(row.version),
        owed=owed and row.newest,
    )


def of_body(kind: SheetKind, name: str) -> SheetKind:
    """Return the kind with the rows of one body. Its export raises Refused if there are none."""

    def rows(session: Session, jurisdiction: int, day: date) -> Iterator[Listed]:
        found = [each for each in kind.rows(session, jurisdiction, day) if each.owed]
        own = [each for each in found if _body_of(each) == name.strip()]
        if not own:
            others = "、".join(dict.fromkeys(map(_body_of, found))) or "没有"
            raise Refused(f"“{name}”没有要填的{kind.title}。现在要填的参与单位：{others}。")
        return iter(own)

    return replace(kind, rows=rows)


def _body_of(row: Listed) -> str:
    """Return the body that a row goes to; a paper names it in a grey cell."""
    return str(row.fields.get("body") or row.shown[APPROVING])


def _columns(form: type[ReceiptRecorded] | type[UseRecorded]) -> tuple[Any, ...]:
    return (
        of_input(form, "year", key=True, width=9, example="2026"),
        *keys(form, body=24, kind=20),
        *grey(("反馈文号", 24), ("反馈日期", 14), ("签收期限", 14)),
    )


ONE_BODY = "随函送参与单位的，用 mubiao export {} --body 单位名称，一个单位一份；一个单位兼有两种身份的，各占一行。"
NEXT_TO_IT = "与表格放在同一文件夹，写文件名。"
RESULT_RECEIPTS = SheetKind(
    key="result-receipts",
    title="结果签收",
    chosen=record_receipt,
    columns=(
        *_columns(ReceiptRecorded),
        *white(ReceiptRecorded, received_on=14, receiver=12, evidence=20),
    ),
    rows=list_receipts,
    hints=(
        ONE_BODY.format("result-receipts"),
        "由参与单位填签收人、签收日期；签收日期不早于反馈日期。签收不影响任何事项。",
        f"签收单是签字的扫描件，或交回的这份文件，{NEXT_TO_IT}",
    ),
    tasks=True,
    grows=False,
    sent=True,
    single=True,
)
RESULT_USES = SheetKind(
    key="result-uses",
    title="结果运用",
    chosen=record_use,
    columns=(
        *_columns(UseRecorded),
        *white(UseRecorded, use=14, text=34, number=22, dated=14, evidence=20),
    ),
    rows=list_uses,
    hints=(
        ONE_BODY.format("result-uses"),
        "由参与单位写明结果用于什么，签收以后才能登记；用于几项的，每项一行：照抄年度、参与单位、反馈对象，核对码留空。",
        f"运用文件是有关文件、回函的扫描件，{NEXT_TO_IT}文号、文件日期可以不写，写的须同时写。",
    ),
    tasks=True,
    sent=True,
)
import_result_receipts = sheet_act(RESULT_RECEIPTS)
import_result_uses = sheet_act(RESULT_USES)
