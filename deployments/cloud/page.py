"""The page of the 目标云: every key project of a month in one file, with its pictures, that fetches nothing (7.5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from deployments.cloud.curve import BOTTOM, LEFT, RIGHT, TOP, curve
from deployments.cloud.figures import Figure, figure_of
from deployments.pages import filled_in
from models.ledger.cloud.page import Gallery, Portrait
from models.rules.cloud import Medium, UploadWarning
from models.rules.cloud_standing import Pace, Standing, Told
from models.rules.states import UploadState

TEMPLATE = "cloud/month.html.j2"
FRAME = {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM}
TROUBLE = {
    Standing.MISSING: UploadWarning.MISSING,
    Standing.BEHIND: UploadWarning.BEHIND,
    Standing.REUSED: UploadWarning.REUSED,
}
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Mark:
    """How a project stands in the month, in a word and since when; `key` says how it looks."""

    key: Standing
    label: str
    since: str

    @property
    def words(self) -> str:
        """Both together."""
        return f"{self.label}，{self.since}" if self.since else self.label

    @property
    def trouble(self) -> bool:
        """Whether somebody has to look at it."""
        return self.key in TROUBLE


def page(gallery: Gallery, store: Path) -> bytes:
    """The page; `store` is the folder of the evidence. The same records on the same day give the same bytes."""
    cards = [{**_card(each, store), "anchor": f"p{n}"} for n, each in enumerate(gallery.portraits, 1)]
    context = {
        "title": f"{gallery.jurisdiction}目标云 {gallery.month.label}",
        "day": gallery.day,
        "facts": [*_totals(gallery), *_shown([figure for card in cards for figure in card["figures"]], gallery)],
        "cards": cards,
        "troubled": [card for card in cards if any(mark.trouble for mark in card["marks"])],
        "frame": FRAME,
    }
    return filled_in(TEMPLATE, context).encode()


def _totals(gallery: Gallery) -> Iterator[tuple[str, str]]:
    """How many projects there are, and how many stand how; one that is behind or shows an old picture was uploaded."""
    yield "重点项目", f"{len(gallery.portraits)}"
    for standing in Standing:
        n = sum(standing in each.standings for each in gallery.portraits)
        if n or standing is not Standing.EXCUSED:
            yield standing.label, f"{n}"


def _shown(figures: list[Figure], gallery: Gallery) -> Iterator[tuple[str, str]]:
    """How many of each kind are shown; 4.7: those of marked projects are counted beside."""
    for kind, counted in {Medium.PICTURE: "张", Medium.VIDEO: "段"}.items():
        secret = sum(each.kept_back.get(kind.value, 0) for each in gallery.portraits)
        note = f"（另有{secret}{counted}标密）" if secret else ""
        yield kind.label, f"{sum(figure.kind is kind for figure in figures)}{note}"
    if gone := sum(bool(figure.shown.trouble) for figure in figures):
        yield "文件有问题", f"{gone}"


def _card(portrait: Portrait, store: Path) -> dict[str, Any]:
    row = portrait.row
    return {
        "code": row["target"],
        "name": row["project"],
        "department": row["department"],
        "uploader": f"{row['delegate']}受托上传" if row["delegate"] else "管理机构上传",
        "due": row["due"],
        "secret": portrait.secret,
        "marks": [_mark(portrait, standing) for standing in portrait.standings],
        "pace": portrait.pace,
        "gap": _gap(portrait.pace),
        "as_of": _as_of(portrait),
        "uploaded_by": row["uploaded_by"] or "",
        "text": row["text"] or "",
        "warnings": [each["words"] for each in row["warnings"]],
        "decision": _decision(row),
        "time": portrait.time,
        "curve": curve(portrait.time, portrait.months),
        "figures": [figure_of(each, row["received_on"], store) for each in row["media"]],
    }


def _mark(portrait: Portrait, standing: Standing) -> Mark:
    match standing:
        case Standing.UPLOADED:
            since = f"{_said(portrait.row['received_on'])}收到{'（逾期）' if portrait.row['late'] else ''}"
        case Standing.WAITING:
            since = f"应于{_said(portrait.row['due'])}前上传"
        case Standing.EXCUSED:
            since = ""
        case _:
            since = _since(portrait, standing, portrait.months_of(TROUBLE[standing]))
    return Mark(standing, standing.label, since)


def _since(portrait: Portrait, standing: Standing, months: list[Told]) -> str:
    """Since when: the day after that on which it was due, or that of the first of these months in a row."""
    first = portrait.row["due"] + DAY if standing is Standing.MISSING else months[0].day
    return f"自{_said(first)}起{f'，已连续{len(months)}个月' if len(months) > 1 else ''}"


def _gap(pace: Pace | None) -> dict[str, float] | None:
    """Where in the bar the work that is missing lies, in percent."""
    return {"from": pace.done / 10, "wide": (pace.gone - pace.done) / 10} if pace and pace.behind else None


def _as_of(portrait: Portrait) -> str:
    """Of which month the progress is, where nothing newer came."""
    told = [each for each in portrait.months if each.progress is not None]
    return f"进度为{told[-1].month.label}所报" if told and portrait.row["progress"] is None else ""


def _decision(row: Any) -> str:  # noqa: ANN401 - a result row
    if row["decided_on"] is None:
        return "待认定" if row["warnings"] else ""
    reason = f"：{row['reason']}" if row["reason"] else ""
    return f"{UploadState(row['state']).label}（{_said(row['decided_on'])}）{reason}"


def _said(day: date) -> str:
    return f"{day.month}月{day.day}日"
