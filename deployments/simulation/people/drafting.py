"""目标制定 in the simulation: the agency drafts lists in February, and has them consulted, approved and issued (1-2.3).

Dynamic targets follow through the year. One step of a draft or of a paper a day: a day that is run again decides the
same. What is drafted is one sheet, what is submitted one paper for each body that approves.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from deployments.simulation.people import draft_sheets
from deployments.simulation.people.draft_opinions import decide_draft_opinions
from deployments.simulation.people.planned_acts import PlannedAct, Scene, plan_act
from models.intake.indicator import read_indicators
from models.intake.target import read_drafts
from models.ledger.acts import Act
from models.ledger.draft.approval import approve_drafts
from models.ledger.draft.consultation import answer_objection, consult_drafts
from models.ledger.draft.gap_waivers import waive_gap, waivers_of
from models.ledger.draft.issuing import issue_targets
from models.ledger.draft.register import DRAFTED_FOR, list_draft_gaps
from models.ledger.draft.submission import submit_drafts
from models.ledger.draft.tree_import import import_indicators
from models.ledger.draft.writing import import_drafts
from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import NEWEST_LINES, TARGET_KEY
from models.rules.kinds import Category
from models.statements import ResultRow, run

FIRST_MONTH = 2
HEARING, APPROVING = 7, 3  # working days for opinions, and from the paper to its approval
REJECTED = "该项为年度重点工作，数量不变。"
# Drafts under way with the day of their last step, and what their office said last.
LIVE = f"""
SELECT r.code, r.category, r.management = 'dynamic' AS dynamic, r.state, d.code AS department, l.opinion, l.accepted,
    l.answered_on, l.decided_on, e.due,
    (SELECT max(b.business_date) FROM transition t JOIN block b ON b.act_id = t.act_id
        WHERE t.record = 'target_draft' AND t.record_key = {TARGET_KEY.format(t="r")}) AS moved_on
FROM target_draft r {DRAFTED_FOR}
    LEFT JOIN {NEWEST_LINES} l ON l.draft_id = r.id
    LEFT JOIN obligation o ON o.id = l.obligation_id LEFT JOIN deadline e ON e.id = o.deadline_id
WHERE r.year = :year AND r.state NOT IN ('approved', 'issued', 'withdrawn') ORDER BY r.code COLLATE "C"
"""  # noqa: S608 - constants only
STANDING = """
SELECT coalesce(array_agg(code) FILTER (WHERE drafted_on < :day), '{}') AS earlier,
    coalesce(bool_or(state NOT IN ('issued', 'withdrawn')), false) AS live
FROM target_draft WHERE year = :year
"""
PAPERS = """
SELECT concat(year, '-', number) AS key, number, submitted_on, approved_on FROM submission
WHERE year = :year AND issued_on IS NULL ORDER BY number
"""
# The paper in which each draft went to its body first.
FIRST_PAPERS = """
SELECT r.code, min(concat(s.year, '-', s.number)) FROM submission_line y JOIN target_draft r ON r.id = y.draft_id
    JOIN submission s ON s.id = y.submission_id WHERE s.year = :year GROUP BY r.code
