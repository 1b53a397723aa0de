"""考评结果 as papers: the 请示, the 通报 to all, and those to members, personnel bodies and a department (8.2, 9)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.inspection.unvisited import in_words, unvisited_of
from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department
from models.ledger.paper_numbers import Issue, issues_of
from models.ledger.papers.signature import Signature, signature_of_paper
from models.ledger.score.absent import absent_components
from models.ledger.score.alongside import (
    NOTHING_ALONGSIDE,
    Alongside,
    alongside_scores,
    recorded_since,
    supplement_in_words,
)
from models.ledger.score.facts import kept_facts
from models.ledger.score.grades import Appraised, appraised
from models.ledger.score.one_account import one_account_in_words
from models.ledger.score.tracked import check_appraised_here, check_not_ended, unasked_in_words
from models.ledger.score.unit_classes import unit_class_names
from models.ledger.score.why_score import has_anything
from models.ledger.secrets import concealed, secrets_of
from models.rules.body import BodyKind
from models.rules.errors import Refused
from models.rules.paper_number import PaperKind
from models.rules.results_use import PERSONNEL_BODIES
from models.rules.score.absent import AbsentOnes
from models.rules.score.facts import YearFacts
from models.rules.score.grade import NO_GRADE
from models.rules.score.result import Readers, YearResult, in_order, seen_by
from models.statements import run

KINDS: Mapping[Readers, PaperKind] = {
    Readers.APPROVING: PaperKind.APPRAISAL_SUBMISSION,
    Readers.ALL: PaperKind.APPRAISAL,
    Readers.MEMBERS: PaperKind.APPRAISAL_TO_MEMBERS,
    Readers.PERSONNEL: PaperKind.APPRAISAL_TO_PERSONNEL,
    Readers.DEPARTMENT: PaperKind.APPRAISAL_TO_DEPARTMENT,
}
BODIES = """
SELECT name FROM body WHERE jurisdiction_id = :jurisdiction AND kind = ANY(:kinds)
    AND :day BETWEEN coalesce(valid_from, '-infinity') AND coalesce(valid_to, 'infinity')
