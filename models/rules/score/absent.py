"""本级没有的考评项目: what a level does not have of 机关管理目标, and who carries its weight (1-6.1, A41, A78)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.rules.kinds import Labelled
from models.rules.points import in_words
from models.rules.score.component import FIXED, FULL, NOTHING, RATED, Component, Line
from models.rules.score.innovation import carried


class AbsentWay(Labelled):
    """What becomes of the weight of a component that a level does not have."""

    CARRIED = "carried", "由其余机关管理项目按比例承担"
    LEFT_OUT = "left_out", "不计"


@dataclass(frozen=True, slots=True)
class Absence:
    """A component that no department of a year has, by a paper of the leading group."""

    component: Component
    way: AbsentWay
    decided_by: str
    paper_number: str
    paper_date: date

    @property
    def words(self) -> str:
        """Return what is other than the standard says, with its paper."""
        paper = f"{self.decided_by}，{self.paper_number}，{self.paper_date}"
        return f"本级没有{self.component.label}，{self.way.label}，与1-6.1不同（{paper}）"


AbsentOnes = Mapping[Component, Absence]
MAY_BE_ABSENT = (Component.LEADERS, Component.SECOND_LEVEL)
UNCARRIED = "没有其余机关管理项目承担：改为不计（withdraw_exception），或未参加创新项目评选的计0分（innovation_absent）"


def read_component(text: str) -> Component:
    """Return the component with this label. Raises ValueError for one that every level has, and for 创新项目评选."""
    component = Component.from_label(text)
    if component is Component.INNOVATION:
        raise ValueError(
            "没有创新项目的部门登记为“未参加”（record_innovation），怎样计分由机构设定（innovation_absent）"
        )
    if component not in MAY_BE_ABSENT:
        known = "、".join(each.label for each in MAY_BE_ABSENT)
        raise ValueError(f"“{component.label}”各级都有，不能登记为没有；可以登记的：{known}")
    return component


def full_mark(absent: AbsentOnes) -> Decimal:
    """Return the full mark that is left: the hundred without what is not counted."""
    return FULL - sum((FIXED[each] for each, its in absent.items() if its.way is AbsentWay.LEFT_OUT), NOTHING)


def in_full(absent: AbsentOnes) -> str:
    """Return in words what a level does not have, and the full mark that is left; empty if it has everything."""
    if not absent:
        return ""
    return f"{'；'.join(each.words for each in absent.values())}；满分{in_words(full_mark(absent))}分"


def weights_of(absent: AbsentOnes) -> Mapping[Component, Decimal | None]:
    """Return the weight of each component of 机关管理目标 of a department that has all that its level has."""
    lines = {each: Line(each, FIXED[each], None) for each in Component if each in RATED}
    return {component: line.weight for component, line in apportioned(lines, absent).items()}


def apportioned(lines: Mapping[Component, Line], absent: AbsentOnes) -> dict[Component, Line]:
    """A41, A78: return a department's lines of 机关管理目标, each with its weight here.

    The others carry in proportion what is absent, or left out of the department, unless that is not counted at all.
    """
    gone = [each for each, line in lines.items() if each in absent or line.weight == NOTHING]
    borne = [each for each in gone if each not in absent or absent[each].way is AbsentWay.CARRIED]
    rest = {each: FIXED[each] for each in lines if each not in gone}
    whole, more = _sum(rest), _sum(borne)
    made = {each: carried(lines[each], weight * (whole + more) / whole) for each, weight in rest.items()}
    left_out = _left_out(made)
    for each in gone:
        basis = (absent[each].words,) if each in absent else (*lines[each].basis, left_out)
        made[each] = _without_weight(each, basis, uncarried=each in borne and not rest)
    return {each: made[each] for each in lines}


def _without_weight(component: Component, basis: tuple[str, ...], *, uncarried: bool) -> Line:
    if uncarried:
        return Line(component, NOTHING, None, basis=basis, lacks=(f"{component.label}{UNCARRIED}",))
    return Line(component, NOTHING, NOTHING, basis=basis)


def _sum(components: Collection[Component]) -> Decimal:
    return sum((FIXED[each] for each in components), NOTHING)


def _left_out(rest: Mapping[Component, Line]) -> str:
    """Return what of a department without a project the other components weigh."""
    weight = next((f"{'各' * (len(rest) > 1)}占{in_words(line.weight or NOTHING)}" for line in rest.values()), "")
    return f"不计，{'和'.join(each.label for each in rest)}{weight}" if rest else "不计"
