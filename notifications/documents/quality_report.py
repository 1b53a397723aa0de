"""《目标完成质量分析报告》 of a quarter (6.2.6): a document, and a workbook with every row behind each figure."""

from models.ledger.papers.quality_report import QualityPaper
from models.rules.chinese_dates import in_full
from models.rules.quality import OF_THEM_ENTERED_LATE, OWED, Figure, Section, groups_of, share
from notifications.documents.grid import Grid
from notifications.documents.official_paper.paper import Paper

TABLE = (("事项", 44), ("情况", 26), ("数量", 12), ("占比", 18))
FIGURES = {"部分": 24, "事项": 36, "情况": 20, "数量": 10, "平均进度": 12}
COUNTED = {"部分": 24, "事项": 36, "情况": 20, "编号": 24}


def document(report: QualityPaper) -> bytes:
    """Returns the report as a .docx, with a heading for each of the five sections."""
    paper = Paper(f"{report.title}（第{report.number}号）", report.signature)
    paper.text(f"数据截至{in_full(report.signature.day)}，取自系统台账；每个数据所计的事项另附明细。")
    for section in Section:
        paper.heading(section.label)
        groups = groups_of(report.figures, section)
        if groups:
            paper.table(TABLE, [_format_cells(figure, group) for group in groups.values() for figure in group])
        for line in report.words.get(section, "").splitlines():
            paper.text(line)
        if section is Section.NEGATIVE_LIST:
            listed = sum(figure.count for group in groups.values() for figure in group)
            paper.text(f"第{report.list_number}号负面清单共{listed}项，清单另行印发。")
    paper.signed()
    return paper.finished()


def workbook(report: QualityPaper) -> bytes:
    """Returns the figures as an .xlsx; the second sheet lists every row that each figure counts."""
    grid = Grid(f"{report.title}（第{report.number}号）", report.signature)
    grid.sheet("数据", FIGURES, [_figure_row(figure) for figure in report.figures])
    counted = [(*_figure_row(figure)[:3], row) for figure in report.figures for row in figure.rows]
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
