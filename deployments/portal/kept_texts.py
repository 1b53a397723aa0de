"""What is typed in a form is kept with the chosen files before it is tried."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import file_digest, sha256
from typing import Any

from deployments.act_list import day_done
from deployments.marked_files import SENT
from deployments.portal.kept_files import Kept, keep
from deployments.portal.visit import Visit
from models.database import begin
from models.ledger.account.drafts import (
    DraftKey,
    Typed,
    draft_of,
    keep_copy,
    keep_faults,
    remove_file,
    save_draft,
    take_copy,
)
from models.ledger.evidence.store import evidence_store
from models.rules.errors import FieldRefused, Unavailable

LONGEST_NUMBER = 12
SENT_OTHERWISE = "这一页已经提交办理过，这次的内容与那次不同，没有办理，只作了暂存；确要再办理的，请核对后再提交一次。"


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


def keep_typed(
    visit: Visit, key: DraftKey, before: Typed, texts: Mapping[str, str], places: Iterable[str]
) -> Typed | None:
    """Keep texts and the files that were chosen in `places` on top of the version that the form names.

    A draft of an account is kept on top of any: one person's last word counts. A file that is not taken is a fault.
    Returns what is kept; None if another one was kept since: then it is the person's own copy.
    """
    files, faults = list[Kept](), dict[str, str]()
    for chosen in ((name, file) for name in places for file in visit.files(name)):
        try:
            files += keep([chosen], [*before.files, *files])
        except FieldRefused as refused:
            told = faults.get(refused.name, "")
            faults[refused.name] = told if refused.message in told else told + refused.message
    version = before.version if key.account else _number(visit.said("version"))
    draft, copy = Typed(version, visit.person.name, visit.day.at, texts), key.copy_of(visit.person.account)
    with begin() as session:
        if not (version := save_draft(session, key, draft, files)):
            keep_copy(session, copy, draft, files)
            return None
        take_copy(session, key, copy, _number(visit.said("copy")))
        keep_faults(session, key, version, faults)
        return draft_of(session, key)


def _number(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < LONGEST_NUMBER else 0


def remove_chosen(visit: Visit, key: DraftKey) -> bool:
    """Take the file out of a draft that the form names; returns whether it names one."""
    if file := visit.said("remove"):
        with begin() as session:
            remove_file(session, key, int(file[:9]) if file.isdecimal() else 0)
    return bool(file)
