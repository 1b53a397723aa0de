"""公众测评表 as the sheet that is filled in and returned: a row for each department and group (1-2.14)."""

from dataclasses import dataclass

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.papers.signature import Signature, signature_of
from models.ledger.survey.results import code_of
from models.ledger.survey.sheets import find_survey, items_of
from models.records import ThirdParty
from models.rules.errors import Refused


@dataclass(frozen=True, slots=True)
class SurveyLine:
    """A row: what is printed in it, and its check code."""

    position: int
    code: str
    name: str
    respondents: str
    check: str


@dataclass(frozen=True, slots=True)
class SurveyPaper:
    """Sheet `key`, for a third party or for the agency itself."""

    key: str
    third_party: str
    paper: str
    digest: str
    lines: tuple[SurveyLine, ...]
    signature: Signature

    @property
    def title(self) -> str:
        """2026年公众测评表."""
        return f"{self.key.partition('-')[0]}年公众测评表"


def survey_paper(session: Session, key: str) -> SurveyPaper:
    """Return the content of a sheet; raises Refused if there is no sheet with this key."""
    jurisdiction = home(session)
    survey = find_survey(session, jurisdiction, key)
    if survey is None:
        raise Refused(f"没有编号为“{key}”的公众测评表，编号的格式如2026-1；下发测评表：hand_out_survey。")
    return SurveyPaper(
        key=survey.key,
        third_party=session.get_one(ThirdParty, survey.third_party_id).name if survey.third_party_id else "",
        paper=f"{survey.paper_number}，{survey.paper_date}",
        digest=survey.digest,
        lines=tuple(
            SurveyLine(item.position, item.code, item.name, item.respondents, code_of(item, survey.digest))
            for item in items_of(session, survey)
        ),
        signature=signature_of(session, jurisdiction, survey.handed_out_on),
    )
