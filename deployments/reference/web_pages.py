"""The pages of the portal: where each is, and who sees it."""

from collections.abc import Iterator, Sequence

from starlette.routing import Route

from deployments.portal.app import routes
from deployments.portal.tabs import OF_READERS, TABS
from deployments.reference.markdown import code, page, prose, table

TITLES = ("网页", "地址", "给谁看", "其下")
READERS, EVERYONE = "只读账号", "所有人，不用登录"
OF_ACTS = "/act"
SIGNING_IN = ("/in", "/first", "/out")


def web_pages() -> str:
    """The table of the pages with their roles."""
    return page("网页一览", prose("pages", "web_pages"), table(TITLES, _rows()))


def _rows() -> Iterator[Sequence[str]]:
    yield "登录、首次登录、退出", _codes(SIGNING_IN), EVERYONE, ""
    found = dict.fromkeys(each.path for each in routes() if isinstance(each, Route))
    below = [each for each in found if each.count("/") > 1 or each == "/workbook"]
    for tab in dict.fromkeys(path for path, _, _ in TABS):
        titles = dict.fromkeys(title for path, title, _ in TABS if path == tab)
        yield "、".join(titles), code(tab), _readers(tab), _codes([each for each in below if _tab_of(each) == tab])


def _readers(tab: str) -> str:
    roles = [role.label for path, _, role in TABS if path == tab]
    return "、".join([*roles, READERS] if tab in OF_READERS else roles)


def _tab_of(address: str) -> str:
    """The page in the bar to which an address belongs: duties and their workbooks to that of the office."""
    first = f"/{address.split('/')[1]}"
    return OF_ACTS if first == "/sheet" else first if any(first == path for path, _, _ in TABS) else "/"


def _codes(addresses: Sequence[str]) -> str:
    return "、".join(map(code, addresses))
