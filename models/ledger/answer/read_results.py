"""已阅 and 同意 of the head of a department in a reply to the results that he was told (6.1.5, A30, A49)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlmodel import Session

from models.intake.received_mail import ReceivedMail
from models.intake.source import Source
from models.ledger.acts import Actor, Role
from models.ledger.answer.receipts import LaterFiles
from models.ledger.duties import title_of
from models.records import Mail
from models.rules.kinds import Known, Means
from models.rules.mail_words import Approval, approval_in
from models.rules.signed_paper import HEAD_BYTES, is_page
from models.statements import run

# The results that a message of ours reported to the head, or that the mail answered whose receipt it is: whether each
# is the newest version and was not returned since, and whether it is recorded as 已阅.
RESULTS = """
SELECT o.id, o.kind, o.period, o.round, o.owed_by, n.payload -> 'facts' AS facts,
    CAST(n.occasion AS int) = b.newest AND NOT EXISTS (
        SELECT FROM notice z WHERE z.obligation_id = o.id AND z.kind = 'returned' AND z.id > n.id) AS is_newest,
    EXISTS (
    SELECT FROM acknowledgement a WHERE a.obligation_id = o.id AND a.version = CAST(n.occasion AS int)) AS is_read
FROM message m JOIN delivery v ON v.message_id = m.id JOIN notice n ON n.id = v.notice_id
    JOIN obligation o ON o.id = n.obligation_id
    CROSS JOIN LATERAL (SELECT max(CAST(x.occasion AS int)) AS newest FROM notice x
        WHERE x.obligation_id = o.id AND x.kind = 'result' AND x.audience = 'head') b
WHERE m.reference IN (SELECT CAST(:reference AS text) UNION SELECT r.answers FROM message g
        JOIN delivery w ON w.message_id = g.id JOIN notice c ON c.id = w.notice_id AND c.kind = 'answer_receipt'
        JOIN received_mail r ON r.digest = c.subject WHERE g.reference = :reference)
    AND n.kind = 'result' AND n.audience = 'head' ORDER BY o.id
"""
# The head in office with an address that stands for no other person or office, also of a later day or as a substitute.
SOLE_HEAD = """
WITH used AS (
    SELECT department_id, role, name FROM contact
    WHERE lower(email) = :address AND coalesce(valid_to, 'infinity') >= :day
    UNION ALL SELECT department_id, '', '' FROM office WHERE lower(email) = :address
    UNION ALL SELECT department_id, '', representative FROM representation
        WHERE lower(email) = :address AND last_day >= :day AND withdrawn_on IS NULL
    UNION ALL SELECT 0, '', name FROM body
        WHERE lower(email) = :address AND coalesce(valid_to, 'infinity') >= :day)
SELECT d.id, d.name AS department, c.name FROM contact c JOIN department d ON d.id = c.department_id
WHERE lower(c.email) = :address AND c.role = 'head' AND NOT d.is_agency
    AND :day BETWEEN coalesce(c.valid_from, '-infinity') AND coalesce(c.valid_to, 'infinity')
    AND (SELECT count(*) FROM (SELECT DISTINCT * FROM used) u) = 1
"""
RECORDED = {Approval.READ: "已登记主要领导本人已阅（本人邮件）", Approval.AGREED: "已登记已阅，不需要签字"}
MORE = "“已阅”没有登记：来信还写了别的话；只写“已阅”两字回复即可登记"
ALONE = "；只须登记已阅的，不必签字，只写“已阅”两字回复即可"
SIGNED_PAGE = "签字页已收到，由管理机构登记"
AGREED = "“同意”须签字，邮件不能代替：请在附件的签字页上签字，扫描后作为附件回复本邮件"
NOT_OWN = (
    "“已阅”没有登记：只收主要领导本人从只登记给其本人的邮箱发来、经核验的；"
    "请在附件的签字页上签字，扫描后作为附件回复本邮件"
)
AMENDED_SINCE = "“已阅”没有登记：来信所答的结果此后有修改，或者已退回重报，请看最新的结果报告，对其回复"


class HeadReply(NamedTuple):
    """已阅 or 同意 in a reply to results: the head, if the sender is known to be, and why nothing is recorded."""

    said: Approval
    head: Any
    results: Sequence[Any]
    why: str

    @property
    def actor(self) -> Actor:
        """Return the head as the author of an act (本人邮件)."""
        return Actor(f"{self.head.department} {self.head.name}", Role.HEAD, self.head.id, known=Known.OWN_MAIL)

    def told(self) -> LaterFiles:
        """Return what the receipt says: each result that is read, or why none is, with what is to be signed."""
        titles = [title_of(each.kind, each.period, None, each.round) for each in self.results]
        if not self.why:
            return LaterFiles(appeals=tuple((title, RECORDED[self.said]) for title in titles))
        facts = ["；".join(each.facts or ()) for each in self.results]
        return LaterFiles(
            refused=(self.why,),
            to_sign=() if self.why in (AMENDED_SINCE, MORE) else tuple(zip(titles, facts, strict=True)),
        )


def head_reply(session: Session, row: Mail, mail: ReceivedMail) -> HeadReply | None:
    """Return what a mail says of the results that it answers; None if it is no reply to results, or says more."""
    said = None if mail.files or mail.missing or mail.automatic else approval_in(mail.text, row.person)
    results = results_answered(session, row) if said else []
    if said is None or not results:
        return None
    head = run(session, SOLE_HEAD, address=row.sender, day=row.received_on).first()
    known = head if head and row.known is Known.KNOWN and {head.id} == {each.owed_by for each in results} else None
    return HeadReply(said, known, results, _why_not(said, known, results))


def results_answered(session: Session, row: Mail) -> Sequence[Any]:
    """Return the results that a mail answers, also by way of a receipt."""
    return run(session, RESULTS, reference=row.answers).all() if row.answers else []


def is_signed_page(session: Session, row: Mail, mail: ReceivedMail) -> bool:
    """Return whether a mail that answers results brings scans or photographs, and no other file."""
    heads = ((file.path.read_bytes()[:HEAD_BYTES], file.name) for file in mail.files)
    return bool(mail.files and all(is_page(*head) for head in heads) and results_answered(session, row))


def _why_not(said: Approval, head: object, results: Sequence[Any]) -> str:
    """Return why 已阅 is not recorded; empty if it is, or was before 同意."""
    if said is Approval.AGREED:
        return _why_not_agreed(head, results)
    if head is None:
        return NOT_OWN
    if said is Approval.MORE:
        return MORE
    return "" if all(each.is_newest for each in results) else AMENDED_SINCE


def _why_not_agreed(head: object, results: Sequence[Any]) -> str:
    if head is None:
        return AGREED
    return "" if all(each.is_read for each in results) else AGREED + ALONE


def source_of(row: Mail) -> Source:
    """Return how 已阅 was received."""
    return Source(means=Means.ANSWER, note=f"来信{row.id}", received=row.received_on)
