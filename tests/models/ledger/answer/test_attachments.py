"""The file of a stranger's mail is kept apart, and not at all in a transaction that only tries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.answer.attachments import keep_files
from models.ledger.evidence.store import evidence_store
from models.statements import transaction
from tests.mails import mail_from

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("tries", "kept"), [(True, False), (False, True)])
@pytest.mark.usefixtures("founded")
def test_a_trial_keeps_no_file_of_a_stranger(tmp_path: Path, tries: bool, kept: bool) -> None:  # noqa: FBT001 - a case
    (tmp_path / "材料.pdf").write_bytes(b"paper")
    mail = mail_from("stranger@example.org", "2026-03-05 10:20", tmp_path / "材料.pdf")
    with begin() as session:
        transaction(session).is_trial = tries
        told = keep_files(session, mail, known=False)
    assert [each["name"] for each in told] == ["材料.pdf"]
    assert evidence_store().strangers().exists(mail.files[0].digest) is kept
