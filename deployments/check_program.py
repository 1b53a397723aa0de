"""The program that outsiders check with: its parts joined into one file of the standard library."""

import ast
from importlib.resources import files

# Each uses those before it.
PARTS = ("chain", "deadline", "draw", "rate", "score", "records", "sources", "gate", "folder")
OURS = "from deployments."


def check_program() -> str:
    """Returns the text of `check.py`: the usage, the imports of all parts, then what each part holds."""
    usage, imports, main = _split("program")
    titles, bodies = [], []
    for part in PARTS:
        title, needed, body = _split(part)
        imports |= needed
        titles.append(title)
        bodies.append(f"# {title}\n\n\n{body}")
    future = "from __future__ import annotations"
    wanted = "\n".join(sorted(each for each in imports if each != future and not each.startswith(OURS)))
    return f'"""{usage}"""\n\n{future}\n\n{wanted}\n\n' + "\n\n\n".join([*bodies, main]) + "\n"


def _split(part: str) -> tuple[str, set[str], str]:
    """Returns the docstring of a part, its lines of import, and the rest."""
    text = (files("deployments") / "data" / "check" / f"{part}.py").read_text(encoding="utf-8")
    tree = ast.parse(text)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    body = text.splitlines()[imports[-1].end_lineno :]
    return ast.get_docstring(tree, clean=False) or "", {ast.unparse(node) for node in imports}, "\n".join(body).strip()
