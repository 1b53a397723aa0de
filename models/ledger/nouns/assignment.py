"""交办事项: other work that is assigned to the agency."""

from models.ledger.nouns.noun import PLACE, Noun
from models.rules.states import ASSIGNMENT

ASSIGNMENT_NOUNS: dict[str, Noun] = {
    "assignment": Noun(
        "assignment r",
        "r.year || '-' || r.number",
        f'{PLACE}, r.giver, r.content, r.paper_number, r.paper_date, r.received_on, r.recorded_on, r."limit",'
        " r.state, r.done_on, r.result",
        title="交办事项",
        moves=ASSIGNMENT,
    ),
}
