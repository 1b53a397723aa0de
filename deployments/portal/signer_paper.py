"""任免文件: the second person opens the file on which a change of signers stands, before he confirms it (A49b)."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from deployments.portal.agency import NOT_FOUND, require_agency
from deployments.portal.item import MOST
from deployments.portal.visit import Visit
from deployments.portal.workbook import download
from models.database import begin
from models.ledger.evidence.store import evidence_store
from models.ledger.jurisdiction import home
from models.loading import having
from models.records import SignerChange

SUFFIXES = {b"%PDF": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG": ".png", b"PK": ".ofd"}
LOST = 409


def fetch(visit: Visit) -> Response:
    """Return the file as a download. Raises HTTPException for an unknown change, and for a file that is lost."""
    require_agency(visit)
    number = min(int(visit.request.path_params["number"]), MOST)
    with begin() as session:
        change = having(session, SignerChange, jurisdiction_id=home(session), serial=number)
    if change is None:
        raise HTTPException(NOT_FOUND)
    try:
        content = evidence_store().read(change.paper["page"])
    except OSError as lost:
        raise HTTPException(LOST, "任免文件不在材料库中，请退回后重新录入，并告知系统维护人员。") from lost
    suffix = next((each for begins, each in SUFFIXES.items() if content.startswith(begins)), "")
    return download(f"任免文件{number}{suffix}", content)
