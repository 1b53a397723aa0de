"""Renders self-contained web pages from templates."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from models.rules.chinese_dates import in_full

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
