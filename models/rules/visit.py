"""每季核查: the cycle of the visits to key projects, and what a visit concludes (7.3)."""

from models.rules.cycle import Cycle
from models.rules.deadlines import undated
from models.rules.duties import Debtor, Duty, InMonth, OpenedFor
from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.periods import Span


class VisitResult(Labelled):
    """现场核查的结果: what the visitors conclude of the project (7.3)."""

    CONFORMS = "conforms", "符合"
    FAILS = "fails", "未按要求"
    DIFFICULT = "difficult", "有困难"


def check_problems(result: VisitResult, problems: str) -> None:
    """7.3: raise Refused for a visit that found what is not as required and says that there is no problem."""
    if result is VisitResult.FAILS and problems.strip("。 ") in {"无", "没有"}:
        raise Refused(f"核查结果是“{result.label}”，须写明问题（problems），不能写“{problems}”。")


FIELD_INSPECTION = Cycle(
    Duty(
        key="field_inspection",
        name="每季核查",
        clause="3-7.3",
        due=undated(
            "quarter_second_month_end",
            "每季度深入重点项点现场核查，季度第二个月最后一日前",
            "《目标管控》7.3",
            choice="A25",
        ),
        to_do="到现场核查，登记发现的困难和问题、协助整改情况，督促负面清单补欠",
        debtor=Debtor.AGENCY,
        judged_by="到现场的日期，或本季度签字的现场核查结果的核查日期",
    ),
    covers=("C188",),
    span=Span.QUARTER,
    cron="30 7 1 1,4,7,10 *",
    anchor=InMonth(2),
    whose=OpenedFor.PROJECTS,
)
