"""The page of a demonstration that stays: three people have accounts, and the page is served on its last day."""

from datetime import datetime
from hashlib import sha256

from deployments.demo.opening import OFFICE, perform_as_operator
from deployments.demo.world import DemoWorld
from deployments.portal.passwords import hashed
from deployments.recovery import PAGE
from deployments.server import HOST, free_port, wait_for_listener
from models.intake.account import AccountOpened, FirstSignIn, SlipConfirmed
from models.intake.contact import read_contacts
from models.intake.source import SignedPaper
from models.ledger.account.opening import confirm_slip, open_account
from models.ledger.account.sessions import first_sign_in
from models.ledger.registry.contacts import import_contacts
from models.rules.account import CONFIRM_AFTER
from models.rules.workdays import SHANGHAI, WorkCalendar
from tasks.clock import current_instant, set_virtual_instant

PASSWORD = "yanshi-2026"  # noqa: S105 - printed for whoever tries the page
AGENCY = "AGENCY/演示经办人"
PEOPLE = {
    AGENCY: ("管理机构", "省直机关目标绩效管理领导小组办公室/演示经办人"),
    "SJYT/省教育厅联络员": ("部门目标办", "省教育厅/省教育厅联络员"),
    "SJYT/省教育厅主要领导": ("主要领导", "省教育厅/省教育厅主要领导"),
}


def serve_page(surroundings: DemoWorld, calendar: WorkCalendar) -> list[str]:
    """Open the accounts, let their slips be confirmed, and serve the page; returns the address and who may sign in."""
    for person in PEOPLE:
        _open(surroundings, person)
    day = calendar.nth_after(current_instant().date(), CONFIRM_AFTER)
    set_virtual_instant(datetime.combine(day, OFFICE, SHANGHAI))
    for person in PEOPLE:
        paper = SignedPaper(number=f"演示回执{day}", dated=day)
        perform_as_operator(confirm_slip, SlipConfirmed(person=person), paper)
    port = free_port()
    listen = f"{HOST}:{port}"
    told = {"PAGE_URL": f"http://{listen}", "PAGE_LISTEN": listen, "CLOCK": current_instant().isoformat()}
    environment = {f"MUBIAO_{name}": value for name, value in told.items()}
    surroundings.children.start(PAGE, ["deployments.portal.serve"], surroundings.environment | environment)
    wait_for_listener(surroundings.children, PAGE, port)
    names = [f"       {role}：{name}" for role, name in PEOPLE.values()]
    return [f"网页：{told['PAGE_URL']}（演示的{day}），可以这样登录，口令都是 {PASSWORD}", *names]


def _open(surroundings: DemoWorld, person: str) -> None:
    if person == AGENCY:
        sheet = surroundings.home / "people.csv"
        code, name = person.split("/")
        sheet.write_text(f"部门编码,角色,姓名,邮箱\n{code},联络员,{name},jingban@mubiao.test\n", encoding="utf-8")
        perform_as_operator(import_contacts, read_contacts(sheet))
    digest = sha256(person.encode()).hexdigest()
    perform_as_operator(open_account, AccountOpened(people=(person,), code_digest=digest))
    perform_as_operator(first_sign_in, FirstSignIn(code_digest=digest, password_hash=hashed(PASSWORD)))
