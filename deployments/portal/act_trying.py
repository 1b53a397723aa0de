"""An act is done as the signed-in person of the agency, or its faults are returned by field."""

from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import Session

from deployments.act_entry import Around, Entry, Hand, perform_act
from deployments.commands.on_behalf import paper_of, source_of
from deployments.portal.act_faults import PASSWORD, placed
from deployments.portal.act_input import Read, read_form
from deployments.portal.fields import WHOLE_FORM
from deployments.portal.hand import password_fault
from deployments.portal.kept_files import lay_out
from deployments.portal.own_acts import is_own, office_of
from deployments.portal.visit import Visit
from models.database import begin
from models.intake.source import SignedPaper
from models.ledger.account.drafts import DraftKey, Typed, drop_draft
from models.ledger.account.people import heads_agency
from models.ledger.account.sessions import hand_of
from models.ledger.acts import Act
from models.ledger.evidence.unpacked import unpack_folder
from models.ledger.secrets import moved_marked
from models.rules.errors import FieldRefused, Refused
from models.rules.workdays import BusinessDay
from models.statements import transaction

MARKED = "标有密级的事项不在网页上办理，请按保密规定在本机办理。"
HEAD_OF_AGENCY = "管理机构负责人"
NO_RECEIPT = "用口令代替签字，须先登记本人签字的开通单回执；现在请附签字文件。"
ABOUT_OPTIONS = ("source", "source_note", "received", "paper", "paper_date", "page")


def try_act(visit: Visit, act: Act[Any], draft: Typed, key: DraftKey, request: str) -> dict[str, str]:
    """Do the act, whole or not at all; returns the faults by field."""
    with unpack_folder() as folder:
        try:
            paths = dict(zip([each.id for each in draft.files], lay_out(draft.files, Path(folder)), strict=True))
            places = {each.field for each in draft.files}
            files = {name: [paths[each.id] for each in draft.files_in(name)] for name in places}
            own = is_own(visit, act)
            read = read_form(act, draft, files, visit.person.name, own=own)
            if read.faults:
                return read.faults
            entry = entry_of(visit, read, _own_hand(visit, act))
            entry = entry._replace(own=visit.person.actor(office_of(visit, read.data)) if own else None)
            around = Around(after=partial(_finish, key, draft.version))
            perform_act(act, read.data, request_id=request, entry=entry, around=around)
        except Refused as refusal:
            return placed(act, refusal.message, refusal.name if isinstance(refusal, FieldRefused) else WHOLE_FORM)
    return {}


def entry_of(visit: Visit, read: Read, signed: SignedPaper | None = None) -> Entry:
    """Return for which office, and by which hand, an act is entered."""
    about = dict(read.about)
    hand = Hand(visit.person.name, visit.person.account_name, visit.day, signed)
    options = {name: about.get(name) for name in ABOUT_OPTIONS}
    return Entry(about.get("by"), source_of(options, {}), paper_of(options, {}), hand)


def _own_hand(visit: Visit, act: Act[Any]) -> SignedPaper | None:
    """Return what the head of the agency signs with his password; None without one (A49). Raises FieldRefused."""
    if not (visit.said(PASSWORD) and has_own_hand(visit, act)):
        return None
    with begin() as session:
        hashed, by_hand = hand_of(session, visit.person.account)
    if fault := password_fault(visit, hashed) if by_hand else NO_RECEIPT:
        raise FieldRefused(fault, PASSWORD)
    return SignedPaper(account=f"{visit.person.account_name}（{by_hand}）")


def _finish(key: DraftKey, version: int, session: Session, day: BusinessDay) -> None:
    """Delete the draft of an act that is done."""
    check_done(session, day)
    drop_draft(session, key, version)


def check_done(session: Session, _: BusinessDay) -> None:
    """Raise Refused if the act of a transaction changed what is marked (4.7)."""
    block = transaction(session).block
    if block and moved_marked(session, block.act_id):
        raise Refused(MARKED)


def has_own_hand(visit: Visit, act: Act[Any]) -> bool:
    """Return whether an act asks for the hand of the head of the agency, and the person is he himself."""
    if act.by_hand != HEAD_OF_AGENCY:
        return False
    with begin() as session:
        return heads_agency(session, visit.person.account, visit.day.date)
