"""发文: the numbers of the agency's papers."""

from models.ledger.nouns.noun import PLACE, Noun
from models.rules.states import ISSUED_PAPER

ISSUED_PAPER_NOUNS: dict[str, Noun] = {
    "issued_paper": Noun(
        "issued_paper r",
        "concat_ws('|', r.code, r.year, r.serial)",
        f"{PLACE}, r.kind, r.subject, r.dated, r.signer, r.issued_on, r.state, r.void_on, r.void_reason",
        title="发文字号",
        moves=ISSUED_PAPER,
    ),
}
