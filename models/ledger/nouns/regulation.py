"""规章制度 of the agency, and the departments' mechanisms for the use of results."""

from models.ledger.nouns.noun import PLACE, Noun
from models.rules.states import REGULATION

REGULATION_NOUNS: dict[str, Noun] = {
    "regulation": Noun(
        "regulation r",
        "r.year || '-' || r.number",
        f"{PLACE}, r.kind, (SELECT code FROM department WHERE id = r.department_id), r.title, r.paper_number,"
        " r.paper_date, r.valid_from, r.state, r.repealed_on, r.repealed_by, r.repealed_dated",
        title="规章制度",
        moves=REGULATION,
    ),
}
