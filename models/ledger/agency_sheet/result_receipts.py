"""结果签收 and 结果运用: the sheets in which a body signs for its results and says their use (1-9.1, 1-9.2)."""

from collections.abc import Collection
from dataclasses import replace
from operator import attrgetter
from typing import Any

from models.intake.agency_sheet import of_input
from models.intake.results_use import ReceiptRecorded, UseRecorded
from models.ledger.agency_sheet.kind import Listed, RowsOfOne, SheetKind, SheetRows, grey, keys, white
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.results_use.receiving import record_receipt, record_use
from models.rules.results_use import Receiver
from models.rules.states import ResultDeliveryState

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


def _receipt_listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    """Return the row of what a body was delivered; it is owed until it has signed."""
    return _listed("签收", UNSIGNED, row, evidence=tuple(row.files if row.received_on else ()))


def _use_listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    """Return an empty row for what a body was delivered; it is owed if it has signed and states no use of it."""
    return _listed("运用", (ResultDeliveryState.RECEIVED,), row)


def _listed(what: str, owed: Collection[str], row: Any, **more: Any) -> Listed:  # noqa: ANN401 - a result row
    return Listed(
        key=f"{row.year}/{row.kind}/{row.body}",
        name=f"{row.body}{row.year}年考评结果的{what}",
        fields=row._asdict() | {"kind": Receiver(row.kind)} | more,
        state=str(row.version),
        owed=row.state in owed and row.newest,
    )


def of_body(kind: SheetKind, name: str) -> SheetKind:
    """Return the kind with the rows of one body. Its export raises Refused if there are none."""
    return replace(kind, rows=RowsOfOne(kind, name, name.strip(), "参与单位", attrgetter("row.body")))


def _columns(form: type[ReceiptRecorded] | type[UseRecorded]) -> tuple[Any, ...]:
    return (
        of_input(form, "year", key=True, width=9, example="2026"),
        *keys(form, body=24, kind=20),
        *grey(paper_number=("反馈文号", 24), delivered_on=("反馈日期", 14), due=("签收期限", 14)),
    )


ONE_BODY = "随函送参与单位的，用 mubiao export {} --body 单位名称，一个单位一份；一个单位兼有两种身份的，各占一行。"
NEXT_TO_IT = "与表格放在同一文件夹，写文件名。"
RESULT_RECEIPTS = ImportedSheet(
    key="result-receipts",
    title="结果签收",
    chosen=record_receipt,
    columns=(
        *_columns(ReceiptRecorded),
        *white(ReceiptRecorded, received_on=14, receiver=12, evidence=20),
    ),
    rows=SheetRows(DELIVERED, _receipt_listed),
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
RESULT_USES = ImportedSheet(
    key="result-uses",
    title="结果运用",
    chosen=record_use,
    columns=(
        *_columns(UseRecorded),
        *white(UseRecorded, use=14, text=34, number=22, dated=14, evidence=20),
    ),
    rows=SheetRows(DELIVERED, _use_listed),
    hints=(
        ONE_BODY.format("result-uses"),
        "由参与单位写明结果用于什么，签收以后才能登记；用于几项的，每项一行：照抄年度、参与单位、反馈对象，核对码留空。",
        f"运用文件是有关文件、回函的扫描件，{NEXT_TO_IT}文号、文件日期可以不写，写的须同时写。",
    ),
    tasks=True,
    sent=True,
)
