"""Pages for people, each one file that needs nothing else: how their templates are filled in."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

_environment = Environment(
    loader=PackageLoader("deployments", "data"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def filled_in(template: str, context: Mapping[str, Any]) -> str:
    """The page; what people wrote is escaped, and a name that the context lacks is an error, never an empty place."""
    return _environment.get_template(template).render(context)
