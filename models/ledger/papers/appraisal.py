"""考评结果 as papers: the 通报 to all, and what goes to the members, the personnel bodies and a department (1-9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department
from models.ledger.paper_numbers import Issue, issues_of
from models.ledger.papers.signature import Signature, signature_of_paper
from models.ledger.score.grades import Appraised, appraised
from models.ledger.score.unit_classes import unit_class_names
from models.ledger.score.why_score import has_anything
from models.ledger.secrets import concealed, secrets_of
from models.rules.errors import Refused
from models.rules.paper_number import PaperKind
from models.rules.results_use import PERSONNEL_BODIES
from models.rules.score.result import Readers, YearResult, in_order, seen_by
from models.statements import run

KINDS: Mapping[Readers, PaperKind] = {
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
AUDIENCES = {kind: audience for audience, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class AppraisalPaper:
    """The results that an audience sees; `ranked` counts the departments among which a place was given.

    `bodies` are the registered personnel bodies, if it is for them (9.2).
    """

    year: int
    audience: Readers
    results: tuple[YearResult, ...]
    ranked: int
    counted: str
    approved_on: date | None
    signature: Signature
    bodies: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """关于2026年度目标绩效考评结果的通报."""
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
    """1-9: return the results of a year as an audience sees them.

    Raises Refused before the year has ended, and for a department that has no result.
    """
    if day <= date(year, 12, 31):
        raise Refused(f"{year}年尚未结束，没有考评结果；年度中的试算，查看：mubiao scores --year {year}。")
    jurisdiction = home(session)
    code = find_department(session, jurisdiction, department).code if audience is Readers.DEPARTMENT else ""
    whole = appraised(session, year, day)
    if whole.approved_on is None and not has_anything(session, jurisdiction, year):
        raise Refused(f"{year}年没有目标，也没有评价，没有考评结果。其他年度请改 --year。")
    own = [each for each in whole.results if code in ("", each.code)]
    if not own:
        whose = f"“{department}”的考评结果：该部门" if code else "考评结果：没有纳入管理的部门，或各部门"
        raise Refused(f"{year}年没有{whose}在年末以前已撤销或并入其他部门。")
    kind, key = KINDS[audience], key_of(year, code)
    dated = _day_of(issues_of(session, jurisdiction, kind, key), own) or day
    content = AppraisalPaper(
        year=year,
        audience=audience,
        results=in_order(
            seen_by(own, audience, secrets_of(session).about), unit_class_names(session, jurisdiction, year) or ()
        ),
        ranked=_ranked(whole, own[0]),
        counted=whole.counted,
        approved_on=whole.approved_on,
        signature=signature_of_paper(session, jurisdiction, dated, (kind, key)),
        bodies=_personnel_bodies(session, jurisdiction, dated) if audience is Readers.PERSONNEL else (),
    )
    return concealed(session, content)


def _personnel_bodies(session: Session, jurisdiction: int, day: date) -> tuple[str, ...]:
    """9.2: return the names of the 组织部 and 公务员管理部门 that are in office on the day of the paper."""
    kinds = [kind.value for kind in PERSONNEL_BODIES]
    return tuple(run(session, BODIES, jurisdiction=jurisdiction, kinds=kinds, day=day).scalars())


def _day_of(issues: Sequence[Issue], results: Sequence[YearResult]) -> date | None:
    """8.2: return the day of the paper that was numbered; after a correction it is another one, without a number."""
    corrected = max((each.corrected_on for each in results if each.corrected_on), default=date.min)
    return next((each.dated for each in issues if each.dated >= corrected), None)


def approved(content: AppraisalPaper) -> AppraisalPaper:
    """1-8.2: return the paper if its results are approved. Raises Refused for a draft, which takes no number."""
    if content.approved_on is None:
        raise Refused(f"“{content.title}”的考评结果尚未审定，是送审稿，不能编号。")
    return content


def _ranked(whole: Appraised, one: YearResult) -> int:
    return sum(each.place is not None for each in whole.results if each.unit_class == one.unit_class)
