"""规章制度 of the agency, and how a department uses results: their kinds and their days (1-5.3 a, 1-5.2)."""

from datetime import date

from models.rules.day_order import check_not_before, check_not_future
from models.rules.errors import Refused
from models.rules.kinds import Labelled


class RegulationKind(Labelled):
    """What a regulation is about: the work of the agency, or the use that a department makes of its results."""

    RULES = "rules", "规章制度"
    USE_OF_RESULTS = "use_of_results", "绩效评价结果运用机制"


def check_issuer(kind: RegulationKind, department: str) -> None:
    """Raise Refused if the agency's rules name a department, or the mechanism of a department names none."""
    if kind is RegulationKind.RULES and department:
        raise Refused("规章制度由管理机构制定（5.3 a），不填部门；部门的是绩效评价结果运用机制（5.2）。")
    if kind is RegulationKind.USE_OF_RESULTS and not department:
        raise Refused("绩效评价结果运用机制由部门建立（5.2），请填写部门。")


def check_dates(dated: date, valid_from: date, today: date) -> None:
    """Raise Refused if the paper is of a later day than today, or in force before its date."""
    check_not_future(dated, today, "文件日期")
    check_not_before(valid_from, dated, "施行日期", "文件日期")


def check_repeal(repealed_on: date, dated: date, valid_from: date, today: date) -> None:
    """Raise Refused unless the repeal is of a paper up to today and not before the regulation was in force."""
    check_not_future(dated, today, "废止文件的日期")
    check_not_before(repealed_on, dated, "废止日期", "废止文件的日期")
    check_not_before(repealed_on, valid_from, "废止日期", "施行日期")
