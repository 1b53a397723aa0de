"""党建项目权重: what a year's 41 % of 机关党建目标 are divided into, set by the agency (1-6.1, A4)."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from models.rules.kinds import PartyItem
from models.rules.points import in_words
from models.rules.setting import pairs_of
from models.rules.target.gaps import item_weight_faults

EXAMPLE = "思想建设8、组织建设9、党风廉政建设8、队伍建设8、同步小康驻村8"
WEIGHT = re.compile(r"(\D+?)[:\s]*(\d{1,2}(?:\.\d{1,2})?)", re.ASCII)


def read_item_weights(raw: Any) -> dict[str, str]:  # noqa: ANN401 - what a person wrote
    """Parse the weights of the five items, as in EXAMPLE, or a mapping. Raises ValueError unless they sum to 41."""
    items = {item.label: item for item in PartyItem} | {item.value: item for item in PartyItem}
    found: dict[PartyItem, Decimal] = {}
    for name, weight in pairs_of(raw, WEIGHT):
        item = items.get(name)
        if item is None or item in found or not WEIGHT.fullmatch(f"x{weight}"):
            raise ValueError(f"“{raw}”应写明五项党建项目各自的权重，如：{EXAMPLE}")
        found[item] = Decimal(str(weight))
    if faults := item_weight_faults(found):
        raise ValueError("；".join(faults))
    return {item.value: in_words(found[item]) for item in PartyItem}


def item_weights_in_words(stored: Mapping[str, str]) -> str:
    """Return the weights as people write them, in the order of the standard: 思想建设8、组织建设9 …"""
    return "、".join(f"{item.label}{stored[item.value]}" for item in PartyItem if item.value in stored)
