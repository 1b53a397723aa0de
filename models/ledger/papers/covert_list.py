"""暗访清单 as the sheet that a third party gets: what each project asks, word for word as frozen (7.4)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from models.ledger.covert.lists import items_of, list_named
from models.ledger.lookup import home
from models.ledger.papers.signature import Signature, signature_of
from models.ledger.secrets import concealed
from models.records import ThirdParty
from models.rules.covert import COVERT_RETURNED
from models.rules.errors import Refused
from models.rules.periods import parse_period


@dataclass(frozen=True, slots=True)
class Asked:
    """A project: its target with what was asked of it when the list was handed out, and where to go."""

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
    """List `key` for a third party; its results are owed by `due`, on a sheet that carries `digest`."""

    key: str
    third_party: str
    due: date
    digest: str
    projects: tuple[Asked, ...]
    signature: Signature

    @property
    def title(self) -> str:
        """2026年第三季度第三方暗访清单."""
        return f"{parse_period(self.key.rpartition('-')[0]).label}第三方暗访清单"


def covert_paper(session: Session, key: str) -> CovertPaper:
    """What a list says; refuses a number that no list has."""
    jurisdiction = home(session)
    kept = list_named(session, jurisdiction, key)
    if kept is None:
        raise Refused(f"没有编号为“{key}”的暗访清单，编号的格式如2026Q3-1；提供清单：hand_out_covert_list。")
    paper = CovertPaper(
        key=kept.key,
        third_party=session.get_one(ThirdParty, kept.third_party_id).name,
        due=COVERT_RETURNED.of(parse_period(kept.period)),
        digest=kept.digest,
        projects=tuple(Asked(**item.model_dump(include=set(Asked.__slots__))) for item in items_of(session, kept)),
        signature=signature_of(session, jurisdiction, kept.handed_out_on),
    )
    return concealed(session, paper)
