"""Whether everybody can be told, and whether offices can answer their mails."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlmodel import Session

from deployments.health import CheckResult
from models.ledger.answer.telephone import contact_of
from models.ledger.answer_keys import find_key
from models.ledger.jurisdiction import home
from models.ledger.registry.addresses import SHOWN, unreachable, warn_unreachable
from models.ledger.vacancies import AGENCY, HEAD_VACANT, LIAISON, MAILBOX, UNREACHED, vacancies
from models.rules.several import first_of
from models.statements import run
from tasks.settings import Settings

IMPORT_DEPARTMENTS = "请补填后导入：mubiao import departments 文件"
CONTACTS = "请登记后导入：mubiao import contacts 文件"
ANY_DEPARTMENT = """
SELECT EXISTS (SELECT FROM department WHERE jurisdiction_id = :jurisdiction AND NOT is_agency)"""
NO_DEPARTMENTS = "还没有部门，请导入：mubiao import departments 文件"
NO_TELEPHONE = (
    "收得到通知；只是没有登记管理机构的联系电话，来信和回复表上写不出向谁咨询；"
    f"建议在联系人表中填部门编码 AGENCY 的联络员和手机，再{CONTACTS.removeprefix('请登记后')}"
)
HEAD_UNREACHED = "的主要领导没有邮箱和企业微信号，须由其知悉的事项要打电话告知"
# The item, what is missing, what to do about it.
WHO_IS_MISSING = {
    MAILBOX: ("目标办邮箱", "没有目标办邮箱，邮件和回复表送不到", IMPORT_DEPARTMENTS),
    LIAISON: ("联络员", "没有联络员", CONTACTS),
    HEAD_VACANT: ("主要领导", "没有登记主要领导，须由其知悉的事项无人可送", CONTACTS),
}


def check_addressees(session: Session, today: date) -> Iterator[CheckResult]:
    """Yield which departments cannot be told, and which lack a mailbox, a liaison or a head; the agency as well."""
    jurisdiction = home(session)
    some = bool(run(session, ANY_DEPARTMENT, jurisdiction=jurisdiction).scalar_one())
    lacking = vacancies(session, jurisdiction, today)
    offices = [name for name in unreachable(session, jurisdiction, today).values() if name not in lacking[AGENCY]]
    lost = warn_unreachable(offices)
    yield CheckResult("收件地址", not lost, f"{lost}{IMPORT_DEPARTMENTS}" if lost else "")
    for lacks, (item, missing, remedy) in WHO_IS_MISSING.items():
        advice = _advise(lacking[lacks], missing, remedy) if some else NO_DEPARTMENTS
        if lacks == HEAD_VACANT:
            advice += _advise(lacking[UNREACHED], HEAD_UNREACHED, remedy)
        yield CheckResult(item, ok=not advice, advice=advice)
    advice = f"部门表中没有编码为 AGENCY 的一行，或该行没有邮箱和企业微信机器人，本机构收不到通知；{IMPORT_DEPARTMENTS}"
    unheard = "" if contact_of(session, jurisdiction, today) else NO_TELEPHONE
    yield CheckResult("管理机构", not lacking[AGENCY], advice if lacking[AGENCY] else unheard)


def _advise(names: Sequence[str], missing: str, remedy: str) -> str:
    if not names:
        return ""
    return f"{len(names)}个部门{missing}：{first_of(names, SHOWN)}。{remedy}"


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
