"""质量分析报告: the five sections of a quarter's report and their figures (6.2.6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from models.rules.cycle import Cycle
from models.rules.deadlines import undated
from models.rules.duties import Debtor, Duty, OpenedFor, WorkdayFromEnd
from models.rules.kinds import Labelled
from models.rules.periods import Span
from models.rules.rounding import half_up

# Two figures of a group that are no parts of its whole: all that was owed, and those counted in other figures too.
OWED, OF_THEM_ENTERED_LATE = "应办", "其中补录"


class Section(Labelled):
    """The sections of the report (6.2.6 a–e), in this order."""

    COMPLETION = "completion", "目标完成情况及特点"
    RUNNING = "running", "目标运行情况及特点"
    PROBLEMS = "problems", "存在的问题及原因"
    PLANS = "plans", "下步打算"
    NEGATIVE_LIST = "negative_list", "负面清单"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the report: in `group`, the count of the rows that `name` describes, with the list of these rows.

    `rows` are the keys of targets (2026/T001), of obligations (the number that `why` looks up) or of entries; `mean` is
    their average progress in percent, empty by default.
    """

    section: Section
    group: str
    name: str
    rows: tuple[str, ...]
    mean: str = ""

    @property
    def count(self) -> int:
        """Return the number itself: the count of the rows."""
        return len(self.rows)

    def as_json(self) -> dict[str, Any]:
        """Return the figure as a JSON structure."""
        data = {"section": self.section.value, "group": self.group, "name": self.name, "rows": list(self.rows)}
        return data | ({"mean": self.mean} if self.mean else {})


def read_figure(data: Mapping[str, Any]) -> Figure:
    """Return the figure stored by `as_json`."""
    return Figure(Section(data["section"]), data["group"], data["name"], tuple(data["rows"]), data.get("mean", ""))


def share(part: int, whole: int) -> str:
    """Return part ÷ whole: 62.5%, with one decimal place rounded half up; empty if `whole` is 0."""
    return f"{half_up(Fraction(part * 100, whole), 1)}%" if whole else ""


def groups_of(figures: Iterable[Figure], section: Section) -> dict[str, list[Figure]]:
    """Return the figures of a section as a dict by group, groups and figures in their order."""
    groups: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.section is section:
            groups.setdefault(figure.group, []).append(figure)
    return groups


QUALITY_REPORT = Cycle(
    Duty(
        key="quality_report",
        name="质量分析报告",
        clause="3-6.2.6",
        due=undated("quarter_end_30", "每季度撰写，季度结束后{n}个工作日内", "《目标管控》6.2.6", 30, choice="A25"),
        to_do="对照本季度的数据和负面清单，撰写目标完成质量分析报告",
        debtor=Debtor.AGENCY,
        judged_by="编制报告的日期",
    ),
    covers=("C174",),
    may_be_early=True,
    span=Span.QUARTER,
    cron="30 7 6-22 2,5,8,11 *",  # the 29th working day is one of these; on the others there is nothing to open
    opens=WorkdayFromEnd(29),
    whose=OpenedFor.AGENCY,
)
