"""Renders self-contained web pages from templates."""

import re
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from models.rules.chinese_dates import days_in_full, in_full

# A text between two tags with a date as it is kept; what stands in a field or a choice is sent back as it is.
DATED = re.compile(r"(<(?:textarea|option)\b[^<>]*)?>([^<>]*\d{4}-\d{2}-\d{2}[^<>]*)(?=<)")
_environment = Environment(
    loader=PackageLoader("deployments", "data"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["in_full"] = in_full


def filled_in(template: str, context: Mapping[str, Any]) -> str:
    """Returns the rendered page: text is escaped, and a name missing in the context raises UndefinedError."""
    return _environment.get_template(template).render(context)


def with_days_in_full(page: str) -> str:
    """Returns a page on which people read each date in full: 2026年4月15日."""
    return DATED.sub(lambda found: found[0] if found[1] else f">{days_in_full(found[2])}", page)
