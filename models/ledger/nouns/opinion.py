"""公众意见: the opinions of the public."""

from models.ledger.nouns.noun import PLACE, Noun
from models.rules.states import OPINION

OPINION_NOUNS: dict[str, Noun] = {
    "opinion": Noun(
        "opinion r JOIN department d ON d.id = r.department_id",
        "r.year || '-' || r.number",
        f'{PLACE}, d.code, r.channel, r.content, r.received_on, r.recorded_on, r.state, r."limit", r.assigned_on,'
        " r.fed_back_on, r.feedback, r.published_on, r.published_in, r.dismissed_on, r.reason",
        title="公众意见",
        moves=OPINION,
    ),
}
