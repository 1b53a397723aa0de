"""公众测评表 as a workbook that is filled in and returned (1-2.14); `import survey-results` reads it."""

from models.intake.survey import CHECK, FILLED, SENT
from models.ledger.papers.survey_sheet import SurveyPaper
from notifications.documents.grid import Grid

TITLES = [column.name for column in (*SENT, *FILLED, CHECK)]
WIDTHS = dict(zip(TITLES, (10, 6, 12, 28, 18, *[11] * len(FILLED), 22), strict=True))
HOW = (
    "只填写空白各格：每个部门、每个群体、每个方面的调查人数、作答人数、不满意人数，每格都填，没有的填0。",
    "只填数字（单元格为数字格式），不填百分数，不写单位。作答人数不多于调查人数，不满意人数不多于作答人数。",
    "作答人数是对这个方面作出评价的人数，不回答、答“不了解”的不计入。",
    "不得增加、删去或改动各行原有内容和校验码，改动过的表不予收回。",
    "不满意度由系统计算：不满意人数÷作答人数。",
)


def workbook(paper: SurveyPaper) -> bytes:
    """Returns the sheet as an .xlsx: instructions on the cover, then a row for each department and group."""
    grid = Grid(f"{paper.title}（{paper.key}）", paper.signature)
    about = (
        ("测评编号", paper.key),
        ("承办", paper.third_party or paper.signature.agency),
        ("合同编号或文号", paper.paper),
        ("下发日期", paper.signature.day),
        ("校验码", paper.digest),
    )
    grid.cover("说明", about, HOW)
    blank = [""] * len(FILLED)
    rows = [
        [paper.key, line.position, line.code, line.name, line.respondents, *blank, line.check] for line in paper.lines
    ]
    grid.sheet("公众测评表", WIDTHS, rows)
    return grid.finished()
