"""《负面清单》 of a quarter (1-2.23), as a document and as a workbook of the same rows."""

from datetime import date
from decimal import Decimal
from typing import Any

from models.ledger.papers.negative_list import EntryOfList, ListPaper
from models.rules.chinese_dates import in_full
from models.rules.negative_list import FEEDBACK
from models.rules.points import in_words, shown
from models.rules.states.negative_list import ENDED
from notifications.documents.grid import Grid
from notifications.documents.official_paper.paper import Paper

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
    grid = Grid(f"{quarter.title}（第{quarter.number}号）", quarter.signature)
    grid.sheet("负面清单", {title: width for title, _, width in COLUMNS}, [*map(_values_of, quarter.lines)])
    return grid.finished()


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
        "，".join(filter(None, (f"{line.status}{rounds}", line.waived, line.extended, line.ended_by, line.unscored))),
        line.limit or "未明确",
        shown(line.points),
        line.moved,
    ]
