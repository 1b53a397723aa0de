"""The pages that stand in the bar, by what a person is."""

from models.ledger.account.people import SignedIn
from models.ledger.acts import Role

TABS = (
    ("/", "应办", Role.OFFICE),
    ("/head", "领导", Role.HEAD),
    ("/head", "领导", Role.LEADER),
    ("/unit", "本单位", Role.OFFICE),
    ("/unit", "本单位", Role.HEAD),
    ("/unit", "本单位", Role.LEADER),
    ("/cloud", "目标云", Role.OFFICE),
    ("/day", "今日工作", Role.AGENCY),
    ("/board", "总表", Role.AGENCY),
    ("/unit", "部门", Role.AGENCY),
    ("/cloud", "目标云", Role.AGENCY),
    ("/list", "名册", Role.AGENCY),
    ("/act", "办理", Role.AGENCY),
)
OF_READERS = {"/board", "/unit", "/cloud", "/list"}  # who changes nothing


def tabs_of(person: SignedIn) -> list[tuple[str, str]]:
    """Return address and title of each page that a person has; a reader has some of those of the agency."""
    roles = {each.role for each in person.capacities}
    as_reader = OF_READERS if person.reads else set[str]()
    seen = [(path, title) for path, title, role in TABS if role in roles or (role is Role.AGENCY and path in as_reader)]
    return list(dict.fromkeys(seen))
