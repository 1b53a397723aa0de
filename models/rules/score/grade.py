"""等次的名称: the grades of units and of individuals, and who is appraised without a grade (1-2.19)."""

from models.rules.kinds import Labelled

UNIT_GRADES = ("一等奖", "二等奖", "三等奖")
NO_PRIZE = "不获奖"  # of a unit that has no place in the quotas
NO_GRADE = "不定等次"


class UngradedReason(Labelled):
    """Why a unit is appraised without a grade: it keeps a sheet and takes no place in a quota."""

    NOT_ELIGIBLE = "not_eligible", "不参加"
    EXCLUDED = "excluded", "取消"


class PersonGrade(Labelled):
    """2.19: the grades of individuals; only their numbers are kept."""

    EXCELLENT = "excellent", "优秀"
    REACHED = "reached", "达标"
    NOT_REACHED = "not_reached", "不达标"
