"""What is sent of a duty's form, by the office or for it (代录, A49): kept, tried, and taken or returned."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response

from deployments.act_entry import perform_act
from deployments.concealed_refusals import conceal_secrets
from deployments.portal.act_faults import OPTIONS, lacking
from deployments.portal.act_input import read_whites
from deployments.portal.act_trying import entry_of
from deployments.portal.fields import CHECKED, FILE_CELLS, WHOLE_FORM, changed_rows, given_sheet
from deployments.portal.item import BY, PAGE, SHEET_CODE, Item, find
from deployments.portal.kept_files import lay_out
from deployments.portal.kept_texts import (
    SENT_OTHERWISE,
    GivenForm,
    MarkedMeanwhile,
    keep_typed,
    number_said,
    remove_chosen,
    sent_before,
)
from deployments.portal.visit import Visit
from models.database import begin
from models.intake.answer import Answer, Enclosed
from models.intake.complaints import ImportRefused
from models.ledger.account.drafts import LATE_MARK, NOT_TYPED, Typed, draft_of, drop_draft, keep_faults
from models.ledger.answer.taking import take_answer
from models.ledger.evidence.unpacked import unpack_folder
from models.ledger.perform import perform
from models.rules.errors import FieldRefused, Refused

ROWS_CHANGED = "打开网页以后目标有变动：变动的各行已经标出，请核对后再提交一次。"
ITEM_CHANGED = "打开网页以后本事项有变动，已换成最新的内容，请核对后再提交一次。"
ENTERED = "管理机构代录"
OF_ANOTHER = "“{0}”不是这项工作的部门：应为{1}/姓名。"


def send(visit: Visit) -> Response:
    """Keep what was typed; then take it as the answer, remove one file, or leave it at that, as the button says.

    What was typed on an older version is kept as the person's own copy, which the page then shows. A form that was
    taken already does nothing again; one that was changed since is only kept.
    """
    with begin() as session:
        item = find(session, visit)
    request = request_of(visit, item)
    if visit.said("do") == "drop":
        return _drop_copy(visit, item)
    if sent := sent_before(visit, request, typed_in(visit, item), _places(item)):
        return visit.to(item.done_at(request))
    kept = _save(visit, item)
    if kept is None:
        return visit.to(f"{item.path}?copy={_copy_of(visit, item).version}#faults")
    return _go_on(visit, kept, request) if sent is None else _refuse(visit, kept, {WHOLE_FORM: SENT_OTHERWISE})


def _refuse(visit: Visit, item: Item, faults: dict[str, str]) -> Response:
    """Keep the faults of a draft, and show them."""
    with begin() as session:
        keep_faults(session, item.key, item.draft.version, faults)
    return visit.to(f"{item.path}#faults")


def _go_on(visit: Visit, item: Item, request: str) -> Response:
    """Do with the kept draft what the button says."""
    removed = remove_chosen(visit, item.key)
    if item.draft.faults or removed or visit.said("do") == "save":
        return visit.to(f"{item.path}#faults" if item.draft.faults else f"{item.path}?saved={item.draft.version}")
    faults = _try(visit, item, request)
    return _refuse(visit, item, faults) if faults else visit.to(item.done_at(request))


def request_of(visit: Visit, item: Item) -> str:
    """Return the name of what a form asks for."""
    return f"page:{visit.person.account}:{item.path}:{visit.said('request')[:40]}"


def keep_late(visit: Visit) -> bool:
    """Keep what was typed for a duty that the person's office still owes, for him alone; returns whether it is."""
    with suppress(HTTPException):
        with begin() as session:
            item = find(session, visit)
        if visit.said("do") != "drop":
            _save(visit, item, late=True)
            return True
    return False


def typed_in(visit: Visit, item: Item) -> dict[str, str]:
    """Return the texts of a form by field, and the codes that sheet and rows had when it was opened."""
    names = [name for name, white in item.fields if white.cell not in FILE_CELLS]
    checks = [f"{row.name}.{CHECKED}" for row in item.sheet.rows if not row.marked]
    return {name: visit.said(name) for name in (SHEET_CODE, *names, *checks) if visit.said(name)}


def _places(item: Item) -> list[str]:
    return [name for name, white in item.fields if white.cell in FILE_CELLS]