"""


def decide_drafting(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """Yield the steps of a working day: lists and dynamic targets are drafted, and what was drafted goes on."""
    year = scene.plan.year
    if not scene.plan.drafting() or not date(year, FIRST_MONTH, 1) <= scene.day < date(year + 1, 1, 1):
        return
    standing = run(scene.session, STANDING, year=year, day=scene.day).one()
    if not standing.earlier:
        yield _import(draft_sheets.write_lists(scene.plan, materials / "drafts.csv"), "lists")
        yield from _indicators(scene, materials)
    if ordered := _ordered(scene, standing.earlier):
        yield _import(draft_sheets.write_dynamic(scene.plan, materials / "dynamic.csv", ordered), ",".join(ordered))
    if standing.live:
        yield from decide_draft_opinions(scene, materials)
        yield from _carry_on(scene, materials)


def _indicators(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """1-2.9: yield the import of the indicators of drafts."""
    if draft_sheets.with_trees(scene.plan):
        sheet = read_indicators(draft_sheets.write_indicators(scene.plan, materials / "indicators.csv"))
        yield PlannedAct(import_indicators, sheet, f"{import_indicators}")


def _carry_on(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """Yield the next step of each draft and of each paper."""
    live = run(scene.session, LIVE, year=scene.plan.year).all()
    yield from _submit_dynamic(scene, [row for row in live if row.dynamic])
    yield from _go_on(scene, [row for row in live if not row.dynamic], materials)
    for paper in run(scene.session, PAPERS, year=scene.plan.year):
        yield from _decide_paper(scene, paper, materials)


def _ordered(scene: Scene, earlier: Sequence[str]) -> list[str]:
    """Returns the dynamic targets that are drafted on the first list day of a month: their document has come."""
    due = [code for code, (_, day) in draft_sheets.dynamic_targets(scene.plan).items() if day <= scene.day]
    return [code for code in due if code not in earlier] if scene.is_first_list_day() else []


def _import(sheet: Path, what: str) -> PlannedAct:
    data = read_drafts(sheet)
    sheet.unlink()
    return PlannedAct(import_drafts, data, f"{import_drafts}|{what}")


def _submit_dynamic(scene: Scene, live: Sequence[Any]) -> Iterator[PlannedAct]:
    """2.7: a dynamic target skips consulting, with the reason."""
    if codes := [row.code for row in live if row.state == "drafted" and row.moved_on < scene.day]:
        yield _submission(scene, Category.FUNCTIONAL, ",".join(codes), targets=codes)


def _go_on(scene: Scene, live: Sequence[Any], materials: Path) -> Iterator[PlannedAct]:
    """Consult what was written, answer objections, change what was objected to; then everything goes to the bodies."""
    if any(row.state == "drafted" and row.moved_on < scene.day for row in live):
        due = scene.calendar.nth_after(scene.day, HEARING)
        yield plan_act(consult_drafts, scene.day, year=scene.plan.year, due=due)
    consulted = [row for row in live if row.state == "consulted"]
    yield from _submit_again(scene, live)
    yield from _settle(scene, [row for row in consulted if row.opinion == "objected"], materials)
    if live and all(_is_ready(scene, row) for row in live):
        yield from _waive(scene)
        for category in sorted({Category(row.category) for row in consulted}, reverse=True):
            yield _submission(scene, category, "lists")


def _submit_again(scene: Scene, live: Sequence[Any]) -> Iterator[PlannedAct]:
    """1-2.4: what the body sent back goes to it again in a separate paper."""
    if codes := [row.code for row in live if row.state == "returned" and row.moved_on < scene.day]:
        yield _submission(scene, Category.FUNCTIONAL, "again", targets=codes)


def _settle(scene: Scene, objected: Sequence[Any], materials: Path) -> Iterator[PlannedAct]:
    """Answer all objections once the time for opinions is over, and change the drafts on the day after it."""
    for row in objected:
        if row.accepted is None and row.due < scene.day:
            yield _answer(scene, row)
    accepted = [row.code for row in objected if row.accepted and row.decided_on < scene.day]
    if accepted:
        drafts = [(_drafter(scene, code), code) for code in accepted]
        sheet = draft_sheets.write_revised(scene.plan, materials / "revised.csv", drafts)
        yield _import(sheet, f"{','.join(accepted)}|revised")


def _drafter(scene: Scene, code: str) -> str:
    """Returns the department whose list has a draft; after a merger its successor is to lead it."""
    return next(each for each in scene.plan.drafting() if code in scene.plan.targets_of(each))


def _answer(scene: Scene, row: ResultRow) -> PlannedAct:
    """1-2.22: an objection to the first target of a list is accepted, any other one is not."""
    accepted = row.code == scene.plan.targets_of(_drafter(scene, row.code))[0]
    data = {"accepted": accepted, "answer": "按部门建议核减，修改后再次沟通。" if accepted else REJECTED}
    return plan_act(answer_objection, row.code, target=row.code, year=scene.plan.year, **data)


def _is_ready(scene: Scene, row: ResultRow) -> bool:
    """Returns true if nothing keeps a draft from its paper since before this day, or if it went into one today."""
    if row.state == "submitted":
        return bool(row.moved_on == scene.day)
    settled = row.opinion != "objected" or (row.accepted is False and row.decided_on < scene.day)
    return bool(row.state == "consulted" and settled and row.due < scene.day)


def _waive(scene: Scene) -> Iterator[PlannedAct]:
    """1-6.2: the agency waives what a list lacks; the paper tells the body."""
    waived = {(row.department_code, row.gap) for row in waivers_of(scene.session, home(scene.session), scene.plan.year)}
    for row in list_draft_gaps(scene.session, scene.plan.year):
        for gap in row["missing"]:
            if (row["department_code"], gap) not in waived:
                data = {"department": row["department_code"], "gap": gap, "reason": "该部门职能所限，按实际任务下达。"}
                yield plan_act(waive_gap, row["department_code"], gap, year=scene.plan.year, **data)


def _submission(scene: Scene, category: Category, what: str, **data: Any) -> PlannedAct:  # noqa: ANN401 - an act's input
    data |= {"unconsulted_reason": "上级紧急部署，时限紧。"} if data else {}
    data |= {"year": scene.plan.year, "category": category.label, "short_reason": "其余部分由市县承担，另行分解。"}
    return plan_act(submit_drafts, category, what, **data)


def _decide_paper(scene: Scene, paper: ResultRow, materials: Path) -> Iterator[PlannedAct]:
    """1-2.4 to 1-2.7: the body approves all of a paper some days later, and what it approved is issued on the next."""
    if paper.approved_on is None:
        if scene.calendar.nth_after(paper.submitted_on, APPROVING) <= scene.day:
            file = materials / f"approval-{paper.key}.txt"
            file.write_text(f"推演用批件：报审{paper.key}，同意。\n", encoding="utf-8")
            yield _paper_act(scene, paper, approve_drafts, "批", evidence=[{"file": file}], **_sent_back(scene, paper))
    elif paper.approved_on < scene.day:
        yield _paper_act(scene, paper, issue_targets, "")


def _sent_back(scene: Scene, paper: ResultRow) -> dict[str, Any]:
    """Returns what the body sends back of its first paper about lists."""
    code = draft_sheets.sent_back(scene.plan)
    if not code or (code, paper.key) not in set(run(scene.session, FIRST_PAPERS, year=scene.plan.year).tuples()):
        return {}
    return {"returned": [code], "reason": "资金来源须再核实，核实后另报。"}


def _paper_act(scene: Scene, paper: Any, act: Act[Any], series: str, **data: Any) -> PlannedAct:  # noqa: ANN401 - an act's input
    data |= {"number": f"推演目标{series}〔{scene.plan.year}〕{paper.number}号", "dated": scene.day}
    return plan_act(act, paper.key, submission=paper.key, **data)
