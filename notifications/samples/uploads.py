"""Sample notices about key projects: uploads to 目标云 (warned, cleared, missing, delegated) and visits (7.3)."""

from datetime import date
from fractions import Fraction
from typing import Any

from models.rules.cloud import CLOUD_MONITORING, Reuse, judge, time_of
from notifications.samples.parts import DEPARTMENT, ROAD, WATER, Context, context_of, of_cycle, told

MONTH, OPENED, CAME = "2026-04", date(2026, 4, 1), date(2026, 4, 20)
REUSED = Reuse("路基4月.jpg", "路基3月.jpg", ROAD, "2026-03")


def samples() -> dict[str, tuple[Context, ...]]:
    time = time_of(2026, OPENED, None, None)
    warnings = [each.words for each in judge(Fraction("12.5"), CAME, time, [REUSED])]
    warned: dict[str, Any] = {"project": ROAD, "period": MONTH, "progress": "12.5", "warnings": warnings}
    cleared = warned | {"reason": "同一机位拍摄，已核对原片"}
    delegated = {"project": ROAD, "effective_on": CAME.isoformat(), "reason": ""}
    taken_back = delegated | {"taken_back": True, "reason": "项目已移交"}
    missing: dict[str, Any] = {
        "periods": "2026年4月",
        "uploads": [ROAD, *(f"项目{n}（{DEPARTMENT}）" for n in range(1, 10))],
    }
    return {
        "upload_opened": (context_of("office", OPENED, of_upload(OPENED)),),
        "upload_warned": told("agency office", CAME, warned | {"reason": ""}),
        "upload_cleared": (context_of("office", CAME, **cleared),),
        "uploads_missing": (context_of("agency", date(2026, 4, 26), **missing),),
        "upload_delegated": told("office", CAME, delegated | {"taken_back": False}, taken_back),
        "field_visited": _visited(),
    }


def of_upload(today: date) -> Context:
    """Returns the upload that a department owes to the agency."""
    return dict(of_cycle(CLOUD_MONITORING, MONTH, today)) | {"title": f"2026年4月目标云上传“{ROAD}”"}


def _visited() -> tuple[Context, ...]:
    payload: dict[str, Any] = {
        "target": ROAD,
        "found_on": "2026-08-19",
        "result": "有困难",
        "problems": "第3标段用地批复未下达，施工停滞",
        "help": "当日协调自然资源部门，约定8月底前批复",
    }
    listed = [f"JT2026-07 {WATER}：进度滞后"]
    return told("office", date(2026, 8, 20), *(payload | {"pressed": each} for each in ([], listed)))
