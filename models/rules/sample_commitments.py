"""承诺校验码: one hash over everything that a commitment fixes, the commitments before it included (4.4).

It is published before the draw and goes into the seed, so that a document with another attempt, matter, form or day of
the public number, or day of commitment, gives another draw.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

# In the order in which they are hashed; `earlier` follows them, the newest first.
BOUND = (
    "subject", "purpose", "attempt", "reason", "committed_on", "plan_hash", "number_kind", "number_name", "known_on",
    "population_hash", "secret_hash",
)  # fmt: skip


def commitment_hash(commitment: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]) -> str:
    """Return 承诺校验码: the SHA-256 of the compact JSON array of the bound values and the hashes of earlier ones.

    Days are ISO dates. `scope`, the sentence about a given list or about what is left out, is bound where there is one,
    and after the earlier ones `related_before`, the hashes for other inspections of the kind and period.
    """
    before = [*(each["commitment_hash"] for each in earlier), *commitment.get("related_before", [])]
    scope = [commitment["scope"]] if commitment.get("scope") else []
    return _digest([*(commitment[name] for name in BOUND), *scope, before])


def plan_hash(plan: Mapping[str, Any]) -> str:
    """Return 方案校验码: of number, kind, period, scope (departments, content, kinds of content) and standard."""
    return _digest([plan[name] for name in ("key", "kind", "period", "departments", "content", "scopes", "standard")])


def _digest(values: list[Any]) -> str:
    return sha256(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
