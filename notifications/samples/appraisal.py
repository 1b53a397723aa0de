"""Sample notices of 年度考评: a sheet to check, an answered objection, a day's progress, a correction; of 创新项目."""

from datetime import date
from typing import Any

from models.rules.appraisal import OBJECTION
from models.rules.results_use import RESULT_RECEIPT
from notifications.samples.parts import Context, context_of, owed, told

DELIVERED = date(2027, 3, 9)
ASKED, UNTIL, LATER_ON = date(2027, 3, 1), date(2027, 3, 8), date(2027, 4, 12)
SCORE = [
    ["职能绩效目标", "满分50.00分，得48.00分；条目2026/GZ2026-02-1/1扣2.00分"],
    ["思想建设", "满分8.00分，得8.00分"],
    ["省领导评价", "满分3.00分，得2.70分；平均90.00（量表最高100），5人评价"],
    ["合计", "94.10分"],
]
ALONGSIDE = [
    [
        "公众测评（只扣奖不扣分，不计入得分）",
        "测评表2026-1，管理机构组织（黔目标办〔2026〕30号，2026年10月12日），2026年12月10日收回",
    ],
    [
        "执行能力不满意度",
        "加权4.20%。人大代表5.00%（调查100，作答80，不满意4）；社会公众4.00%（调查300，作答200，不满意8）",
    ],
    ["讲规矩守纪律（只扣奖不扣分，不计入得分）", "1项"],
    ["第1项", "迟报重大事项；扣减：年度目标绩效奖下调一档（黔纪通〔2027〕2号，2027年1月12日）"],
]
RESULTS: dict[str, Any] = {
    "alongside": ALONGSIDE,
    "lines": SCORE,
    "standing": "在甲类24个部门中列第5位，等次二等奖",
    "left": "整改未完成1项（GZ2026-02-1）",
    "number": "黔目标办发〔2027〕5号",
}
UNNUMBERED = RESULTS | {"number": "", "left": "", "alongside": ALONGSIDE[:1]}
MISSING: tuple[dict[str, Any], ...] = (
    {
        "period": "2026",
        "missing": 1,
        "waiting": 12,
        "late": 2,
        "lines": [
            "省委宣传部（成员单位）：尚未反馈",
            "省委组织部（组织部和公务员管理部门）：逾期未签收，请电话告知，王强 13900000001",
        ],
        "more": 1,
    },
    {"period": "2026", "missing": 0, "waiting": 3, "late": 0, "lines": ["省教育厅（部门）：待签收"], "more": 2},
)
DUE = ["省领导张平：没有交回评价", "省教育厅：2个目标年终检查没有申报完成，也没有列入负面清单：SJYT-1、SJYT-2"]
MOVED = ["省交通运输厅：职能绩效目标48.00→50.00；合计（不含省领导评价）94.40→96.40"]
CLOSED = ["省交通运输厅：得分表：未提异议→已审定"]
NO_TOTAL = {
    "period": "2026",
    "number": "黔绩领〔2027〕1号",
    "reason": "年底启用，本年度按原办法考评",
    "lifted": False,
}
OBJECTION_MADE: dict[str, Any] = {"period": "2026", "component": "职能绩效目标", "reason": "该项目已于截止日以前补欠"}


def samples() -> dict[str, tuple[Context, ...]]:
    """Returns the contexts of each kind of notice."""
    duty = owed(OBJECTION, UNTIL, ASKED, period="2026")
    answers: tuple[dict[str, Any], ...] = (
        {"accepted": True, "answer": "经核对验收单，该条目不再计入"},
        {"accepted": False, "answer": "补欠在截止日以后，按截止日的台账计分"},
    )
    corrected: dict[str, Any] = {
        "period": "2026",
        "number": "黔绩领〔2027〕4号",
        "reason": "条目重复列入",
        "lines": SCORE,
    }
    return (
        _results_samples()
        | _innovation_samples()
        | {
            "opened_appraisal_objection": told(
                "head office", ASKED, {"lines": SCORE, "alongside": ALONGSIDE}, duty=duty
            ),
            "score_objection_answered": told("office", UNTIL, *(OBJECTION_MADE | each for each in answers)),
            "year_ended": told(
                "office", DELIVERED, NO_TOTAL, NO_TOTAL | {"reason": "原考评办法停止执行", "lifted": True}
            ),
            "score_superseded": (
                context_of("head", LATER_ON, **corrected),
                context_of("office", LATER_ON, **corrected | {"lines": [["等次", "由二等奖更正为一等奖"], *SCORE]}),
            ),
        }
    )


def _results_samples() -> dict[str, tuple[Context, ...]]:
    """Returns the contexts of how far the appraisal is, and of the use of its results."""
    receipt = owed(RESULT_RECEIPT, DELIVERED, DELIVERED, period="2026")
    return {
        "opened_result_receipt": (
            context_of("head", DELIVERED, receipt, **RESULTS),
            context_of("office", DELIVERED, receipt, **UNNUMBERED),
        ),
        "results_use": told("agency", LATER_ON, *MISSING),
        "appraisal_day": tuple(
            context_of("agency", day, period="2026", done=done, due=due, lines=lines, number=number, changed=changed)
            for day, done, due, lines, number, changed in (
                (date(2027, 1, 11), False, 12, DUE, 0, []),
                (date(2027, 1, 12), False, 2, [], 3, MOVED),
                (date(2027, 3, 9), True, 0, [], 1, CLOSED),
            )
        ),
    }


STEPS = (
    ("2026-10-12", "已申报", "申报至2026年10月30日截止"),
    ("2026-10-13", "已撤回", "改由下一年申报"),
    ("2026-11-20", "入围", "2026年11月18日专家初评，5人评审，5人同意入围"),
    ("2026-11-20", "未入围", "2026年11月18日专家初评，5人评审，1人同意入围：成效尚未显现"),
    ("2026-12-10", "一等奖", "2026年12月8日现场评审，7人评审"),
    ("2026-12-10", "未获奖", "2026年12月8日现场评审，7人评审：推广价值有限"),
)


def _innovation_samples() -> dict[str, tuple[Context, ...]]:
    """Returns a notice for each step of a project."""
    name = "公路养护进度“一图通览”"
    return {
        "innovation_step": tuple(
            context_of("office", date.fromisoformat(day), project="2026-3", name=name, result=result, why=why)
            for day, result, why in STEPS
        )
    }
