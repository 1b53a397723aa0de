"""The kinds of sheets on the command line: by key or by Chinese title, the same for import, template and export."""

from collections.abc import Mapping

import click

# Kinds from outside that are no sheet of the agency's own: a row without its check code is known by its natural key.
MATCHED = frozenset({"reviews", "covert-results", "survey-results"})


class SheetKindType(click.Choice[str]):
    """A kind of sheet by its key or title (部门, 部门表); `instead` says what to do for one that has no such sheet."""

    def __init__(self, titles: Mapping[str, str], instead: Mapping[str, str] | None = None) -> None:
        self._instead = instead or {}
        super().__init__([key for key in titles if key not in self._instead])
        self._keys = keys_of(titles)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Returns the key of the kind. Fails with a usage error if it is unknown or has no such sheet."""
        key = find_key(self._keys, value)
        if key in self._instead:
            raise click.UsageError(self._instead[key], ctx)
        return super().convert(key, param, ctx)


class SheetKinds(click.Group):
    """A group with one command for each kind of sheet, which is found by its title too."""

    titles: Mapping[str, str] = {}

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Returns the command of a kind by key or title, or None if it is unknown."""
        return super().get_command(ctx, find_key(keys_of(self.titles), cmd_name))


def keys_of(titles: Mapping[str, str]) -> dict[str, str]:
    """Returns the key of each title."""
    return {title: key for key, title in titles.items()}


def find_key(keys: Mapping[str, str], name: str) -> str:
    """Returns the key of a kind by its title, also with 表 behind it; a name that is no title stays."""
    return keys.get(name) or keys.get(name.removesuffix("表"), name)
