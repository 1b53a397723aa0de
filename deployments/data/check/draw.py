"""The draw: who is drawn follows from the published secret, the public number and what the commitment fixed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deployments.data.check.digest import digest, digest_of_json

FIXED_BEFORE = (
    *("subject", "purpose", "attempt", "reason", "committed_on", "plan_hash"),
    *("number_kind", "number_name", "known_on"),
)


def check_document_of_draw(said: dict[str, Any], told: list[str]) -> Iterator[str]:
    if not said["secret"]:
        raise ValueError("未公布密数，公布后再核")
    hashes = "、".join(f"{said[name]}" for name in ("population_hash", "secret_hash", "commitment_hash"))
    told.append(f"核对无误：抽取结果一致。请与承诺时公布的校验码比对（总体、密数、承诺）：{hashes}")
    earlier = [each.get("commitment_hash") for each in said["earlier"]]
    yield from check_draw(said, earlier + said.get("related_before", []))


def check_draw(said: dict[str, Any], earlier: list[str]) -> Iterator[str]:
    """`earlier` are the commitments of the earlier attempts, the newest first."""
    name = f"样本{said['subject']}（{said['purpose']}，第{said['attempt']}次）："
    for what, value in (("总体", digest_of_json(said["population"])), ("密数", digest(said["secret"]))):
        if value != said["population_hash" if what == "总体" else "secret_hash"]:
            yield f"{name}{what}与承诺时公布的校验码不符。"
    fixed = [*map(said.get, FIXED_BEFORE), said["population_hash"], said["secret_hash"]]
    bound = digest_of_json([*fixed, *filter(None, [said.get("scope")]), earlier])
    if bound != said["commitment_hash"]:
        yield f"{name}承诺的内容与承诺时公布的校验码不符。"
    seed = digest("\n".join([said["secret"], said["number"], bound]))
    if [[stratum, drawn_from(seed, stratum, take, ids)] for stratum, take, ids in said["population"]] != said["drawn"]:
        yield f"{name}重新抽取，结果与所列的不同。"


def drawn_from(seed: str, stratum: str, take: int, ids: list[str]) -> list[str]:
    """Each place is exchanged with a later one, itself included; a number of the last, incomplete round is skipped."""
    pool, turn = list(ids), 0
    for place in range(min(take, len(pool))):
        left = len(pool) - place
        while (drawn := int(digest(f"{seed}\n{turn}\n{stratum}"), 16)) >= 2**256 - 2**256 % left:
            turn += 1
        other, turn = place + drawn % left, turn + 1
        pool[place], pool[other] = pool[other], pool[place]
    return pool[:take]
