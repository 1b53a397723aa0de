"""暗访清单 as the sheet for a third party: the requirements of each project as frozen (7.4)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from models.ledger.covert.lists import find_list, items_of
from models.ledger.jurisdiction import home
from models.ledger.papers.signature import Signature, signature_of
from models.ledger.secrets import concealed
from models.records import ThirdParty
from models.rules.covert import COVERT_RETURNED
from models.rules.errors import Refused
from models.rules.periods import parse_period


@dataclass(frozen=True, slots=True)
class AskedProject:
    """A project: its target, the requirements on the day the list was handed out, and the place to visit."""

    position: int
    code: str
    name: str
    requirement: str
    quantity: Decimal | None
    unit: str
    deadline: date | None
    place: str


@dataclass(frozen=True, slots=True)
class CovertPaper:
    """List `key` for a third party; its results are due by `due`, on a sheet with the same `digest`."""

    key: str
    third_party: str
    due: date
    digest: str
    projects: tuple[AskedProject, ...]
    signature: Signature

    @property
    def title(self) -> str:
        """2026年第三季度第三方暗访清单."""
        return f"{parse_period(self.key.rpartition('-')[0]).label}第三方暗访清单"


def covert_paper(session: Session, key: str) -> CovertPaper:
    """Return the content of a list; raises Refused if there is no list with this key."""
    jurisdiction = home(session)
    covert_list = find_list(session, jurisdiction, key)
    if covert_list is None:
        raise Refused(f"没有编号为“{key}”的暗访清单，编号的格式如2026Q3-1；提供清单：hand_out_covert_list。")
    paper = CovertPaper(
        key=covert_list.key,
        third_party=session.get_one(ThirdParty, covert_list.third_party_id).name,
        due=COVERT_RETURNED.of(parse_period(covert_list.period)),
        digest=covert_list.digest,
        projects=tuple(
            AskedProject(**item.model_dump(include=set(AskedProject.__slots__)))
            for item in items_of(session, covert_list)
        ),
        signature=signature_of(session, jurisdiction, covert_list.handed_out_on),
    )
    return concealed(session, paper)
