"""《目标完成质量分析报告》 of a quarter (6.2.6): a document with charts, and a workbook with every row of each figure.

The document's appendix names the workbook by its SHA-256, and where in its sheets the figures of each section stand.
"""

from collections.abc import Iterator
from hashlib import sha256

from models.ledger.papers.quality_report import QualityPaper
from models.rules.chinese_dates import in_full
from models.rules.quality import OF_THEM_ENTERED_LATE, OWED, Figure, Section, groups_of, share
from notifications.documents.grid import Grid
from notifications.documents.official_paper.charts import Bar
from notifications.documents.official_paper.paper import Paper

TABLE = (("事项", 44), ("情况", 26), ("数量", 12), ("占比", 18))
FIGURES = {"部分": 24, "事项": 36, "情况": 20, "数量": 10, "平均进度": 12}
APPENDIX = "数据和明细的工作簿"
PLACES = (("部分", 34), ("工作表“数据”", 33), ("工作表“明细”", 33))
FIRST = 2  # the row under the titles of a sheet
COUNTED = {"部分": 24, "事项": 36, "情况": 20, "编号": 24}


def document(report: QualityPaper) -> bytes:
    """Returns the report as a .docx, with a heading for each of the five sections."""
    paper = Paper(f"{report.title}（第{report.number}号）", report.signature)
    paper.text(f"数据截至{in_full(report.signature.day)}，取自目标绩效管理台账；每个数据所计的事项另附明细。")
    for section in Section:
        paper.heading(section.label)
        groups = groups_of(report.figures, section)
        if groups:
            paper.table(TABLE, [_format_cells(figure, group) for group in groups.values() for figure in group])
            paper.chart(*_chart_of(groups))
        for line in _words_of(report, section, groups):
            paper.text(line)
    paper.attached([APPENDIX])
    paper.signed()
    paper.appendix(APPENDIX)
    paper.text("本报告的数据取自同时生成的工作簿，其中每个数据所计的事项逐行列出。")
    paper.table(PLACES, list(_places(report.figures)))
    paper.code("工作簿的文件校验码（SHA-256）", sha256(workbook(report)).hexdigest())
    return paper.finished()


def _words_of(report: QualityPaper, section: Section, groups: dict[str, list[Figure]]) -> list[str]:
    """Returns the paragraphs of a section; no heading stands without figures or words."""
    if section is Section.NEGATIVE_LIST:
        listed = sum(figure.count for group in groups.values() for figure in group)
        said = f"共{listed}项，清单另行印发" if listed else "没有列入的目标"
        return [f"第{report.list_number}号负面清单{said}。"]
    return report.words.get(section, "").splitlines() or ([] if groups else ["本季度没有这一部分的数据。"])


def _chart_of(groups: dict[str, list[Figure]]) -> tuple[str, list[Bar]]:
    """Returns title and bars of a section's chart: its means if it has any, else the figures of its first group."""
    means = [figure for group in groups.values() for figure in group if figure.mean]
    shown = means or next(iter(groups.values()))
    unit = "%" if means else "项"
    return f"{shown[0].group}（{unit}）", [Bar(figure.name, figure.mean or str(figure.count)) for figure in shown]


def _places(figures: tuple[Figure, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield for each section the rows of both sheets of the workbook in which its figures stand."""
    figure_row = counted_row = FIRST
    for section in Section:
        own = [figure for figure in figures if figure.section is section]
        counted = sum(figure.count for figure in own)
        yield section.label, _rows(figure_row, len(own)), _rows(counted_row, counted)
        figure_row, counted_row = figure_row + len(own), counted_row + counted


def _rows(first: int, count: int) -> str:
    if count < 2:  # noqa: PLR2004 - one row is no range
        return f"第{first}行" if count else "无"
    return f"第{first}行至第{first + count - 1}行"


def workbook(report: QualityPaper) -> bytes:
    """Returns the figures as an .xlsx; the second sheet lists every row that each figure counts."""
    grid = Grid(f"{report.title}（第{report.number}号）", report.signature)
    ordered = [figure for section in Section for figure in report.figures if figure.section is section]
    grid.sheet("数据", FIGURES, [_figure_row(figure) for figure in ordered])
    counted = [(*_figure_row(figure)[:3], row) for figure in ordered for row in figure.rows]
    grid.sheet("明细", COUNTED, counted)
    return grid.finished()


def _format_cells(figure: Figure, group: list[Figure]) -> list[str]:
    """Returns a row of the document: the figure and its share of the total of its group."""
    if figure.mean:
        return [figure.group, figure.name, str(figure.count), f"{figure.mean}%"]
    if figure.name == OF_THEM_ENTERED_LATE:
        return [figure.group, figure.name, str(figure.count), ""]
    total = sum(each.count for each in group if each.name not in {OWED, OF_THEM_ENTERED_LATE})
    return [figure.group, figure.name, str(figure.count), share(figure.count, total)]


def _figure_row(figure: Figure) -> tuple[str, str, str, int, str]:
    return figure.section.label, figure.group, figure.name, figure.count, f"{figure.mean}%" if figure.mean else ""
