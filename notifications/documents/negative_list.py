"""《负面清单》 of a quarter (1-2.23), as a document and as a workbook of the same rows."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from models.ledger.papers.negative_list import EntryOfList, ListPaper
from models.rules.chinese_dates import in_full
from models.rules.negative_list import FEEDBACK
from models.rules.points import in_words, shown
from models.rules.rehearsal import marked
from models.rules.states.negative_list import ENDED
from notifications.documents.office_file import pack
from notifications.documents.official_paper.paper import Paper
from notifications.documents.printed_page import set_height, set_up_page
from notifications.documents.words import plain

# Column title, width on the page in tenths of a millimetre, width in the workbook, where all stand on one page.
COLUMNS = (
    ("序号", 100, 6),
    ("部门", 240, 18),
    ("目标编号", 240, 14),
    ("目标", 280, 28),
    ("核查认定", 350, 38),
    ("核查日期", 205, 12),
    ("列入日期", 205, 12),
    ("状态", 140, 12),
    ("整改时限", 205, 12),
    ("记分", 130, 10),
    ("较上期", 155, 18),
)
BOLD, WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")


def document(quarter: ListPaper) -> bytes:
    """Returns the list as a .docx: the notice to the heads, and its table as an appendix on landscape pages."""
    paper = Paper(f"关于{quarter.title}的通报（第{quarter.number}号）", quarter.signature)
    paper.addressee(f"{quarter.department}主要领导" if quarter.department else "各纳入管理部门主要领导")
    day = in_full(quarter.signature.day)
    if quarter.lines:
        unfinished = sum(line.state not in ENDED for line in quarter.lines)
        paper.text(f"截至{day}，{_describe_rest(quarter, unfinished)}。")
        paper.text(
            f"{FEEDBACK.due.words}整改情况（《目标管控》6.2.5）。对认定有异议的，可以据实提出申诉（《目标管控》4.3）。"
            if unfinished
            else "上述目标不需再办理整改。"
        )
        paper.attached([quarter.title])
    else:
        paper.text(f"截至{day}，没有列入负面清单的目标。")
    paper.signed()
    if quarter.lines:
        paper.appendix(quarter.title, wide=True)
        paper.table([column[:2] for column in COLUMNS], [_format_values(line) for line in quarter.lines])
    return paper.finished()


def _describe_rest(quarter: ListPaper, unfinished: int) -> str:
    """Returns how many entries the list has and what is still to be done; nothing if all are made good or withdrawn."""
    count = f"{'你单位列入负面清单' if quarter.department else '列入负面清单共'}{len(quarter.lines)}项"
    if not unfinished:
        return f"{count}，均已补欠或撤销"
    some = f"其中{unfinished}项尚未办结，" if unfinished < len(quarter.lines) else ""
    return f"{count}，{some}请在整改时限内完成整改，已过时限的抓紧补欠"


def workbook(quarter: ListPaper) -> bytes:
    """Returns the list as an .xlsx: a header row, then one row per entry."""
    title = marked(f"{quarter.title}（第{quarter.number}号）", rehearsal=quarter.signature.rehearsal)
    book = Workbook()
    sheet: Any = book.active
    sheet.title, sheet.freeze_panes, sheet.print_title_rows = "负面清单", "A2", "1:1"
    widths = [width for *_, width in COLUMNS]
    set_up_page(sheet, widths)
    sheet.oddHeader.center.text = title
    sheet.oddFooter.center.text = "— &P —"
    if quarter.signature.head:
        sheet.oddFooter.right.text = f"成文前台账末块 {quarter.signature.head}"
    for row, values in enumerate([[title for title, *_ in COLUMNS], *map(_values_of, quarter.lines)], 1):
        set_height(sheet, row, values, widths)
        for column, value in enumerate(values, 1):
            _write_cell(sheet.cell(row, column), value, bold=row == 1)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(quarter.lines) + 1}"
    about = book.properties
    about.title, about.creator = title, quarter.signature.agency
    buffer = BytesIO()
    book.save(buffer)
    return pack(buffer.getvalue(), quarter.signature.day)


def _format_values(line: EntryOfList) -> list[str]:
    """Returns the cells of one entry as text."""
    return [_format_value(value) for value in _values_of(line)]


def _format_value(value: Any) -> str:  # noqa: ANN401 - the value of a cell
    match value:
        case Decimal():
            return in_words(value)
        case date():
            return in_full(value).replace("年", "年\n")  # a narrow column would break it anywhere
    return str(value)


def _values_of(line: EntryOfList) -> list[Any]:
    """Returns the values of one entry, in the order of COLUMNS."""
    again = f"（第{line.occurrence}次列入）" if line.occurrence > 1 else ""
    rounds = f"（第{line.round}轮）" if line.round and line.round > 1 else ""
    return [
        line.position,
        line.department,
        line.target_code,
        f"{line.target}{again}",
        line.finding,
        line.found_on,
        line.listed_on,
        "，".join(filter(None, (f"{line.status}{rounds}", line.waived))),
        line.limit or "未明确",
        shown(line.points),
        line.moved,
    ]


def _write_cell(cell: Any, value: Any, *, bold: bool) -> None:  # noqa: ANN401 - openpyxl is untyped here
    cell.value, cell.alignment = plain(value) if isinstance(value, str) else value, WRAPPED
    if bold:
        cell.font = BOLD
    if isinstance(value, str):
        cell.data_type = "s"  # a name that begins with = is stored as text, never as a formula
