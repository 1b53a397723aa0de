"""发文: the numbers of the agency's papers."""

from models.ledger.nouns.noun import PLACE, Noun
from models.rules.states import ISSUED_PAPER

# A paper without marks has the digest that it had before there were any.
_SIGNER = "r.signer, r.copy_number, r.secrecy, r.urgency"

ISSUED_PAPER_NOUNS: dict[str, Noun] = {
    "issued_paper": Noun(
        "issued_paper r",
        "concat_ws('|', r.code, r.year, r.serial)",
        f"{PLACE}, r.kind, r.subject, r.dated, {_SIGNER}, r.issued_on, r.state, r.void_on, r.void_reason",
        title="发文字号",
        moves=ISSUED_PAPER,
    ),
}
