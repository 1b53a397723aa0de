"""考评结果 (1-8.2, 1-9): the 请示, the 通报 and the three feedbacks as documents, and the workbook of their tables.

What an audience may see is decided before; here nothing is left out.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256

from models.ledger.papers.appraisal import AppraisalPaper
from models.ledger.score.alongside import NOT_ASKED, NOT_IN_SCORE, RATE, SURVEY, Alongside, told_lines
from models.rules.chinese_dates import days_in_full
from models.rules.points import UNSET, in_words
from models.rules.score.absent import full_mark, in_full, weights_of
from models.rules.score.component import FULL, Component, Line, shown
from models.rules.score.facts import NO_GATE
from models.rules.score.grade import NO_GRADE
from models.rules.score.result import PARTS, Readers, YearResult
from models.rules.survey import Dimension, percent
from notifications.documents import facts
from notifications.documents.grid import Grid, Row
from notifications.documents.official_paper.paper import Paper

PENDING, CLASS, UNPLACED, TOTAL = "待定", "类别", "不排位次", "合计"
USES = {
    Readers.APPROVING: "现将{year}年度目标绩效考评结果报请审定（《总则》8.2）。",
    Readers.ALL: "现将{year}年度目标绩效考评结果予以通报。",
    Readers.MEMBERS: "现将{year}年度目标绩效考评结果反馈你单位，作为行政决策、资源调整的参考依据之一（《总则》9.1）。",
    Readers.PERSONNEL: "现将{year}年度目标绩效考评结果反馈你单位，作为干部任用、个人年度考核、奖励和问责的依据之一"
    "（《总则》9.2）。",
    Readers.DEPARTMENT: "现将{year}年度目标绩效考评结果反馈你单位，作为优化管理和新年度目标管理的参考（《总则》9.3）。",
}
ADDRESSEES = {
    Readers.APPROVING: "领导小组",
    Readers.ALL: "各纳入管理部门",
    Readers.MEMBERS: "领导小组各成员单位",
    Readers.PERSONNEL: "组织部门，公务员管理部门",
}
Cells = Mapping[str, tuple[int, Callable[[YearResult], str]]]  # by title: the share of the width, and the words


def _points_of(components: Collection[Component]) -> Callable[[YearResult], str]:
    return lambda each: _points(each.part(components))


def _place(each: YearResult) -> str:
    """2.19: returns the place; a department without a grade takes none, however complete the results are."""
    return str(each.place) if each.place else UNPLACED if each.grade == NO_GRADE else PENDING


HEAD_COLUMNS: Cells = {
    CLASS: (12, lambda each: each.unit_class),
    "位次": (7, _place),
    "部门": (24, lambda each: each.department),
}
FOOT: Cells = {
    TOTAL: (10, lambda each: _total(each.total)),
    "等次": (10, lambda each: each.grade or PENDING),
}
BY_COMPONENT: Cells = {one.label: (10, _points_of({one})) for one in Component}
MIDDLE: Mapping[Readers, Cells] = {
    Readers.APPROVING: BY_COMPONENT,
    Readers.ALL: {name: (9, _points_of(part)) for name, part in PARTS.items()},
    Readers.MEMBERS: BY_COMPONENT,
}
ASIDE, WEIGHTED = "等次旁列", "加权"
ASIDE_WIDTHS = {"部门": 22, "群体": 14, **{each.label: 9 for each in Dimension}, "讲规矩守纪律": 30}
LINE_WIDTHS = {"项目": 22, "满分": 9, "得分": 10, "依据": 50}
LIST, OWN = "目标绩效考评结果", "考评得分及依据"
SHEET, ROW, FIRST = "得分", "工作簿行", 2
CODE = "部门编码"
NO_TOTAL = "未定"  # a total before which something stands
WITHOUT_DIGITS = {"位次", "满分"}  # columns of the workbook whose numbers have no digits of their own


def document(paper: AppraisalPaper) -> bytes:
    """Returns the paper as a .docx, with its table as an appendix whose rows are named."""
    upward, own = (paper.audience is each for each in (Readers.APPROVING, Readers.DEPARTMENT))
    written = Paper(paper.title, paper.signature, upward=upward)
    written.addressee(paper.results[0].department if own else "，".join(paper.bodies) or ADDRESSEES[paper.audience])
    written.text(USES[paper.audience].format(year=paper.year))
    written.text("\n".join(_before_the_list(paper)))
    name = f"{paper.year}年度{OWN if own else LIST}"
    written.attached([name])
    written.signed()
    written.appendix(name, wide=not own)
    titles, rows = _table(paper)
    written.table([*titles.items(), (ROW, 8)], [[*row, str(at)] for at, row in enumerate(rows, FIRST)])
    for words in _about(paper):
        written.text(words)
    if paper.facts and not own:
        written.emphasis(f"{facts.FACTS}（{NO_GATE}；逐项见工作表“{facts.BEHIND}”）")
        written.table([*facts.FIGURES.items()], [list(map(str, row)) for row in facts.figures(paper.facts)])
    _write_aside(written, paper, slice(1, -1) if own else slice(None))  # a department has its own facts in words
    written.text(f"“{ROW}”指同时生成的工作簿中工作表“{SHEET}”的行。")
    written.code("工作簿的文件校验码（SHA-256）", sha256(workbook(paper)).hexdigest())
    return written.finished()


def _before_the_list(paper: AppraisalPaper) -> Iterator[str]:
    if paper.approved_on is None and not paper.signature.number:
        yield "本稿未经领导小组审定，得分、位次、等次均以审定的为准。"
    if paper.audience is Readers.APPROVING:
        yield from _other_than_the_standard(paper)
        yield from _excepted(paper)
        yield from facts.in_words(paper.facts) if paper.facts else ()
        yield "妥否，请批示。"


def _other_than_the_standard(paper: AppraisalPaper) -> Iterator[str]:
    """Yields what this level does not have, with its paper and the full mark that is left (6.1, A78)."""
    if paper.absent:
        yield f"{days_in_full(in_full(paper.absent))}。"


def _write_aside(written: Paper, paper: AppraisalPaper, columns: slice) -> None:
    if aside := _aside(paper):
        written.emphasis(f"{ASIDE}（{NOT_IN_SCORE}；工作表“{ASIDE}”）")
        written.table([*ASIDE_WIDTHS.items()][columns], [row[columns] for row in aside])


def workbook(paper: AppraisalPaper) -> bytes:
    """Returns the same table as an .xlsx, with the code of each department."""
    grid = Grid(paper.title, paper.signature)
    titles, rows = _table(paper)
    own = paper.audience is Readers.DEPARTMENT
    codes = [paper.results[0].code] * len(rows) if own else [each.code for each in paper.results]
    columns = {title: 2 + share for title, share in titles.items()} | {CODE: 12}
    filled: list[Row] = [[*map(_number, row), code] for row, code in zip(rows, codes, strict=True)]
    grid.sheet(SHEET, columns, filled, points=columns.keys() - WITHOUT_DIGITS)
    if aside := _aside(paper):
        grid.sheet(ASIDE, ASIDE_WIDTHS, aside)
    for name, widths, behind in facts.sheets_of(paper.facts) if paper.facts else ():
        grid.sheet(name, widths, behind)
    return grid.finished()


def _about(paper: AppraisalPaper) -> Iterator[str]:
    """Yields what stands under the table: a department's total and place, how points were counted, what is not set."""
    if paper.audience is Readers.DEPARTMENT:
        [own] = paper.results
        place = f"，在{paper.ranked}个部门中列第{own.place}位" if own.place else ""
        grade = NO_GRADE if own.grade == NO_GRADE else f"等次{f'为{own.grade}' if own.grade else PENDING}"
        yield f"合计{_total(own.total)}{_of_full(paper)}{place}，{grade}。"
    yield f"得分{paper.counted}计算，取两位小数，位次按未取舍的得分排列，得分相同的位次相同。"
    yield from (
        f"“{each.department}”的得分表已更正（{days_in_full(each.corrected)}）。"
        for each in paper.results
        if each.corrected
    )
    yield from _not_done(paper)
    yield from _alongside_words(paper)
    if paper.audience is Readers.MEMBERS:
        yield from _other_weights(paper.results, weights_of(paper.absent))
    if lacking := sum(each.total is None for each in paper.results):
        yield f"合计未定的{lacking}个部门，还有设定、评价没有齐全或者事项没有了结，不计合计。"


