"""`mubiao why --target`: what a target asks and asked for, and the whole proof of each of its adjustments."""

from collections.abc import Iterator
from typing import Any

from deployments.commands.history import notice_told
from models.intake.source import describe_source
from models.ledger.acts import ACTS
from models.rules.kinds import AdjustmentGround, VersionCause
from models.rules.requirements import ASKED, described, read, written
from models.rules.states import AdjustmentState

EVENTS = {
    "requested": "申请",
    "consent_head": "主要领导同意",
    "consent_leader": "分管省领导同意",
    "file": "报备案",
    "return": "退回",
    "withdraw": "撤回",
}


def tell_target(found: dict[str, Any]) -> list[str]:
    """The lines that people read."""
    target = found["target"]
    head = f"{target['department']}：{target['year']}年目标{target['code']}“{target['name']}”"
    now = f"现行要求（第{target['version']}版）：{described(target)}"
    versions = ["", "历次要求：", *map(_version, found["versions"])]
    return [head, now, *versions, *(line for each in found["adjustments"] for line in _adjustment(each))]


def _version(row: dict[str, Any]) -> str:
    cause = VersionCause(row["cause"]).label
    cause += f"（第{row['adjustment']}次调整）" if row["adjustment"] else ""
    again = f"（更正{row['correction']}）" if row["correction"] else ""
    return f"  第{row['version']}版{again} {row['effective_on']} {cause}：{described(row)}"


def _adjustment(said: dict[str, Any]) -> Iterator[str]:
    ground, state = AdjustmentGround(said["ground"]).label, AdjustmentState(said["state"]).label
    yield ""
    yield f"第{said['number']}次调整（{state}，{said['department']}申请）：{ground}，{said['reason']}"
    wanted = "，".join(f"{ASKED[name]}{written(read(name, value)) or '无'}" for name, value in said["changes"].items())
    yield f"  调整为：{wanted}"
    yield from map(_move, said["history"])
    for file in said["evidence"]:
        yield f"  印证材料 {file['file_name']}（{file['received_on']}收到，SHA-256 {file['sha256']}）"
    yield from map(notice_told, said["notices"])


def _move(move: dict[str, Any]) -> str:
    detail = move["detail"]
    said = "，".join(str(detail[name]) for name in ("by", "on", "number") if detail.get(name))
    reason = f"，原因：{detail['reason']}" if detail.get("reason") else ""
    actor = move["actor"] + describe_source(move["source"])
    words = f"{EVENTS[move['event']]}{f'：{said}' if said else ''}{reason}"
    return f"  {move['business_date']} {words}（{ACTS[move['act']].title}，{actor}）"
