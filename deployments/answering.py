"""Whether offices can answer their mails: a sheet with each, an address for the answer, a person to phone."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from deployments.health import CheckResult
from models.ledger.answer.telephone import contact_of
from models.ledger.answer_keys import find_key
from models.ledger.jurisdiction import home
from tasks.settings import Settings

INVENTED = ("invalid", "localhost", "localdomain", "example", "test", "local")  # last labels of no real domain


def check_answering(session: Session, chosen: Settings, today: date) -> Iterator[CheckResult]:
    """Yield what mails need to be answered: the key of the sheets, and if a mail server is set also the rest."""
    if find_key(session) is None:
        advice = "还没有回复码密钥，邮件不附回复表；请执行：mubiao act renew_answer_key --reason 首次生成"
        yield CheckResult("回复表", ok=False, advice=advice)
    if chosen.mail_url is None:
        return
    yield _check_domain(chosen.mail_domain)
    where = (
        f"退信和回复发往{chosen.inbox_address}" if chosen.inbox_address else "退信和回复发往邮件服务器设置的发件地址"
    )
    yield CheckResult("收件邮箱", ok=True, advice=where)
    contact = contact_of(session, home(session), today)
    advice = "管理机构没有登记手机的联系人，邮件和回复表上没有电话；请导入：mubiao import contacts 文件"
    yield CheckResult("联系电话", ok=bool(contact), advice=contact or advice)


def _check_domain(domain: str) -> CheckResult:
    """Returns whether mails are numbered under a domain that exists: others are taken for spam more often."""
    labels = domain.strip(".").lower().split(".")
    real = len(labels) > 1 and labels[-1] not in INVENTED
    advice = f"邮件编号所用的域名“{domain}”不是真实域名，容易被当作垃圾邮件；请设置 MUBIAO_MAIL_DOMAIN=本单位邮箱的域名"
    return CheckResult("邮件域名", ok=real, advice="" if real else advice)