ORDER BY array_position(CAST(:kinds AS text[]), kind), name COLLATE "C"
"""
ADDRESSED = {Readers.APPROVING: (BodyKind.LEADING_GROUP,), Readers.PERSONNEL: PERSONNEL_BODIES}  # addressed by name
AUDIENCES = {kind: audience for audience, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class AppraisalPaper:
    """The results that an audience sees; `ranked` counts the departments among which a place was given.

    `bodies` are the registered bodies that it is addressed to by name (8.2, 9.2). `supplement` says what was recorded
    next to the grades since the approval, `unvisited` which departments were re-verified by papers (3.3), `unasked`
    which quarters were before this installation was used (A37), `one_account` what one account typed for two people,
    `absent` what this level does not have (A78), `facts` what the records show next to the scores.
    """

    year: int
    audience: Readers
    results: tuple[YearResult, ...]
    ranked: int
    counted: str
    approved_on: date | None
    signature: Signature
    bodies: tuple[str, ...] = ()
    alongside: Alongside = NOTHING_ALONGSIDE
    supplement: str = ""
    unvisited: str = ""
    unasked: str = ""
    one_account: str = ""
    absent: AbsentOnes = field(default_factory=dict)
    facts: YearFacts | None = None

    @property
    def title(self) -> str:
        """关于2026年度目标绩效考评结果的通报."""
        if self.audience is Readers.APPROVING:
            return f"关于审定{self.year}年度目标绩效考评结果的请示"
        if self.audience is Readers.ALL:
            return f"关于{self.year}年度目标绩效考评结果的通报"
        return f"关于反馈{self.year}年度目标绩效考评结果的函"

    @property
    def key(self) -> str:
        """Return what is numbered: the year, with the department if it is for one."""
        return key_of(self.year, self.results[0].code if self.audience is Readers.DEPARTMENT else "")


def key_of(year: int, code: str) -> str:
    """Return the natural key of a paper about a year, or about one department of it."""
    return f"{year}/{code}" if code else str(year)


def appraisal_paper(session: Session, year: int, day: date, audience: Readers, department: str = "") -> AppraisalPaper:
    """1-9: return the results of a year as an audience sees them; before the approval only the 请示 has grades.

    Raises Refused before the year has ended, and for a department that has no result.
    """
    check_not_ended(session, home(session), year)
    if day <= date(year, 12, 31):
        raise Refused(f"{year}年尚未结束，没有考评结果；年度中的试算，查看：mubiao scores --year {year}。")
    jurisdiction = home(session)
    code = find_department(session, jurisdiction, department).code if audience is Readers.DEPARTMENT else ""
    whole = appraised(session, year, day)
    if whole.approved_on is None and not has_anything(session, jurisdiction, year):
        raise Refused(f"{year}年没有目标，也没有评价，没有考评结果。其他年度请改 --year。")
    check_appraised_here(session, jurisdiction, year, day)
    own = _results_of(whole, code, department)
    own = own if whole.approved_on or audience is Readers.APPROVING else list(map(_ungraded, own))
    kind, key = KINDS[audience], key_of(year, code)
    recorded = recorded_since(session, year, date.min, day, code)
    dated = _day_of(issues_of(session, jurisdiction, kind, key), own, [on for on, _ in recorded]) or day
    since = whole.approved_on or date.max
    content = AppraisalPaper(
        year=year,
        audience=audience,
        results=in_order(
            seen_by(own, audience, secrets_of(session).about), unit_class_names(session, jurisdiction, year) or ()
        ),
        ranked=sum(each.place is not None for each in whole.results if each.unit_class == own[0].unit_class),
        counted=whole.counted,
        approved_on=whole.approved_on,
        signature=signature_of_paper(session, jurisdiction, dated, (kind, key)),
        bodies=_bodies(session, jurisdiction, dated, ADDRESSED.get(audience, ())),
        alongside=alongside_scores(session, year, day).of(code),
        supplement=supplement_in_words([each for each in recorded if each[0] >= since]),
        facts=_facts_for(kept_facts(session, year, day), audience, code),
        **_told_of_year(session, jurisdiction, year, code),
    )
    return concealed(session, content)


def _told_of_year(session: Session, jurisdiction: int, year: int, code: str) -> dict[str, Any]:
    """Return what a paper says of the year as a whole, beside scores and facts."""
    return {
        "unvisited": in_words(unvisited_of(session, jurisdiction, year, code)),
        "unasked": unasked_in_words(session, jurisdiction, year),
        "one_account": one_account_in_words(session, jurisdiction, year),
        "absent": absent_components(session, jurisdiction, year),
    }


def _results_of(whole: Appraised, code: str, department: str) -> list[YearResult]:
    """Return the results of one department, or of all. Raises Refused without any."""
    if found := [each for each in whole.results if code in ("", each.code)]:
        return found
    whose = f"“{department}”的考评结果：该部门" if code else "考评结果：没有纳入管理的部门，或各部门"
    raise Refused(f"{whole.year}年没有{whose}在年末以前已撤销或并入其他部门。")


def _facts_for(facts: YearFacts, audience: Readers, code: str) -> YearFacts | None:
    """8.2: return what an audience sees of the facts: a department its own, the personnel bodies none."""
    if audience is Readers.PERSONNEL:
        return None
    return replace(facts, agency=(), departments={code: facts.of(code)}) if code else facts


def _ungraded(result: YearResult) -> YearResult:
    """Return a result before the approval, as it is told: that a department is to have no grade is known before."""
    return result if result.grade == NO_GRADE else replace(result, grade=None)


def _bodies(session: Session, jurisdiction: int, day: date, kinds: Collection[BodyKind]) -> tuple[str, ...]:
    """8.2, 9.2: return the names of the bodies of these kinds that are in office on the day of the paper."""
    of_kinds = [kind.value for kind in kinds]
    return tuple(run(session, BODIES, jurisdiction=jurisdiction, kinds=of_kinds, day=day).scalars())


def _day_of(issues: Sequence[Issue], results: Sequence[YearResult], recorded: Sequence[date]) -> date | None:
    """8.2: return the day of the paper that was numbered.

    After a correction, or once more is recorded next to the grades, it is another one, without a number.
    """
    changed = max([*recorded, *(each.corrected_on for each in results if each.corrected_on)], default=date.min)
    return next((each.dated for each in issues if each.dated >= changed), None)


def numbered(content: AppraisalPaper) -> AppraisalPaper:
    """1-8.2: return the paper if it can have a number: a 请示 before the approval, any other one after it.

    Raises Refused otherwise.
    """
    if content.audience is Readers.APPROVING:
        if content.approved_on:
            raise Refused(f"{content.year}年的考评结果已经审定，“{content.title}”不再编号。")
        return content
    if content.approved_on is None:
        raise Refused(f"“{content.title}”的考评结果尚未审定，是送审稿，不能编号。")
    return content
