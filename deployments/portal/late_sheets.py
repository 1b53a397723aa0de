"""Sheets and workbooks whose session had ended: kept for their own person, who sends them by one press (3-4.6)."""

from collections.abc import Iterable, Sequence

from deployments.portal.kept_files import Kept, keep
from deployments.portal.kept_texts import GivenForm, keep_typed
from deployments.portal.visit import Visit
from models.database import begin
from models.ledger.account.drafts import LATE_MARK, NOT_TYPED, DraftKey, Typed, TypedFile, draft_of, drop_draft
from models.ledger.secrecy.markings import newest_marking

KEPT, FILES, PAPER = "kept", "files", "page"


def _key(visit: Visit) -> DraftKey:
    """Return what is kept of the page of this address, apart from the drafts of acts."""
    path = visit.request.url.path.removeprefix(visit.request.scope.get("root_path", ""))
    return DraftKey(account=visit.person.account, act=path)


def kept_late(visit: Visit) -> Typed:
    """Return what is kept for the person at this page."""
    with begin() as session:
        return draft_of(session, _key(visit))


def keep_sheet(visit: Visit, names: Iterable[str] = ()) -> bool:
    """Keep the chosen files and these texts in place of what was kept before; returns whether there are any."""
    if not visit.files(FILES):
        return False
    drop_kept(visit)
    with begin() as session:
        marking = newest_marking(session)
    texts = {LATE_MARK: "1"} | {name: visit.said(name) for name in names if visit.said(name)}
    kept = keep_typed(visit, _key(visit), NOT_TYPED, GivenForm(texts, (FILES, PAPER), marking))
    return bool(kept and kept.files_in(FILES))


def files_sent(visit: Visit, place: str) -> Sequence[Kept | TypedFile]:
    """Return the files of a field, as chosen or as kept before, if the form sends that."""
    if visit.said(KEPT):
        return kept_late(visit).files_in(place)
    return keep(((place, file) for file in visit.files(place)), [])


def said_or_kept(visit: Visit, name: str) -> str:
    """Return a text of the form, or of what was kept before."""
    return kept_late(visit).content.get(name, "") if visit.said(KEPT) else visit.said(name)


def drop_kept(visit: Visit) -> None:
    """Delete what was kept: it is sent now, or replaced."""
    with begin() as session:
        drop_draft(session, _key(visit), draft_of(session, _key(visit)).version)
