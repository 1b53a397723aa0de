"""目标报审: the list, the consulting with each objection, gaps and short sums with their reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from docx.shared import Mm

from models.ledger.papers.signature import Signature
from models.ledger.papers.submission import SubmissionPaper, SubmittedDraft
from models.rules.draft import Consulted
from models.rules.kinds import Category
from notifications.documents.official_paper.page import PADDING, TINY
from notifications.documents.submission import LIST as LISTED
from notifications.documents.submission import document
from notifications.documents.words import width_of

if TYPE_CHECKING:
    from tests.notifications.documents.conftest import Reading

ROAD = SubmittedDraft(
    code="N1",
    name="农村公路",
    requirement="新建120公里",
    quantity="120公里",
    deadline=date(2027, 10, 31),
    source="黔府发〔2027〕1号（2027年1月20日）",
    kind="本级目标",
    department="省交通运输厅",
    consulted=Consulted.AGREED,
    why="",
    said=("", "", ""),
)
TREE = ("指标1 新建", "指标1-1 北段：不少于60公里，2027年9月30日")
WATER = replace(ROAD, code="N2", name="供水", requirement="", quantity="", deadline=None, source="")
LIST = SubmissionPaper(
    key="2027-1",
    year=2027,
    category=Category.FUNCTIONAL,
    body="领导小组办公室",
    drafts=(ROAD, WATER),
    waived=(),
    short="",
    short_why="",
    signature=Signature("省目标办", date(2027, 3, 2)),
)


def test_the_paper_word_for_word(read: Reading) -> None:
    assert read(document(LIST)).lines == [
        "关于报请审批2027年职能绩效目标的请示",
        "领导小组办公室：",
        "2027年职能绩效目标草案2项已与有关部门沟通，现报请审批，报审编号2027-1。",
        "一、目标清单",
        "目标清单见附件。",
        "二、沟通情况",
        "同意2项。",
        "妥否，请批示。",
        "附件：2027年职能绩效目标清单",
        "省目标办",
        "2027年3月2日",
        "附件",
        "2027年职能绩效目标清单",
    ]
    [rows] = read(document(LIST)).tables
    assert rows[1] == [
        *("N1", "农村公路\n新建120公里", "省交通运输厅", "120公里"),
        *("2027年10月31日", "本级目标\n黔府发〔2027〕1号（2027年1月20日）", "同意"),
    ]
    assert rows[2][1:6] == ["供水", "省交通运输厅", "", "年底（默认）", "本级目标"]


def test_objections_silence_and_skipping_are_told(read: Reading) -> None:
    settled = replace(ROAD, consulted=Consulted.SETTLED, said=("用地不足", "改为100公里", "用地已落实"))
    silent = replace(WATER, consulted=Consulted.SILENT)
    skipped = replace(WATER, code="N3", consulted=Consulted.SKIPPED, why="应急任务")
    lines = read(document(replace(LIST, drafts=(settled, silent, skipped)))).lines
    assert lines[6:9] == [
        "有异议，已答复1项，未反馈1项，未沟通1项。",
        "N1“农村公路”（省交通运输厅）：理由：用地不足；修改建议：改为100公里；答复：用地已落实。",
        "N3“供水”（省交通运输厅）未沟通，原因：应急任务。",
    ]


def test_gaps_and_short_sums_stand_with_their_reasons(read: Reading) -> None:
    waived = (("省交通运输厅", "缺本级目标2项", "职能单一"),)
    short = replace(LIST, short="“N1”120公里，分解2项合计100公里", short_why="余量另行安排")
    found = read(document(replace(short, waived=waived)))
    assert found.lines[7:11] == [
        "三、清单缺项",
        "下列部门的目标清单不足“1+6+N”（《总则》6.2），拟予豁免：",
        "四、分解不足",
        "“N1”120公里，分解2项合计100公里。原因：余量另行安排。",
    ]
    assert found.tables[0] == [["部门", "缺项", "原因"], [*waived[0]]]


def test_a_document_with_its_date_takes_two_lines_of_its_column() -> None:
    """More made each row of a list higher than what it asks for."""
    room = (Mm(225) * dict(LISTED)["来源"] / 100 - 2 * PADDING) / TINY
    assert width_of(ROAD.source) <= 2 * room


def test_what_was_returned_since_is_a_note(read: Reading) -> None:
    found = read(document(replace(LIST, drafts=(replace(ROAD, returned_why="另行研究"),))))
    assert found.lines[-3:-1] == ["（N1“农村公路”此后退回：另行研究）", "附件"]


def test_it_goes_upward_with_a_place_for_who_signs_it(read: Reading) -> None:
    assert read(document(LIST)).head == ["省目标办", "送审稿\t签发人："]


def test_what_changed_since_is_a_note(read: Reading) -> None:
    found = read(document(replace(LIST, drafts=(replace(ROAD, changed=True),))))
    assert "（N1“农村公路”报审以后已经修改，附件所列是修改后的内容。）" in found.lines


def test_the_same_paper_is_the_same_file() -> None:
    assert document(LIST) == document(LIST)


def test_each_indicator_is_a_line_of_its_target(read: Reading) -> None:
    [rows] = read(document(replace(LIST, drafts=(replace(ROAD, indicators=TREE),)))).tables
    assert rows[1][1] == "\n".join(["农村公路", "新建120公里", *TREE])
