"""第三方暗访: its cycle, when a list may be handed out and when a visit may have been made (7.4, A25)."""

from collections.abc import Sequence
from datetime import date

from models.rules.cycle import Cycle
from models.rules.deadlines import undated
from models.rules.duties import Debtor, Duty, InMonth, OpenedFor
from models.rules.errors import Refused
from models.rules.periods import Period, Span

# A25: the list is due on the 15th of the quarter's second month, its results at the end of that month.
COVERT_RETURNED = InMonth(2)
COVERT_RETURN = Duty(
    key="covert_return",
    name="收回暗访结果",
    clause="3-7.4",
    due=undated(
        "covert_month_end", "每季度第二个月最后一日前收回暗访结果，逢休息日不顺延", "《目标管控》7.4", choice="A25"
    ),
    to_do="收回第三方机构的暗访结果，导入核对，未达要求的拟列入负面清单",
    debtor=Debtor.AGENCY,
    judged_by="收回结果的日期",
)
COVERT_VISIT = Cycle(
    Duty(
        key="covert_list",
        name="提供暗访清单",
        clause="3-7.4",
        due=undated(
            "covert_list_15",
            "每季度第二个月15日前提供暗访项目清单及绩效要求，逢休息日不顺延",
            "《目标管控》7.4",
            choice="A25",
        ),
        to_do="选定暗访项目，向第三方机构提供清单及绩效要求",
        debtor=Debtor.AGENCY,
        judged_by="提供清单的日期",
    ),
    key="covert_visit",
    name="第三方暗访",
    covers=("C192",),
    span=Span.QUARTER,
    cron="30 7 1 1,4,7,10 *",
    anchor=InMonth(2, 15),
    whose=OpenedFor.AGENCY,
    further=(COVERT_RETURN,),
)


def check_begun(period: Period, day: date) -> None:
    """7.4: raise Refused if the list is handed out before its quarter starts."""
    if day < period.start:
        raise Refused(f"{period.label}{period.start}才开始，今天是{day}，不能提前提供暗访清单。")


def check_commissioned(name: str, valid_from: date | None, valid_to: date | None, day: date) -> None:
    """1-2.24, 7.4: raise Refused if the third party is not commissioned on that day."""
    if valid_from and day < valid_from:
        raise Refused(f"第三方机构“{name}”自{valid_from}起委托，今天是{day}。")
    if valid_to and day > valid_to:
        raise Refused(f"第三方机构“{name}”的委托已于{valid_to}终止，请先更新登记（register_third_party）。")


def check_once(codes: Sequence[str]) -> None:
    """7.4: raise Refused if a list names a target twice."""
    if repeated := sorted({code for code in codes if codes.count(code) > 1}):
        raise Refused(f"目标{'、'.join(repeated)}在清单中重复，每项目标只列一次。")


def check_visit_date(visited_on: date, handed_out_on: date, day: date) -> str:
    """Return what is wrong with the date of a visit, in words; empty if it lies between the list's date and today."""
    if visited_on > day:
        return f"“{visited_on}”在今天（{day}）之后，请核对"
    if visited_on < handed_out_on:
        return f"“{visited_on}”早于提供清单的日期{handed_out_on}，请核对"
    return ""
