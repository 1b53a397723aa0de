"""What a target says of its place: its weight (A38), its parent, and whether it is added to it (1-2.3, A52)."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.rules.points import in_words


def placed(target: Mapping[str, Any]) -> str:
    """Return weight, parent and 可加 in words: 权重8；上级目标T001，可加; empty if a target says none of it."""
    return "；".join(_parts(target))


def _parts(target: Mapping[str, Any]) -> Iterator[str]:
    if target["weight"] is not None:
        yield f"权重{in_words(target['weight'])}"
    parent = f"上级目标{target['parent_code']}" if target["parent_code"] else ""
    if target["parent_unit"]:
        parent += f"“{target['parent_name']}”（{target['parent_unit']}管理，不在本系统合计）"
    said = {None: "", True: "可加", False: "不可加"}[target["addable"]]
    if parent or said:
        yield "，".join(filter(None, (parent, said)))