def _save(visit: Visit, item: Item, *, late: bool = False) -> Item | None:
    """Keep what was typed with the chosen files; a file that is not taken is a fault. None if another one was kept.

    What comes `late` is the person's own copy, if what is kept of the item is that of his office.
    """
    before = replace(item.draft, files=(*item.draft.files, *item.copy.files)) if visit.said("copy") else item.draft
    try:
        texts = typed_in(visit, item) | ({LATE_MARK: "1"} if late else {})
        given = GivenForm(texts, _places(item), item.marking, apart=late)
        draft = keep_typed(visit, item.key, before, given)
    except MarkedMeanwhile:
        with begin() as session:
            item = find(session, visit)
        return _save(visit, item, late=late)
    return item._replace(draft=draft) if draft else None


def _copy_of(visit: Visit, item: Item) -> Typed:
    """Return the person's own copy as it is now."""
    with begin() as session:
        copy = item.key.copy_of(visit.person.account)
        return draft_of(session, copy) if copy else NOT_TYPED


def _drop_copy(visit: Visit, item: Item) -> Response:
    """Delete the version of the person's own copy that the form names; the draft of the office stays."""
    if copy := item.key.copy_of(visit.person.account):
        with begin() as session:
            drop_draft(session, copy, number_said(visit, "copy"))
    return visit.to(item.path)


def _try(visit: Visit, item: Item, request: str) -> dict[str, str]:
    """Take the draft as the answer of the office, whole or not at all; returns the faults by field."""
    if item.draft.content.get(SHEET_CODE) != item.sheet.code:
        return {WHOLE_FORM: ITEM_CHANGED}
    if changed_rows(item.sheet, item.draft.content):
        return {WHOLE_FORM: ROWS_CHANGED}
    with unpack_folder() as folder:
        try:
            return _take(visit, item, request, Path(folder))
        except ImportRefused as refusal:
            return _by_field(refusal)
        except Refused as refusal:
            field = refusal.name if isinstance(refusal, FieldRefused) else WHOLE_FORM
            return {field: OPTIONS.sub("", refusal.message)}


def _take(visit: Visit, item: Item, request: str, folder: Path) -> dict[str, str]:
    """Take the answer; returns the faults of what the agency tells about one that it enters. Raises Refused."""
    draft = item.draft
    laid = lay_out(draft.files, folder)
    pages = [path for path, file in zip(laid, draft.files, strict=True) if file.field == PAGE]
    given = given_sheet(item.sheet, _with_files(draft))
    digest = sha256(repr((given, [each.sha256 for each in draft.files])).encode()).hexdigest()
    answer = Answer(given, digest, Enclosed(path for path in laid if path not in pages))
    if item.about:
        return _enter(visit, item, answer, pages, request)
    with begin() as session, conceal_secrets(session):
        perform(session, take_answer, answer, visit.day, visit.person.actor(item.place), request)
        drop_draft(session, item.key, draft.version)
    return {}


def _by_field(refusal: ImportRefused) -> dict[str, str]:
    """Return the complaints of a refusal by field, those of one field together."""
    found: dict[str, str] = {}
    for each in refusal.complaints:
        found[each.cell] = "；".join(filter(None, (found.get(each.cell), each.message)))
    return found


def _with_files(draft: Typed) -> dict[str, str]:
    """Return the texts of a draft; a cell of files names those that were chosen in it."""
    names: dict[str, list[str]] = {}
    for file in draft.files:
        names.setdefault(file.field, []).append(file.name)
    return {**draft.content, **{name: "、".join(each) for name, each in names.items()}}


def _enter(visit: Visit, item: Item, answer: Answer, pages: Sequence[Path], request: str) -> dict[str, str]:
    """Take an answer as entered for its office; returns the faults of what is told about it. Raises Refused."""
    read = read_whites(item.about, item.draft, {PAGE: pages})
    read.faults.update(() if read.faults else lacking(item.about, read.about))
    if not read.faults and not read.about["by"].replace("／", "/").startswith(f"{item.place.code}/"):
        read.faults[BY] = OF_ANOTHER.format(read.about["by"], item.place.code)
    if not read.faults:
        entered = replace(answer, sheet=replace(answer.sheet, file=ENTERED))
        perform_act(take_answer, entered, request_id=request, entry=entry_of(visit, read))
    return read.faults
