"""The program that outsiders check with: its parts joined into one file of the standard library, whole or in part."""

import ast
from collections.abc import Sequence
from importlib.resources import files

from models.block import canonical
from models.ledger.chain.proof import proved_kinds

# Each uses those before it.
OF_DRAW = ("digest", "draw")
OF_SCORE = ("score", "sources", "gate", "approved", "settled")
PARTS = (*OF_DRAW, "chain", "deadline", "records", "findings", "review_draw", "rate", *OF_SCORE, "folder")
OURS = "from deployments."
NO_KINDS = "RECORD_KINDS: dict[str, Any] = {}"


def redraw_program() -> str:
    """Returns the part of it that draws a sample again, short enough to be posted with the draw."""
    return check_program("redraw", OF_DRAW)


def check_program(program: str = "program", parts: Sequence[str] = PARTS) -> str:
    """Returns the text of `check.py`: the usage, the imports of all parts, then what each part holds."""
    usage, imports, main = _split(program)
    bodies = []
    for part in parts:
        title, needed, body = _split(part)
        imports |= needed
        bodies.append(f"# {title}\n\n\n{body}")
    future = "from __future__ import annotations"
    wanted = "\n".join(sorted(each for each in imports if each != future and not each.startswith(OURS)))
    text = f'"""{usage}"""\n\n{future}\n\n{wanted}\n\n' + "\n\n\n".join([*bodies, main]) + "\n"
    kinds = "".join(f'    "{kind}": {canonical(each)},\n' for kind, each in proved_kinds().items())
    return text.replace(NO_KINDS, f"RECORD_KINDS = {{\n{kinds}}}")


def _split(part: str) -> tuple[str, set[str], str]:
    """Returns the docstring of a part, its lines of import, and the rest."""
    text = (files("deployments") / "data" / "check" / f"{part}.py").read_text(encoding="utf-8")
    tree = ast.parse(text)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    body = text.splitlines()[imports[-1].end_lineno :]
    return ast.get_docstring(tree, clean=False) or "", {ast.unparse(node) for node in imports}, "\n".join(body).strip()
