"""消息."""

from models.ledger.nouns.noun import Noun

MESSAGE_NOUNS: dict[str, Noun] = {
    "message": Noun("message r", "r.reference", "r.subject, r.text, r.html, r.markdown", verified=False, title="消息"),
}
