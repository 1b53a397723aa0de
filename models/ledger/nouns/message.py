"""消息和电话告知."""

from models.ledger.nouns.noun import Noun

MESSAGE_NOUNS: dict[str, Noun] = {
    "message": Noun("message r", "r.reference", "r.subject, r.text, r.html, r.markdown", verified=False, title="消息"),
    "telling": Noun(
        "telling r JOIN notice n ON n.id = r.notice_id",
        "concat_ws('|', n.kind, n.subject, n.occasion, n.audience)",
        "r.told_on, r.person, r.told_by",
        title="电话告知",
    ),
}
