"""暗访清单 as a workbook that the third party receives, fills in and returns (7.4).

`import covert-results` reads it.
"""

from models.intake.covert import FILLED, SEAL, SENT
from models.ledger.papers.covert_list import AskedProject, CovertPaper
from models.rules.chinese_dates import in_full
from notifications.documents.grid import Grid

TITLES = [column.name for column in (*SENT, *FILLED, SEAL)]
WIDTHS = dict(zip(TITLES, (12, 6, 14, 28, 40, 10, 8, 12, 24, 12, 14, 30, 40, 14, 24, 14), strict=True))
HOW = (
    "只填写空白各列：暗访日期、是否达到要求（是或否）、完成情况、所见情况、核查人员代号、印证材料。",
    "不得增加、删去或改动各行原有内容，改动过的表不予收回。",
    "核查人员只填本机构自编的代号（字母、数字），不填姓名。",
    "印证材料填文件名，几份用、分开，文件与本表放在同一文件夹一并交回。",
    "本清单及结果不得向任何被暗访单位透露。",
)


def workbook(paper: CovertPaper) -> bytes:
    """Returns the list as an .xlsx: instructions on the cover, then one row per project with columns to fill in."""
    grid = Grid(f"{paper.title}（{paper.key}）", paper.signature)
    about = (
        ("清单编号", paper.key),
        ("第三方机构", paper.third_party),
        ("提供日期", paper.signature.day),
        ("交回日期", f"{in_full(paper.due)}前"),
        ("校验码", paper.digest),
    )
    grid.cover("说明", about, HOW)
    grid.sheet("暗访清单", WIDTHS, [_build_row(paper, project) for project in paper.projects])
    return grid.finished()


def _build_row(paper: CovertPaper, project: AskedProject) -> list[object]:
    values = [getattr(project, name) for name in AskedProject.__slots__]
    return [paper.key, *values, *[""] * len(FILLED), paper.digest]
