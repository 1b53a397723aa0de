"""What is typed in a form is kept with the chosen files before it is tried."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import file_digest, sha256
from typing import Any, NamedTuple

from sqlmodel import Session

from deployments.act_list import day_done
from deployments.marked_files import SENT
from deployments.portal.fields import WHOLE_FORM
from deployments.portal.kept_files import MOST_BYTES, MOST_FILES, Kept, free_name, keep
from deployments.portal.visit import Visit
from models.database import begin
from models.disk import MEGABYTE
from models.ledger.account.drafts import (
    NOT_TYPED,
    DraftKey,
    Typed,
    draft_of,
    drop_draft,
    keep_copy,
    keep_faults,
    move_file,
    remove_file,
    save_draft,
)
from models.ledger.evidence.store import evidence_store
from models.ledger.secrecy.markings import newest_marking
from models.rules.errors import FieldRefused, Unavailable

LONGEST_NUMBER = 12
SENT_OTHERWISE = "这一页已经提交办理过，这次的内容与那次不同，没有办理，只作了暂存；确要再办理的，请核对后再提交一次。"


class GivenForm(NamedTuple):
    """What may be kept of a form: texts, fields of files, and the newest marking when that was looked at.

    What is kept `apart` is the person's own copy, which no colleague sees.
    """

    texts: Mapping[str, str]
    places: Sequence[str]
    marking: int
    apart: bool = False


class MarkedMeanwhile(Exception):  # noqa: N818 - the state of a form
    """Something was marked since it was looked at what of the form may be kept."""


def sent_before(visit: Visit, request: str, texts: Mapping[str, str], places: Iterable[str]) -> bool | None:
    """Return whether what was done under a request number is what its form says now; None if nothing was.

    It is compared by text and content of files; what a form says is remembered for an hour when it is tried.
    """
    if visit.said("do") != "send":
        return None
    chosen = [(name, file.filename, _content(file.file)) for name in places for file in visit.files(name)]
    said = sha256(repr((texts, chosen)).encode()).hexdigest()
    drafts, name = evidence_store().drafts(), f"{sha256(request.encode()).hexdigest()}{SENT}"
    with begin() as session:
        done = day_done(session, request)
    if done is None:
        with suppress(Unavailable):  # then a second sending does nothing, and says so
            drafts.write(name, said.encode())
        return None
    return drafts.load(name) == said.encode()


def _content(file: Any) -> str:  # noqa: ANN401 - a file of an upload
    digest = file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def keep_typed(visit: Visit, key: DraftKey, before: Typed, given: GivenForm) -> Typed | None:
    """Keep texts and the files that were chosen on top of the version that the form names.

    A draft of an account is kept on top of any: one person's last word counts. A file that is not taken is a fault.
    Returns what is kept; None if another one was kept since: then it is the person's own copy. Raises MarkedMeanwhile,
    and keeps nothing, if something was marked since.
    """
    files, faults = _keep_chosen(visit, given.places, before)
    version = before.version if key.account else number_said(visit, "version")
    draft, copy = Typed(version, visit.person.name, visit.day.at, given.texts), key.copy_of(visit.person.account)
    with begin() as session:
        if newest_marking(session, wait=True) != given.marking:
            raise MarkedMeanwhile
        own = draft_of(session, copy) if copy else NOT_TYPED
        is_newest = number_said(visit, "copy") in (0, own.version) and not (copy and given.apart)
        if not (is_newest and save_draft(session, key, draft, files)):
            if copy:
                keep_faults(session, copy, keep_copy(session, copy, draft, files), faults)
            return None
        if copy and visit.said("copy"):
            _take_copy(session, key, copy, own)
        kept = draft_of(session, key)
        faults |= _too_many(kept)
        keep_faults(session, key, kept.version, faults)
        return replace(kept, faults=faults)


def _keep_chosen(visit: Visit, places: Iterable[str], before: Typed) -> tuple[list[Kept], dict[str, str]]:
    """Keep the chosen files; returns them, and by field why others are not taken."""
    files, faults = list[Kept](), dict[str, str]()
    for chosen in ((name, file) for name in places for file in visit.files(name)):
        try:
            files += keep([chosen], [*before.files, *files])
        except FieldRefused as refused:
            told = faults.get(refused.name, "")
            faults[refused.name] = told if refused.message in told else told + refused.message
    return files, faults


def _take_copy(session: Session, key: DraftKey, copy: DraftKey, own: Typed) -> None:
    """Add the files of the person's own copy to the draft, under free names, and delete the copy."""
    taken = {each.name for each in draft_of(session, key).files}
    for file in own.files:
        taken.add(name := free_name(file.name, taken))
        move_file(session, key, file.id, name)
    drop_draft(session, copy, own.version)


def _too_many(draft: Typed) -> dict[str, str]:
    if len(draft.files) <= MOST_FILES and sum(each.size for each in draft.files) <= MOST_BYTES:
        return {}
    return {WHOLE_FORM: f"附件超过{MOST_FILES}个，或者合计超过{MOST_BYTES // MEGABYTE}MB，请移除一些再提交。"}


def number_said(visit: Visit, name: str) -> int:
    """Return the version that a form names in a field; 0 if it names none."""
    said = visit.said(name)
    return int(said) if said.isdecimal() and len(said) < LONGEST_NUMBER else 0


def remove_chosen(visit: Visit, key: DraftKey) -> bool:
    """Take the file out of a draft that the form names; returns whether it names one."""
    if file := visit.said("remove"):
        with begin() as session:
            remove_file(session, key, int(file[:9]) if file.isdecimal() else 0)
    return bool(file)
