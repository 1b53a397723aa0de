"""抽样承诺 and 抽样结果 as papers: what is published before a draw, and the draw with how to repeat it (3-4.4)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home, is_rehearsal
from models.ledger.papers.signature import Signature, signature_of_paper
from models.ledger.sample.document import document_of
from models.ledger.sample.draw import samples_of
from models.ledger.secrets import concealed
from models.records import Sample
from models.rules.errors import Refused
from models.rules.paper_number import PaperKind
from models.rules.sample_documents import ordinal
from models.rules.sampling import Purpose


@dataclass(frozen=True, slots=True)
class SamplePaper:
    """The last commitment of a sample, or with `result` its draw; `document` is what is published of it as data."""

    subject: str
    purpose: Purpose
    attempt: int
    result: bool
    document: dict[str, Any]
    signature: Signature

    @property
    def title(self) -> str:
        """核查2026-3抽查目标的抽样承诺（第2次承诺）."""
        what = "抽样结果" if self.result else "抽样承诺"
        return f"核查{self.subject}{self.purpose.label}的{what}{ordinal(self.attempt)}"

    @property
    def key(self) -> str:
        """Return what is numbered: 2026-3/targets/1."""
        return f"{self.subject}/{self.purpose.value}/{self.attempt}"


def sample_paper(session: Session, subject: str, purpose: Purpose, *, result: bool) -> SamplePaper:
    """Return the paper of the last commitment on its day, or of its result on the day the secret was published.

    Raises Refused without a commitment, and for a result before everybody can repeat the draw.
    """
    jurisdiction = home(session)
    samples = samples_of(session, jurisdiction, subject, purpose)
    if not samples:
        raise Refused(f"“{subject}”{purpose.label}还没有承诺抽样。")
    newest = samples[0]
    day, kind = _day_of_result(newest) if result else newest.committed_on, _kind(result=result)
    paper = SamplePaper(
        **newest.model_dump(include={"subject", "purpose", "attempt"}),
        result=result,
        document=document_of(session, samples, rehearsal=is_rehearsal(session)),
        signature=signature_of_paper(
            session, jurisdiction, day, (kind, f"{newest.subject}/{newest.purpose.value}/{newest.attempt}")
        ),
    )
    return concealed(session, paper)


def _kind(*, result: bool) -> PaperKind:
    return PaperKind.SAMPLE_RESULT if result else PaperKind.SAMPLE_COMMITMENT


def _day_of_result(sample: Sample) -> date:
    if not (sample.drawn_on and sample.revealed_on):
        missing = "公布密数（mubiao sample reveal）" if sample.drawn_on else "抽取（mubiao sample draw）并公布密数"
        raise Refused(f"“{sample.subject}”{sample.purpose.label}的抽样结果还不能核验，请先{missing}。")
    return sample.revealed_on
