"""来信, 回复 and 退信."""

from models.ledger.nouns.duty import OBLIGATION_KEY
from models.ledger.nouns.noun import PLACE, Noun
from models.rules.states import RECEIVED_MAIL

ANSWER_KEY = "concat_ws('|', {r}.file_digest, {r}.sheet, {r}.due_version, {r}.outcome, {m}.digest, {key})"
OF_ANSWER = """LEFT JOIN received_mail {m} ON {m}.id = {r}.mail_id
    LEFT JOIN obligation {o} ON {o}.id = {r}.obligation_id LEFT JOIN department {d} ON {d}.id = {o}.department_id"""
KEY = OBLIGATION_KEY.format(o="o", d="d")
REPLACED = f"""(SELECT {ANSWER_KEY.format(r="x", m="xm", key=OBLIGATION_KEY.format(o="xo", d="xd"))} FROM answer x
    {OF_ANSWER.format(r="x", m="xm", o="xo", d="xd")} WHERE x.id = r.replaced_id)"""

MAIL_NOUNS: dict[str, Noun] = {
    "received_mail": Noun(
        "received_mail r LEFT JOIN department d ON d.id = r.office_id",
        "r.digest",
        f"{PLACE}, r.message_id, r.sender, r.subject, r.size, extract(epoch FROM r.received_at),"
        " extract(epoch FROM r.seen_at), r.received_on, d.code, r.person, r.audience, r.known, r.answers, r.automatic,"
        " r.files, r.missing, r.state, r.sentence, r.confirmed, extract(epoch FROM r.receipted_at)",
        title="来信",
        moves=RECEIVED_MAIL,
    ),
    "answer": Noun(
        f"answer r {OF_ANSWER.format(r='r', m='m', o='o', d='d')}",
        ANSWER_KEY.format(r="r", m="m", key=f"CASE WHEN o.id IS NOT NULL THEN {KEY} END, NULLIF(r.matter, '')"),
        f"{PLACE}, r.file, r.known, r.received_on, extract(epoch FROM r.received_at), r.sentence, r.complaints,"
        f" {REPLACED}",
        title="回复",
    ),
    "bounce": Noun(
        "bounce r JOIN received_mail m ON m.id = r.mail_id JOIN message s ON s.id = r.message_id",
        "concat_ws('|', m.digest, s.reference)",
        "r.words, r.returned_on",
        title="退信",
    ),
}
