"""《目标完成质量分析报告》 as a paper: its five sections as they were frozen (6.2.6)."""

from dataclasses import dataclass

from sqlmodel import Session

from models.ledger.lookup import home
from models.ledger.papers.signature import Signature, signature_of
from models.ledger.quality_report import report_of
from models.ledger.secrets import concealed
from models.records import NegativeList
from models.rules.periods import parse_period
from models.rules.quality import Figure, Section, read_figure


@dataclass(frozen=True, slots=True)
class QualityPaper:
    """Report number `number`; `words` is what people wrote in a section, `list_number` the list that it is about."""

    period: str
    number: int
    list_number: int
    words: dict[Section, str]
    figures: tuple[Figure, ...]
    signature: Signature

    @property
    def title(self) -> str:
        """2026年第三季度目标完成质量分析报告."""
        return f"{parse_period(self.period).label}目标完成质量分析报告"


def quality_paper(session: Session, period: str) -> QualityPaper:
    """What the report of a quarter says; refuses a quarter without one."""
    kept = report_of(session, parse_period(period))
    paper = QualityPaper(
        period=kept.period,
        number=kept.number,
        list_number=session.get_one(NegativeList, kept.list_id).number,
        words={
            Section.COMPLETION: kept.completion,
            Section.RUNNING: kept.running,
            Section.PROBLEMS: kept.problems,
            Section.PLANS: kept.plans,
        },
        figures=tuple(read_figure(figure) for figure in kept.figures),
        signature=signature_of(session, home(session), kept.compiled_on),
    )
    return concealed(session, paper)
