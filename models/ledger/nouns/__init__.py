"""The nouns of the ledger: each kind of record with its natural key and what its digest covers, a file to a subject."""

from models.ledger.nouns.answer import ANSWER_NOUNS
from models.ledger.nouns.appeal import APPEAL_NOUNS
from models.ledger.nouns.appraisal import APPRAISAL_NOUNS
from models.ledger.nouns.calendar import CALENDAR_NOUNS
from models.ledger.nouns.cloud import CLOUD_NOUNS
from models.ledger.nouns.covert import COVERT_NOUNS
from models.ledger.nouns.cycle import CYCLE_NOUNS
from models.ledger.nouns.draft import DRAFT_NOUNS
from models.ledger.nouns.duty import DUTY_NOUNS
from models.ledger.nouns.evidence import EVIDENCE_NOUNS
from models.ledger.nouns.inspection import INSPECTION_NOUNS
from models.ledger.nouns.issued_paper import ISSUED_PAPER_NOUNS
from models.ledger.nouns.jurisdiction import JURISDICTION_NOUNS
from models.ledger.nouns.message import MESSAGE_NOUNS
from models.ledger.nouns.negative_list import NEGATIVE_LIST_NOUNS
from models.ledger.nouns.noun import RECORDS, Noun, noun_of
from models.ledger.nouns.opinion import OPINION_NOUNS
from models.ledger.nouns.policy import POLICY_NOUNS
from models.ledger.nouns.quality import QUALITY_NOUNS
from models.ledger.nouns.received_mail import MAIL_NOUNS
from models.ledger.nouns.registry import REGISTRY_NOUNS
from models.ledger.nouns.report import REPORT_NOUNS
from models.ledger.nouns.results_use import RESULTS_USE_NOUNS
from models.ledger.nouns.review import REVIEW_NOUNS
from models.ledger.nouns.sample import SAMPLE_NOUNS
from models.ledger.nouns.secrecy import SECRECY_NOUNS
from models.ledger.nouns.survey import SURVEY_NOUNS
from models.ledger.nouns.target import TARGET_NOUNS
from models.rules.states import Moves

NOUNS: dict[str, Noun] = {
    **JURISDICTION_NOUNS,
    **CALENDAR_NOUNS,
    **REGISTRY_NOUNS,
    **TARGET_NOUNS,
    **DRAFT_NOUNS,
    **CYCLE_NOUNS,
    **DUTY_NOUNS,
    **REPORT_NOUNS,
    **EVIDENCE_NOUNS,
    **NEGATIVE_LIST_NOUNS,
    **SAMPLE_NOUNS,
    **MESSAGE_NOUNS,
    **INSPECTION_NOUNS,
    **APPEAL_NOUNS,
    **COVERT_NOUNS,
    **QUALITY_NOUNS,
    **POLICY_NOUNS,
    **CLOUD_NOUNS,
    **OPINION_NOUNS,
    **REVIEW_NOUNS,
    **SECRECY_NOUNS,
    **ANSWER_NOUNS,
    **MAIL_NOUNS,
    **RESULTS_USE_NOUNS,
    **ISSUED_PAPER_NOUNS,
    **APPRAISAL_NOUNS,
    **SURVEY_NOUNS,
    **{name: noun_of(name, record) for name, record in RECORDS.items()},
}
# The state tables, by the noun whose records they move.
MOVES: dict[str, Moves] = {name: noun.moves for name, noun in NOUNS.items() if noun.moves}
