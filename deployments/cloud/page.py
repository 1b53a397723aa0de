"""The page of the 目标云: every key project of a month in one file, with pictures, without external resources (7.5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from deployments.cloud.figures import Portrayed, figure_of
from deployments.pages import filled_in
from models.file_store.port import FileStore
from models.ledger.cloud.page import Gallery, Portrait
from models.rules.cloud import Medium, UploadWarning, elapsed
from models.rules.cloud_status import MonthUpload, Pace, UploadStatus
from models.rules.states import UploadState
from models.rules.verdicts import remark

LEFT, RIGHT, TOP, BOTTOM = 30.0, 290.0, 8.0, 88.0  # coordinates of 0% and 100% of time and progress


@dataclass(frozen=True, slots=True)
class Dot:
    """A month in the drawing: its coordinates, and whether its upload is missing."""

    x: float
    y: float
    missing: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """The drawing in its coordinates, and the same in words as alternative text."""

    dots: Sequence[Dot]
    line: str
    words: str


def curve(time: tuple[date, date], months: Sequence[MonthUpload]) -> Curve:
    """Returns the drawing of a project's progress (percent) over the days of its `time`."""
    dots = [_dot(time, month) for month in months]
    line = " ".join(f"{dot.x},{dot.y}" for dot in dots if not dot.missing)
    return Curve(dots, line, "、".join(map(_describe_month, months)))


def _dot(time: tuple[date, date], month: MonthUpload) -> Dot:
    x = LEFT + (RIGHT - LEFT) * float(elapsed(month.day, *time))
    y = BOTTOM - (BOTTOM - TOP) * float(month.progress or 0) / 100
    return Dot(round(x, 1), round(y, 1), month.progress is None)


def _describe_month(month: MonthUpload) -> str:
    return f"{month.month.number}月{'未上传' if month.progress is None else f'{month.progress.normalize():f}%'}"


TEMPLATE = "cloud/month.html.j2"
FRAME = {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM}
TROUBLE = {
    UploadStatus.MISSING: UploadWarning.MISSING,
    UploadStatus.BEHIND: UploadWarning.BEHIND,
    UploadStatus.REUSED: UploadWarning.REUSED,
    UploadStatus.DOUBTFUL: UploadWarning.DOUBTFUL,
}
SELDOM = {UploadStatus.DOUBTFUL, UploadStatus.EXCUSED}
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StatusMark:
    """The status of a project in the month: label and start date; `key` selects the style."""

    key: UploadStatus
    label: str
    since: str

    @property
    def words(self) -> str:
        """Label and start date together."""
        return f"{self.label}，{self.since}" if self.since else self.label

    @property
    def trouble(self) -> bool:
        """Whether the status needs attention."""
        return self.key in TROUBLE


def page(gallery: Gallery, store: FileStore) -> bytes:
    """Returns the page as bytes. `store` is that of the evidence.

    The same records on the same day give the same bytes.
    """
    cards = [
        {**card_of(each), "anchor": f"p{n}", "figures": _figures_of(each, store)}
        for n, each in enumerate(gallery.portraits, 1)
    ]
    context = {
        "title": f"{gallery.jurisdiction}目标云 {gallery.month.label}",
        "day": gallery.day,
        "facts": [
            *_count_statuses(gallery),
            *_count_figures([figure for card in cards for figure in card["figures"]], gallery),
        ],
        "cards": cards,
        "troubled": [card for card in cards if any(mark.trouble for mark in card["marks"])],
        "frame": FRAME,
    }
    return filled_in(TEMPLATE, context).encode()


def _count_statuses(gallery: Gallery) -> Iterator[tuple[str, str]]:
    """Yield the number of projects, and the number per status; a project may have several."""
    yield "重点项目", f"{len(gallery.portraits)}"
    for status in UploadStatus:
        n = sum(status in each.statuses for each in gallery.portraits)
        if n or status not in SELDOM:
            yield status.label, f"{n}"


def _count_figures(figures: list[Portrayed], gallery: Gallery) -> Iterator[tuple[str, str]]:
    """Yield the number of figures of each kind; 4.7: those of marked projects are counted separately."""
    for kind, counted in {Medium.PICTURE: "张", Medium.VIDEO: "段"}.items():
        secret = sum(each.kept_back.get(kind.value, 0) for each in gallery.portraits)
        note = f"（另有{secret}{counted}标密）" if secret else ""
        yield kind.label, f"{sum(figure.kind is kind for figure in figures)}{note}"
    if gone := sum(bool(figure.shown.trouble) for figure in figures):
        yield "文件有问题", f"{gone}"


def card_of(portrait: Portrait) -> dict[str, Any]:
    """Returns the template context of one project, without its pictures."""
    row = portrait.row
    return {
        "code": row["target"],
        "name": row["project"],
        "department": row["department"],
        "uploader": f"{row['delegate']}受托上传" if row["delegate"] else "管理机构上传",
        "due": row["due"],
        "secret": portrait.secret,
        "marks": [_mark_of(portrait, status) for status in portrait.statuses],
        "pace": portrait.pace,
        "gap": _gap_of(portrait.pace),
        "as_of": _as_of(portrait),
        "uploaded_by": row["uploaded_by"] or "",
        "text": row["text"] or "",
        "warnings": [each["words"] for each in row["warnings"]],
        "decision": _format_decision(row),
        "time": portrait.time,
        "curve": curve(portrait.time, portrait.months),
    }


def _figures_of(portrait: Portrait, store: FileStore) -> list[Portrayed]:
    return [figure_of(each, portrait.row["received_on"], store) for each in portrait.row["media"]]


def _mark_of(portrait: Portrait, status: UploadStatus) -> StatusMark:
    match status:
        case UploadStatus.UPLOADED:
            judged = remark(late=portrait.row["late"], entered_late=portrait.row["entered_late"])
            since = f"{_format_day(portrait.row['received_on'])}收到{judged}"
        case UploadStatus.WAITING:
            since = f"应于{_format_day(portrait.row['due'])}前上传"
        case UploadStatus.EXCUSED:
            since = ""
        case _:
            since = _format_since(portrait, status, portrait.months_of(TROUBLE[status]))
    return StatusMark(status, status.label, since)


def _format_since(portrait: Portrait, status: UploadStatus, months: list[MonthUpload]) -> str:
    """Returns since when: the day after the due date if missing, else the day of the first of these months in a row."""
    first = portrait.row["due"] + DAY if status is UploadStatus.MISSING else months[0].day
    return f"自{_format_day(first)}起{f'，已连续{len(months)}个月' if len(months) > 1 else ''}"


def _gap_of(pace: Pace | None) -> dict[str, float] | None:
    """Returns position and width of the missing progress in the bar, in percent; None if the project is on pace."""
    return {"from": pace.done / 10, "wide": (pace.gone - pace.done) / 10} if pace and pace.behind else None


def _as_of(portrait: Portrait) -> str:
    """Returns which month the progress is from, if this month has none."""
    reported = [each for each in portrait.months if each.progress is not None]
    return f"进度为{reported[-1].month.label}所报" if reported and portrait.row["progress"] is None else ""


def _format_decision(row: Any) -> str:  # noqa: ANN401 - a result row
    if row["decided_on"] is None:
        return "待认定" if row["warnings"] else ""
    reason = f"：{row['reason']}" if row["reason"] else ""
    return f"{UploadState(row['state']).label}（{_format_day(row['decided_on'])}）{reason}"


def _format_day(day: date) -> str:
    return f"{day.month}月{day.day}日"
