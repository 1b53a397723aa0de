"""试算的设定: a file of settings of the appraisal, tried and never stored (1-8)."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.rules.appraisal_settings import LEADER_SCALE, OF_APPRAISAL
from models.rules.errors import Refused
from models.rules.policy import ITEM_WEIGHTS, NEGATIVE_POINTS, RESTORING, read_value
from models.rules.setting import Setting, StoredValue

# 2.15: with other values of its words the totals would tell how often each was given, so the scale is not tried.
TRIED: Mapping[str, Setting] = {
    setting.key: setting
    for setting in (NEGATIVE_POINTS, RESTORING, ITEM_WEIGHTS, *OF_APPRAISAL)
    if setting is not LEADER_SCALE
}
EXAMPLE = 'grade_quotas = "一等奖20%、二等奖40%、其余三等奖"'
LONGEST = 100_000  # bytes of a file


def read_trial(path: Path) -> dict[str, StoredValue]:
    """Parse a file of settings, as in EXAMPLE, into their stored values by key. Raises Refused with every fault."""
    content = _content(path)
    if not content:
        raise Refused(f"“{path.name}”中没有设定，每行写一项，如：{EXAMPLE}")
    found, faults = _read(content)
    if unknown := [f"“{name}”" for name in content if _setting(name) is None]:
        faults.append(f"{'、'.join(unknown)}不是考评的设定，可写：{'、'.join(TRIED)}。")
    if faults:
        raise Refused("\n".join(f"“{path.name}”中的{fault}" for fault in faults))
    return found


def _read(content: Mapping[str, Any]) -> tuple[dict[str, StoredValue], list[str]]:
    """Return the values of the known settings by key, and what is wrong with them; a wrong value is None."""
    found: dict[str, StoredValue] = {}
    faults: list[str] = []
    for setting, name in [(setting, name) for name in content if (setting := _setting(name))]:
        if setting.key in found:
            faults.append(f"“{setting.name}”写了两次，请只保留一次。")
        found[setting.key] = None
        try:
            found[setting.key] = _value(setting, content[name])
        except ValueError as wrong:
            faults.append(f"{name}：{wrong}。")
    return found, faults


def _content(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            raw = file.read(LONGEST + 1)
    except OSError as error:
        raise Refused(f"读不到文件“{path.name}”，请核对文件名和位置。") from error
    if len(raw) > LONGEST:
        raise Refused(f"“{path.name}”超过{LONGEST // 1000}KB，不是设定的文件。")
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refused(f"“{path.name}”不是UTF-8编码的文字，请另存为UTF-8。") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refused(f"“{path.name}”不是有效的TOML，每行写一项，文字加半角引号，如：{EXAMPLE}") from error


def _setting(name: str) -> Setting | None:
    """Return the setting of the appraisal with this key or title; None for any other name."""
    return next((each for each in (*TRIED.values(), LEADER_SCALE) if name in (each.key, each.name)), None)


def _value(setting: Setting, raw: Any) -> StoredValue:  # noqa: ANN401 - what a person wrote
    """Raise ValueError for a value that is wrong, and for any value of the scale of leaders."""
    if setting is LEADER_SCALE:
        raise ValueError(f"“{setting.name}”不能试算：换一套分值，从合计可以推算出省领导的单个评价（4.7）")
    return read_value(setting, raw)
