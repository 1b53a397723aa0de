"""谁形成了得分: whose hands made a line of a sheet, and that another person recomputes it (1-8.2, 3-4.3)."""

from collections.abc import Iterable, Iterator, Sequence

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.duties import due_of
from models.ledger.four_eyes import check_hands
from models.ledger.nouns.shared_sql import ENTRY_KEY, IN_PERSON
from models.records import AppraisalSheet, Obligation, ScoreObjection
from models.rules.appraisal import changed_components, entries_of
from models.rules.errors import Refused
from models.rules.personal_names import operator_in
from models.rules.score.component import RATED, Component
from models.rules.score.facts import Contested, rows_of
from models.rules.score.leaders import Operator
from models.rules.states import ObligationEvent
from models.statements import run

# The keys of the records that a line rests on begin with these words; entries come from signed findings.
OF_ENTRIES = f"""
SELECT DISTINCT coalesce(NULLIF(b.entered_by, ''), t.detail #>> '{{row,actor}}', b.actor) AS hand
FROM transition t JOIN block b ON b.act_id = t.act_id
WHERE (t.record = 'negative_entry' AND t.record_key = ANY(:keys))
    OR (t.record = 'finding' AND t.record_id IN (
        SELECT g.finding_id FROM entry_origin g JOIN negative_entry e ON e.id = g.entry_id
            JOIN target x ON x.id = e.target_id
        WHERE {ENTRY_KEY.format(t="x", e="e")} = ANY(:keys)))
ORDER BY 1
"""  # noqa: S608 - constants only
OF_RATINGS = """
SELECT DISTINCT coalesce(NULLIF(b.entered_by, ''), t.detail #>> '{row,actor}', b.actor) AS hand
FROM transition t JOIN block b ON b.act_id = t.act_id
WHERE t.record = :record AND starts_with(t.record_key, :start) ORDER BY 1
"""
DEEDS = [ObligationEvent.DISCHARGE.value, ObligationEvent.WAIVE.value, "excepted"]
# A fact rests on deeds: a duty that was ended, a paper that was recorded; what is missing has no maker.
OF_DEEDS = """
SELECT DISTINCT coalesce(NULLIF(b.entered_by, ''), t.detail #>> '{row,actor}', b.actor) AS hand
FROM transition t JOIN block b ON b.act_id = t.act_id
WHERE t.record IN ('obligation', 'score_exception') AND t.record_key = ANY(:keys)
    AND t.event = ANY(:events) ORDER BY 1
"""
# Who entered an objection for a department; its own, such as one by mail, nobody entered.
OF_OBJECTION = f"""
SELECT DISTINCT b.entered_by FROM transition t JOIN block b ON b.act_id = t.act_id
WHERE t.record = 'score_objection' AND t.record_id = :objection AND t.event IN ('raised', 'raise', 'changed')
    AND b.entered_by <> '' AND NOT {IN_PERSON} ORDER BY 1
"""  # noqa: S608 - constants only


def check_apart(
    session: Session, ctx: Context, sheet: AppraisalSheet, accepted: Sequence[ScoreObjection], content: str
) -> str:
    """Return a remark if the operator may have made a line that is recomputed, or accepted the objection to it.

    Lines that nobody objected to count too, if the new `content` has others.
    """
    answered = [(each.component, Operator(each.answered_by, each.account)) for each in accepted]
    components = dict.fromkeys([each.component for each in accepted])
    components |= dict.fromkeys(map(Contested, changed_components(sheet.content, content)))
    made = [*answered, *_makers(session, sheet, components, content)]
    return _check(session, ctx, made, "的得分或对它的答复", "重算")


def check_corrects(session: Session, ctx: Context, sheet: AppraisalSheet, content: str) -> str:
    """8.2: return a remark if the operator who registers a correction may have made a line that it changes."""
    made = _makers(session, sheet, map(Contested, changed_components(sheet.content, content)), content)
    return _check(session, ctx, made, "的得分", "登记更正")


def check_rules(
    session: Session, ctx: Context, sheet: AppraisalSheet, ruled: ScoreObjection, *, dismissed: bool
) -> str:
    """2.22, 8.2: return a remark if the operator entered the objection himself, or made the line and would dismiss it.

    An objection that was entered for a department is ruled on when its day
    has passed, because after a ruling the department cannot object any more.
    """
    hands = run(session, OF_OBJECTION, objection=ruled.id).scalars().all()
    entered = [(ruled.component, Operator(*operator_in(each))) for each in hands]
    remark = _check(session, ctx, entered, "的异议", "答复")
    duty = session.get_one(Obligation, sheet.obligation_id) if hands else None
    if duty and (due := due_of(session, duty)) >= ctx.date:
        raise Refused(
            f"{ruled.component.label}的异议是代录的，提出异议的截止日{due}过后才能答复，此前部门仍可用回复表提出、改写异议。"
        )
    made = _makers(session, sheet, [ruled.component] if dismissed else [], sheet.content)
    return remark + _check(session, ctx, made, "的得分", "答复不采纳")


def _check(session: Session, ctx: Context, made: Iterable[tuple[Contested, Operator]], what: str, does: str) -> str:
    """Return the remarks about who made these lines, each once. Raises Refused where another person must do it."""
    remarks = [check_hands(session, ctx, maker, f"{line.label}{what}", "经办", does) for line, maker in made]
    return "".join(dict.fromkeys(remarks))


def _makers(
    session: Session, sheet: AppraisalSheet, components: Iterable[Contested], content: str
) -> Iterator[tuple[Contested, Operator]]:
    """Yield who entered, changed or listed what the lines of these components rest on, before and now."""
    for component in components:
        if component.is_fact:
            keys = [row.key for row in rows_of(sheet.facts, component)]
            rows = run(session, OF_DEEDS, keys=keys, events=DEEDS)
        elif (line := Component(component.value)) in RATED:
            code = sheet.content.partition('"department":"')[2].partition('"')[0]
            of_leaders = ("leader_sheet", f"{sheet.year}|")
            named, start = of_leaders if line is Component.LEADERS else (component.value, f"{code}|{sheet.year}|")
            rows = run(session, OF_RATINGS, record=named, start=start)
        else:
            entries = {*entries_of(sheet.content, component), *entries_of(content, component)}
            rows = run(session, OF_ENTRIES, keys=sorted(each.replace("/", "|") for each in entries))
        for hand in rows.scalars():
            yield component, Operator(*operator_in(hand))
