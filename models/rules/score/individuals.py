"""个人等次: the numbers of a unit against the ratio of its grade, and never a name (1-2.19, A24, A45)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.rules.kinds import Labelled
from models.rules.score.grade import PersonGrade
from models.rules.score.quotas import Pairs, ratio_of
from models.rules.score.ranking import check_individuals


class Correction(Labelled):
    """Why numbers are entered another time: a closed list, so that no name of a person is written there."""

    WRONG = "wrong", "填报有误"
    GRADE = "grade", "单位等次有变"
    PEOPLE = "people", "参评人数有变"


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many people of a unit are appraised, and how many have each grade in the order of `PersonGrade`."""

    people: int
    grades: tuple[int, int, int]

    @property
    def words(self) -> str:
        """Return the numbers in words."""
        its = (f"{grade.label}{number}人" for grade, number in zip(PersonGrade, self.grades, strict=True))
        return f"参评{self.people}人：{'、'.join(its)}"


def check_sum(numbers: Numbers) -> None:
    """Raise ValueError unless the grades are those of all people."""
    if (whole := sum(numbers.grades)) != numbers.people:
        raise ValueError(f"参评{numbers.people}人，各等次合计{whole}人，应当相等")


def fault_of(numbers: Numbers, grade: str, ratios: Pairs | None) -> str:
    """2.19: return in words why the numbers do not fit the grade of the unit; empty if they do."""
    if not grade:
        return "单位等次未定，不能核对个人优秀比例"
    share: Decimal | None = ratio_of(ratios or [], grade)
    if share is None:
        return f"{grade}的个人优秀比例（individual_ratios）未设定"
    try:
        check_individuals(numbers.grades[0], numbers.people, share)
    except ValueError as wrong:
        return f"单位等次为{grade}，{wrong}优秀"
    return ""


def numbers_of(counts: Sequence[int]) -> Numbers:
    """Return the numbers: of people, and of each grade."""
    people, excellent, reached, not_reached = counts
    return Numbers(people, (excellent, reached, not_reached))