def _excepted(paper: AppraisalPaper) -> Iterator[str]:
    """Yields how many totals rest on the paper of an exception, and which departments each is of (8.2)."""
    departments = defaultdict(list)
    for each in paper.results:
        for words in each.excepted:
            departments[words].append(each.department)
    number = sum(bool(each.excepted) for each in paper.results)
    if number and paper.audience is not Readers.DEPARTMENT:
        yield f"{number}个部门的合计以例外文件代替应办事项："
    for words, names in departments.items():
        yield f"{'、'.join(names)}——{days_in_full(words)}。"


def _not_done(paper: AppraisalPaper) -> Iterator[str]:
    """Yields what totals rest on, in a 请示 before its list, who was not visited (3.3), what was due before the first
    day here (A37), and what one account typed for two people (A56).
    """
    if paper.audience is not Readers.APPROVING:
        yield from _other_than_the_standard(paper)
        yield from _excepted(paper)
        yield from facts.in_words(paper.facts) if paper.facts else ()
    if paper.unvisited:
        yield f"年终不到现场、以材料复核的部门{days_in_full(paper.unvisited)}。"
    yield from filter(None, [paper.unasked, paper.one_account])


def _alongside_words(paper: AppraisalPaper) -> Iterator[str]:
    """Yields what stands next to the grades in words: all of a department's own, and what came after the approval."""
    lines = told_lines(paper.alongside, paper.results[0].code) if paper.alongside.survey else []
    if paper.audience is not Readers.DEPARTMENT:
        lines = [(SURVEY, days_in_full(paper.alongside.survey))] * bool(lines)
    yield from (f"{title}：{words}。" for title, words in lines if not title.endswith(RATE))
    if paper.supplement:
        yield f"审定之日起登记的：{paper.supplement}。"


