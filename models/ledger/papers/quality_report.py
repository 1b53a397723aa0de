"""《目标完成质量分析报告》 as a paper: its five frozen sections (6.2.6)."""

from dataclasses import dataclass

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.papers.signature import Signature, signature_of_paper
from models.ledger.quality_report import report_of
from models.ledger.secrets import concealed
from models.records import NegativeList
from models.rules.paper_number import PaperKind
from models.rules.periods import parse_period
from models.rules.quality import Figure, Section, read_figure


@dataclass(frozen=True, slots=True)
class QualityPaper:
    """Report number `number`; `words` is the written text by section, `list_number` the number of its negative list."""

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

    @property
    def key(self) -> str:
        """Return what is numbered: the quarter."""
        return self.period


def quality_paper(session: Session, period: str) -> QualityPaper:
    """Return the frozen report of a quarter; raises Refused if it does not exist."""
    report = report_of(session, parse_period(period))
    paper = QualityPaper(
        period=report.period,
        number=report.number,
        list_number=session.get_one(NegativeList, report.list_id).number,
        words={each: getattr(report, each.value) for each in Section if each is not Section.NEGATIVE_LIST},
        figures=tuple(read_figure(figure) for figure in report.figures),
        signature=signature_of_paper(
            session, home(session), report.compiled_on, (PaperKind.QUALITY_REPORT, report.period)
        ),
    )
    return concealed(session, paper)
