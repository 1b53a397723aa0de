"""The lists that are drafted in a simulated year, as sheets: initial targets, revised ones, dynamic ones (1-2.3)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path

from deployments.simulation.people.adjustments import planned_adjustments
from deployments.simulation.people.agency_sheets import write_sheet
from deployments.simulation.people.answers_by_sheet import answers_by_sheet
from deployments.simulation.people.key_projects import key_projects
from deployments.simulation.people.planned_acts import PlannedAct, plan_act
from deployments.simulation.plan import Plan
from models.ledger.registry.bodies import register_body
from models.rules.target.gaps import FUNCTIONAL_WEIGHT

BODIES = {"领导小组": "推演目标绩效管理领导小组", "领导小组办公室": "推演目标绩效管理领导小组办公室"}
KINDS = (("学位数", "个"), ("床位数", "张"), ("就业人数", "人"), ("改造面积", "平方米"), ("培训人次", "人次"))
ROAD, KILOMETRES = "公路里程", "公里"
WHOLE, PARTS = 1, (2, 3)  # the places of a target and of its parts in a list that is long enough for them
LONG_ENOUGH, OWN_UP_TO, WITH_BUILDING = 4, 7, 9  # targets of a list
WITHOUT_POVERTY, SHORT = 0.2, 0.3
WITH_OWN_DATE = 0.15  # the share of departments with a target that ends before December
FIRST_MONTH, MONTHS = 5, 6  # an own date is the end of one of these months
DYNAMIC_ONE_IN = 20  # one dynamic target per twenty departments
WAVES, SPREAD = (106, 259), 12  # days of the year from which the documents of dynamic targets come, and their range
LATE_DOCUMENT = (11, 28)  # the document of one more dynamic target: it is issued in December
REDUCED = 5  # an accepted objection reduces a quantity by one part of this many


def bodies() -> Iterator[PlannedAct]:
    """Yield the registration of the two bodies that approve lists, and one of them the appraisal (1-2.4, 1-2.5)."""
    for kind, name in BODIES.items():
        yield plan_act(register_body, kind, kind=kind, name=name)


def own_date(plan: Plan, department: str, code: str) -> date:
    """Returns when a target ends: the end of a month before December for one of some departments, else of the year.

    Each department that drafts has such a target, and the first one that does not.
    """
    codes = plan.targets_of(department)
    dated = codes[-2 if len(codes) > 1 else 0] == code
    month = FIRST_MONTH + plan.draw(MONTHS, "ends", code) if dated and _has_own_date(plan, department) else 12
    return date(plan.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _has_own_date(plan: Plan, department: str) -> bool:
    drafting = plan.drafting()
    keeping = (code for code in plan.codes() if code not in drafting)
    chosen = {*drafting, next(keeping, "")} if drafting else set()
    return department in chosen or plan.chance("own date", department) < WITH_OWN_DATE


def dynamic_targets(plan: Plan) -> dict[str, tuple[str, date]]:
    """Returns the dynamic targets of the year by code, each with its department and the day of its document (1-2.7)."""
    number = max(1, plan.departments // DYNAMIC_ONE_IN) if plan.drafting() else 0
    by_chance = sorted(plan.codes()[:-1], key=lambda code: plan.chance("dynamic", code))
    ordered = {code: _ordered_on(plan, code) for code in by_chance[:number]}
    if number and plan.departments >= DYNAMIC_ONE_IN:
        ordered[by_chance[number]] = date(plan.year, *LATE_DOCUMENT)
    return {f"{code}-D1": (code, ordered[code]) for code in sorted(ordered)}


def _ordered_on(plan: Plan, code: str) -> date:
    wave = WAVES[plan.draw(len(WAVES), "wave", code)]
    return plan.go_live + timedelta(days=wave + plan.draw(SPREAD, "ordered", code))


def write_lists(plan: Plan, path: Path) -> Path:
    """Write the initial lists of all departments that draft; returns the path."""
    rows = (list_row(plan, department, code) for department in plan.drafting() for code in plan.targets_of(department))
    return write_sheet(path, rows)


def write_revised(plan: Plan, path: Path, drafts: Iterable[tuple[str, str]]) -> Path:
    """Write the rows of drafts to which an objection was accepted, given as departments and codes; returns the path."""
    rows = (list_row(plan, department, code, revised=True) for department, code in drafts)
    return write_sheet(path, rows)


def write_dynamic(plan: Plan, path: Path, codes: Iterable[str]) -> Path:
    """Write the rows of dynamic targets with their documents; returns the path."""
    return write_sheet(path, (_dynamic_row(plan, code) for code in codes))


def quantity_of(plan: Plan, department: str, code: str) -> int:
    """Returns the quantity of a draft as it was first written; parts of the first list are short of their whole."""
    codes = plan.targets_of(department)
    place = codes.index(code)
    if len(codes) < LONG_ENOUGH or place not in PARTS:
        return 100 * (1 + plan.draw(20, "quantity", code))
    whole = quantity_of(plan, department, codes[WHOLE])
    is_short = department == plan.drafting()[0] or plan.chance("short", department) < SHORT
    return whole // 10 * (4 if is_short or place == PARTS[-1] else 6)


def list_row(plan: Plan, department: str, code: str, *, revised: bool = False) -> dict[str, str]:
    """Returns the row of a draft, or with the smaller quantity that its department proposed."""
    quantity = quantity_of(plan, department, code)
    row = _row(plan, department, code, quantity - quantity // REDUCED if revised else quantity)
    row |= {"权重": str(weights(plan, department).get(code, ""))}
    return row | {"来源文件": "省政府工作报告", "纳入依据": "年度工作要点", **_kinds(plan, department, code)}


def _dynamic_row(plan: Plan, code: str) -> dict[str, str]:
    department, day = dynamic_targets(plan)[code]
    number = 1 + list(dynamic_targets(plan)).index(code)
    row = _row(plan, department, code, 100)
    document = {"来源文件": f"黔府发〔{plan.year}〕{number}号", "来源文件日期": day.isoformat()}
    kinds = {"目标类别": "职能绩效目标", "目标来源": "本级目标", "管理方式": "动态目标"}
    return row | document | kinds | {"纳入依据": "临时性重大工作"}


def _row(plan: Plan, department: str, code: str, quantity: int) -> dict[str, str]:
    codes = plan.targets_of(department)
    of_sum = len(codes) >= LONG_ENOUGH and code in codes and codes.index(code) in {WHOLE, *PARTS}
    kind, unit = (ROAD, KILOMETRES) if of_sum else KINDS[plan.draw(len(KINDS), "kind", code)]
    is_part = of_sum and code != codes[WHOLE]
    return {
        "编号": code,
        "年度": str(plan.year),
        "目标名称": f"{kind}（{code}）",
        "绩效要求": f"全年完成{kind}{quantity}{unit}。",
        "是否重点项目": "是" if code in key_projects(plan) else "否",
        "数量": str(quantity),
        "单位": unit,
        "完成时限": own_date(plan, department, code).isoformat(),
        "责任部门": department,
        "上级目标编号": codes[WHOLE] if is_part else "",
        "可加": "是" if of_sum else "",
    }


def _kinds(plan: Plan, department: str, code: str) -> Mapping[str, str]:
    """6.2: returns the kinds of a draft of the initial list: 1+6+N, and in a long list the last one of 机关建设."""
    codes = plan.targets_of(department)
    place, initial = codes.index(code), {"管理方式": "初始目标"}
    if len(codes) >= WITH_BUILDING and code == codes[-1]:
        return initial | {"目标类别": "机关建设目标", "建设目标分类": "日常管理", "党建项目": "思想建设"}
    lacks = department != plan.drafting()[0] and plan.chance("without poverty", department) < WITHOUT_POVERTY
    origin = "脱贫攻坚目标" if place == 0 and not lacks else "本级目标" if place < OWN_UP_TO else "上级目标"
    return initial | {"目标类别": "职能绩效目标", "目标来源": origin}


SENT_BACK, WITH_TREE = 7, slice(4, 7)  # the place of the draft that is sent back; places of one with indicators
MILESTONES = ((6, 30), (9, 30))  # finishing times of leaves before December
CENT = Decimal("0.01")


def weights(plan: Plan, department: str) -> dict[str, Decimal]:
    """A38: returns the weights of the first list that is drafted, which sum to 50; of the others none is set."""
    if department not in plan.long_lists()[:1]:
        return {}
    codes = plan.targets_of(department)[:-1]
    each = (FUNCTIONAL_WEIGHT / len(codes)).quantize(CENT, ROUND_FLOOR)
    last = FUNCTIONAL_WEIGHT - each * (len(codes) - 1)
    return dict.fromkeys(codes, each) | {codes[-1]: last}


def sent_back(plan: Plan) -> str:
    """Returns the draft that the body sends back while it approves the rest; none if only one list is drafted.

    Its list has one target more than it needs, and no weights: it has no gap without it.
    """
    several = plan.long_lists()[1:]
    return plan.targets_of(several[-1])[SENT_BACK] if several else ""


def with_trees(plan: Plan) -> list[str]:
    """Returns the drafts that have indicators: one of each list whose office answers without sheets.

    It is neither a key project nor adjusted in the year.
    """
    apart = key_projects(plan) | planned_adjustments(plan).keys()
    lists = [code for code in plan.long_lists() if not answers_by_sheet(plan, code)]
    chosen = ([code for code in plan.targets_of(each)[WITH_TREE] if code not in apart] for each in lists)
    return [codes[0] for codes in chosen if codes]


def write_indicators(plan: Plan, path: Path) -> Path:
    """Write the indicators of the drafts that have some: two milestones, and the rest by the end of the year."""
    return write_sheet(path, (row for code in with_trees(plan) for row in _tree(plan, code)))


def _tree(plan: Plan, target: str) -> Iterable[Mapping[str, str]]:
    days = [*(date(plan.year, month, day) for month, day in MILESTONES), date(plan.year, 12, 31)]
    for number, day in enumerate(days, 1):
        yield {
            "年度": str(plan.year),
            "目标编号": target,
            "指标编号": str(number),
            "指标名称": f"第{number}阶段",
            "标准": "阶段验收合格",
            "完成时限": day.isoformat(),
        }