def _aside(paper: AppraisalPaper) -> list[list[str]]:
    """8.3: returns what stands next to each grade: a row of the weighted rates, and one of each group.

    It has no rows while there is nothing of the year.
    """
    its = paper.alongside
    return [row for each in paper.results for row in _rates(each, its)] if its.surveyed or its.discipline else []


def _rates(result: YearResult, alongside: Alongside) -> Iterator[list[str]]:
    surveyed, facts = alongside.surveyed.get(result.code), alongside.facts(result.code) or "没有登记"
    if surveyed is None:
        yield [result.department, "", *[NOT_ASKED] * len(Dimension), facts]
        return
    yield [result.department, WEIGHTED, *(rate.words.partition("：")[0] for rate in surveyed.rates.values()), facts]
    for group in surveyed.numbers[next(iter(Dimension))]:
        yield [result.department, group, *(percent(each[group].rate) for each in surveyed.numbers.values()), ""]


def _other_weights(results: Sequence[YearResult], weights: Mapping[Component, Decimal | None]) -> Iterator[str]:
    """Yields the full marks of components that are not those of this level, as without an innovation project (A41)."""
    departments = defaultdict(list)
    for each in results:
        other = [
            f"{line.component.label}{in_words(line.weight)}分"
            for line in each.lines
            if line.weight is not None and line.weight != weights.get(line.component, line.weight)
        ]
        if other:
            departments["、".join(other)].append(each.department)
    for words, names in departments.items():
        yield f"{'、'.join(names)}的满分与其他部门不同：{words}。"


def _table(paper: AppraisalPaper) -> tuple[Mapping[str, int], list[list[str]]]:
    """Returns the titles with the shares of their columns, and the rows."""
    if paper.audience is Readers.DEPARTMENT:
        return LINE_WIDTHS, [_line_row(line) for line in paper.results[0].lines]
    cells = {**HEAD_COLUMNS, **MIDDLE.get(paper.audience, {}), **FOOT}
    if not any(each.unit_class for each in paper.results):
        del cells[CLASS]
    for each in paper.absent:
        cells.pop(each.label, None)
    titles = {title + _of_full(paper) * (title == TOTAL): share for title, (share, _) in cells.items()}
    return titles, [[words(each) for _, words in cells.values()] for each in paper.results]


def _line_row(line: Line) -> list[str]:
    weight = UNSET if line.weight is None else in_words(line.weight)
    return [line.component.label, weight, _points(line.points), "\n".join(_made_of(line))]


def _made_of(line: Line) -> Iterator[str]:
    """Yields what the points of a line are made of; entries that together reach the floor have no share."""
    for each in line.deductions:
        taken = UNSET if each.taken is None else f"扣{shown(each.taken)}分"
        yield f"条目{each.entry}：{'合并扣至0，不分摊' if line.at_floor else taken}"
    yield from line.basis


def _of_full(paper: AppraisalPaper) -> str:
    full = full_mark(paper.absent)
    return "" if full == FULL else f"（满分{in_words(full)}）"


def _total(points: Decimal | None) -> str:
    return NO_TOTAL if points is None else shown(points)


def _points(points: Decimal | None) -> str:
    return UNSET if points is None else shown(points)


def _number(words: str) -> Decimal | str:
    """Returns a cell as a number if it is one, so that the workbook can add it up."""
    return Decimal(words) if words.replace(".", "", 1).isdecimal() else words
