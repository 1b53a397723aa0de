"""目标云: the key projects of a month with progress, warnings and pictures; an office sees its own (3-7.5)."""

from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from anyio import CapacityLimiter
from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from deployments.cloud.figures import thumbnail
from deployments.cloud.page import card_of
from deployments.portal.visit import Visit
from models.database import begin
from models.file_store.port import FileStore
from models.ledger.cloud.page import Portrait, gallery
from models.ledger.evidence.store import evidence_store
from models.rules.cloud import CLOUD_MONITORING, Medium
from models.rules.errors import Refused
from models.rules.periods import Period

NOT_FOUND = 404
AT_A_TIME = CapacityLimiter(1)  # pictures that are made small


def show(visit: Visit) -> Response:
    """Return the projects of a month, that of the address or the newest."""
    asked = visit.request.query_params.get("month", "")
    month = _month(asked) if asked else CLOUD_MONITORING.newest(visit.day.date)
    with begin() as session:
        seen = _seen(session, visit, month)
    cards = [{**card_of(each), "media": [*_media(each.row["media"])]} for each in seen]
    return visit.page("cloud", month=month, cards=cards, months=_months(visit.day.date))


def show_picture(visit: Visit) -> Response:
    """Return one picture, made small by this machine: never the bytes that were sent, and none that is marked (4.7)."""
    asked = visit.request.path_params
    with begin() as session:
        seen = _seen(session, visit, _month(asked["month"]))
    media: Sequence[Mapping[str, Any]] = next(
        (each.row["media"] for each in seen if each.row["target"] == f"{asked['year']}/{asked['code']}"), []
    )
    chosen = media[asked["number"]] if asked["number"] < len(media) else None
    if chosen is None or not _is_shown(chosen):
        raise HTTPException(NOT_FOUND)
    return Response(_made_small(evidence_store(), chosen["sha256"]), media_type="image/jpeg")


@lru_cache(maxsize=200)  # of some 20 KB each
def _made_small(store: FileStore, digest: str) -> bytes:
    """Return a small picture; the last ones are kept in memory. Raises HTTPException for one that is not shown."""
    made = thumbnail(store, digest)
    if not made.uri:
        raise HTTPException(NOT_FOUND)
    return b64decode(made.uri.partition(",")[2])


def _months(day: date) -> list[Period]:
    """Return the months of this year and the last that have begun."""
    return [each for year in (day.year - 1, day.year) for each in CLOUD_MONITORING.periods(year) if each.start <= day]


def _month(text: str) -> Period:
    try:
        return CLOUD_MONITORING.period(text)
    except Refused as refusal:
        raise HTTPException(NOT_FOUND) from refusal


def _seen(session: Session, visit: Visit, month: Period) -> Sequence[Portrait]:
    """Return the projects that the person sees: those that his department leads or uploads for, or all."""
    found = gallery(session, visit.day.date, month).portraits
    if visit.reads_all:
        return found
    own = {each.name for each in visit.capacities()}
    return [each for each in found if own & {each.row["department"], each.row["delegate"]}]


def _media(media: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int | None, str]]:
    """Yield the number of each picture that is shown, None of any other file, with what is said of it."""
    for number, each in enumerate(media):
        yield number if _is_shown(each) else None, f"{Medium(each['kind']).label}：{each['file']}"


def _is_shown(medium: Mapping[str, Any]) -> bool:
    return Medium(medium["kind"]) is Medium.PICTURE and not medium.get("withheld")
