"""The jurisdiction that an installation serves, and the day from which it uses the system."""

from datetime import date

from sqlmodel import Session

from models.ledger.acts import Context
from models.rules.errors import Refused
from models.rules.organ_word import STANDARD
from models.statements import run
from models.transaction import transaction

INIT = "init"  # the act that founds an installation; its block belongs to the nation
GO_LIVE = "SELECT go_live FROM jurisdiction WHERE id = :jurisdiction"


def go_live(session: Session, ctx: Context) -> date:
    """Return the day from which the jurisdiction uses the system."""
    live: date = run(session, GO_LIVE, jurisdiction=ctx.jurisdiction).scalar_one()
    return live


WORD = "SELECT coalesce(organ_word, :standard) FROM jurisdiction WHERE id = :jurisdiction"


def own_organs(session: Session, jurisdiction: int) -> str:
    """Return the word with which the jurisdiction names its own organs: 省直, 市直."""
    word: str = run(session, WORD, jurisdiction=jurisdiction, standard=STANDARD).scalar_one()
    return word


HOME = "(SELECT id FROM jurisdiction WHERE go_live IS NOT NULL ORDER BY id LIMIT 1) AS home"


def is_founded(session: Session) -> bool:
    """Return whether `mubiao init` was done."""
    return run(session, f"SELECT {HOME}").scalar() is not None


def home(session: Session) -> int:
    """Return the id of the jurisdiction of this installation. Raises Refused before `mubiao init`."""
    state = transaction(session)
    found: int | None = state.home or run(session, f"SELECT {HOME}").scalar()
    if found is None:
        raise Refused("尚未初始化。请先执行：mubiao init --jurisdiction 名称 --go-live 日期。")
    state.home = found
    return found
