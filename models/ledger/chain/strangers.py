"""陌生来信: what is kept of them apart is what came; it may be missing, because no backup takes it."""

from collections.abc import Iterator

from sqlmodel import Session

from models.ledger.strangers import changed_wordings


def check_strangers(session: Session) -> Iterator[str]:
    """Yield in words each mail of which something else is kept apart than what its stranger wrote."""
    for mail in changed_wordings(session):
        yield f"来信 {mail}：另行保存的发件地址、主题或文件名被更改或增加，与收到时的校验码不符。"
