"""The pictures of the code: which package imports which, read from the source files."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOP = ("deployments", "flows", "tasks", "notifications", "models")
# From the top floor to the ground; each may import only what stands below it.
FLOORS = (
    "deployments",
    "flows",
    "tasks",
    "notifications",
    "models.migrations",
    "models.ledger",
    "models.intake",
    "models.records",
    "models.database",
    "models.transaction",
    "models.rules",
)
# Files that are counted with the database.
COUNTED_AS = {
    f"models.{name}": "models.database"
    for name in ("block", "disk", "inbox_record", "mailbox_turn", "outages", "statements")
}
Arrows = Mapping[tuple[str, str], int]
INK, LIGHT, PAPER, FONT = "#1f2933", "#9aa5b1", "#f0f4f8", "font-family='sans-serif'"
RED = "#c0392b"


@cache
def modules() -> Mapping[str, Path]:
    """Every module of the five packages by its name."""
    found = {}
    for path in (path for top in TOP for path in sorted((ROOT / top).rglob("*.py"))):
        if "versions" not in path.parts and "data" not in path.parts:
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found[name] = path
    return found


@cache
def imports() -> Sequence[tuple[str, str]]:
    """Every import of one of our modules by another, each pair once."""
    pairs = {(name, target) for name, path in modules().items() for target in _imported(path)}
    return sorted(pair for pair in pairs if pair[0] != pair[1])


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules())
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (each if each in modules() else node.module for each in inside if _is_ours(node.module))


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] in TOP and module in modules()


def floor_of(module: str) -> str:
    """The floor on which a module stands; the package `models` itself holds nothing."""
    named = COUNTED_AS.get(module, module)
    return next((floor for floor in FLOORS if f"{named}.".startswith(f"{floor}.")), "")


def room_of(module: str) -> str:
    """The room of a module of the ledger: its package, or its own file."""
    return module.removeprefix("models.ledger.").partition(".")[0]


def floor_arrows() -> Arrows:
    """How many modules of one floor are imported by modules of another."""
    pairs = ((floor_of(source), floor_of(target)) for source, target in imports())
    return Counter(pair for pair in pairs if all(pair) and pair[0] != pair[1])


def room_arrows() -> Arrows:
    """The same for the rooms of the ledger."""
    inside = (pair for pair in imports() if all(each.startswith("models.ledger.") for each in pair))
    pairs = ((room_of(source), room_of(target)) for source, target in inside)
    return Counter(pair for pair in pairs if pair[0] != pair[1])


def in_order(arrows: Arrows) -> list[str]:
    """Rooms from those that no other imports to those that import no other; a circle is cut where fewest import."""
    waiting = {room for pair in arrows for room in pair}
    ordered: list[str] = []
    while waiting:
        importers = {room: {source for source in waiting if (source, room) in arrows} for room in waiting}
        first = (room for room in sorted(waiting) if importers[room] <= _reached(room, arrows, waiting))
        ordered.append(min(first, key=lambda room: len(importers[room])))
        waiting.remove(ordered[-1])
    return ordered


def _reached(start: str, arrows: Arrows, among: set[str]) -> set[str]:
    """Everything that a room imports, directly or through others; itself only by a circle."""
    found: set[str] = set()
    new = {start}
    while new:
        new = {target for source, target in arrows if source in new and target in among} - found
        found |= new
    return found


def floors_picture() -> str:
    """Floors as boxes, the imports as arcs: thicker where more modules are imported."""
    arrows, step, left, width = floor_arrows(), 62, 20, 230
    sizes = Counter(floor_of(module) for module in modules())
    middle = {floor: 30 + number * step for number, floor in enumerate(FLOORS)}
    shapes = [
        _box(left, middle[floor], width, floor, f"{sizes[floor]} file{'s' * (sizes[floor] > 1)}") for floor in FLOORS
    ]
    for (source, target), count in sorted(arrows.items()):
        shapes.append(_arc(left + width, middle[source], middle[target], count))
    return _svg(560, 30 + len(FLOORS) * step, shapes)


def _box(x: int, y: int, width: int, name: str, note: str) -> str:
    return (
        f"<rect x='{x}' y='{y - 20}' width='{width}' height='40' rx='5' fill='{PAPER}' stroke='{INK}'/>"
        f"<text x='{x + 12}' y='{y - 1}' {FONT} font-size='15' fill='{INK}'>{name}</text>"
        f"<text x='{x + 12}' y='{y + 14}' {FONT} font-size='11' fill='{INK}'>{note}</text>"
    )


def _arc(x: int, above: int, below: int, count: int) -> str:
    """An arrow from the importing floor to the imported one; one that goes up is red."""
    reach, thick = x + 20 + abs(below - above) * 0.62, 1 + count.bit_length() * 0.4
    colour = LIGHT if below > above else RED
    end, start = below - 8, above + 8
    return (
        f"<path d='M{x} {start} C{reach:.0f} {start} {reach:.0f} {end} {x + 9} {end}' fill='none' stroke='{colour}'"
        f" stroke-width='{thick:.1f}'><title>{count} imports</title></path>"
        f"<path d='M{x} {end} l9 -5 v10 z' fill='{colour}'/>"
    )


def rooms_picture() -> str:
    """The rooms of the ledger as a table: a row imports the columns with a dot; one that closes a circle is red."""
    arrows, cell, left, top = room_arrows(), 20, 130, 130
    rooms = in_order(arrows)
    place = {room: number * cell + cell // 2 for number, room in enumerate(rooms)}
    end = len(rooms) * cell
    shapes = [f"<path d='M{left} {top} l{end} {end}' stroke='{LIGHT}'/>"]
    for room, at in place.items():
        shapes.append(f"<path d='M{left} {top + at} h{end} M{left + at} {top} v{end}' stroke='{PAPER}'/>")
        shapes.append(_text(f"translate({left - 6} {top + at + 4})", "end", room))
        shapes.append(_text(f"translate({left + at + 4} {top - 6}) rotate(-90)", "start", room))
    for (source, target), count in sorted(arrows.items()):
        x, y, colour = left + place[target], top + place[source], INK if place[source] < place[target] else RED
        dot = f"<circle cx='{x}' cy='{y}' r='{3 + count.bit_length()}' fill='{colour}'>"
        shapes.append(f"{dot}<title>{source} imports {target}</title></circle>")
    return _svg(left + end + 20, top + end + 20, shapes)


def _text(place: str, anchor: str, words: str) -> str:
    return f"<text transform='{place}' text-anchor='{anchor}' {FONT} font-size='12' fill='{INK}'>{words}</text>"


def _svg(width: int, height: int, shapes: Sequence[str]) -> str:
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' height='{height}'>"
    return "\n".join([head, f"<rect width='{width}' height='{height}' fill='white'/>", *shapes, "</svg>"]) + "\n"
