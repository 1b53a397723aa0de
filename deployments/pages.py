"""Renders self-contained web pages from templates."""

import re
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from models.rules.chinese_dates import ISO, days_in_full, in_full, in_year

SENT_BACK = ("<textarea", "<option")  # what stands in them is sent back as it is
_environment = Environment(
    loader=PackageLoader("deployments", "data"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["in_full"] = in_full
_environment.filters["in_year"] = in_year


def filled_in(template: str, context: Mapping[str, Any]) -> str:
    """Returns the rendered page: text is escaped, and a name missing in the context raises UndefinedError."""
    return _environment.get_template(template).render(context)


def with_days_in_full(page: str) -> str:
    """Returns a page on which people read each date in full: 2026年4月15日; within tags and fields it stays as kept."""

    def told(found: re.Match[str]) -> str:
        tag = page.rfind("<", 0, found.start())
        is_text = page.find(">", tag, found.start()) >= 0
        return days_in_full(found[0]) if is_text and not page.startswith(SENT_BACK, tag) else found[0]

    return ISO.sub(told, page)
