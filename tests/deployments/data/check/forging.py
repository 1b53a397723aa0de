"""A forger at work on the folder of a proof: he edits it, and may rebuild every digest, block and head."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from models.block import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TRANSITION = 7
DIGEST = 5  # of a move


def check(folder: Path, *words: str) -> tuple[int, str]:
    """Returns the answer of the program in the folder that it lies in, in a Python with the standard library only."""
    command = [sys.executable, "-I", "-S", str(folder / "check.py"), *words]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    assert finished.stderr == ""
    return finished.returncode, finished.stdout


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@dataclass
class Folder:
    """The files of a proof, read into Python: `records` and `blocks` are changed in place."""

    proof: dict[str, Any]
    blocks: list[dict[str, Any]]
    records: list[dict[str, Any]]
    scores: list[dict[str, Any]]
    texts: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def read(cls, place: Path) -> Folder:
        found = {name: lines_of(place / name) for name in ("proof.json", *FILES.values())}
        *blocks, _ = found["chain.jsonl"]
        texts = {(line["record"], line["key"]): line.get("text", "") for line in found["records.jsonl"]}
        return cls(found["proof.json"][0], blocks, found["records.jsonl"], found["scores.jsonl"], texts)

    def line(self, kind: str, key: str = "") -> dict[str, Any]:
        """The record with this key, or the first of its kind."""
        return next(each for each in self.records if each["record"] == kind and key in ("", each["key"]))

    def row(self, kind: str, key: str = "") -> dict[str, Any]:
        columns = self.proof["records"][kind]["columns"]
        return dict(zip(columns, json.loads(self.line(kind, key)["text"]), strict=True))

    def change(self, kind: str, key: str = "", /, **values: Any) -> None:
        line, row = self.line(kind, key), self.row(kind, key) | values
        line["text"] = json.dumps(list(row.values()), ensure_ascii=False)

    def change_content(self, key: str, total: str, **points: str) -> None:
        """Give components of an approved sheet other points, with its total and its code."""
        said = json.loads(self.row("score_sheet", key)["content"])
        for line in said["lines"]:
            line["points"] = points.get(line["component"], line["points"])
        content = json.dumps(said | {"total": total}, ensure_ascii=False)
        self.change("score_sheet", key, content=content, digest=digest(content), total=float(total))

    def drop(self, *kinds: str, about: str) -> None:
        """Leave out records whose key begins so, with every move about them."""
        self.records = [x for x in self.records if not (x["record"] in kinds and x["key"].startswith(about))]
        for block in self.blocks:
            block["moves"] = [x for x in block["moves"] if not _is_of(json.loads(x), kinds, about)]

    def rename(self, kind: str, key: str, new: str) -> None:
        """Give a record another key, in its moves too."""
        self.line(kind, key)["key"] = new
        for block in self.blocks:
            moves = map(json.loads, block["moves"])
            block["moves"] = [json.dumps(_renamed(x, kind, key, new), ensure_ascii=False) for x in moves]

    def replace(self, old: str, new: str) -> None:
        """Write something else wherever it stands, in keys and moves too."""
        for line in self.records:
            line |= {name: value.replace(old, new) for name, value in line.items()}
        for block in self.blocks:
            block["moves"] = [x.replace(old, new) for x in block["moves"]]

    def add_move(self, kind: str, key: str, event: str, after: str) -> None:
        """Write one more move of a record behind its last one."""
        block, at, last = max(
            (each for each in self._moves() if each[2][:2] == [kind, key]), key=lambda x: x[0]["height"]
        )
        move = [kind, key, event, last[4], after, last[DIGEST], {}]
        block["moves"].insert(at + 1, json.dumps(move, ensure_ascii=False))

    def forget(self, event: str, key: str) -> None:
        """Leave out the moves of a record by an event."""
        for block in self.blocks:
            moves = [json.loads(x) for x in block["moves"]]
            kept = [n for n, move in enumerate(moves) if move[1:3] != [key, event]]
            block["moves"] = [block["moves"][n] for n in kept]

    def rebuild(self) -> None:
        """Write the digest of each changed record into its last move, then rebuild all blocks and the head."""
        digests = {(x["record"], x["key"]): digest(x["text"]) for x in self.records if "text" in x}
        for block, at, move in reversed([*self._moves()]):
            known = digests.pop((move[0], move[1]), move[DIGEST])
            if known != move[DIGEST]:
                block["moves"][at] = json.dumps([*move[:DIGEST], known, *move[DIGEST + 1 :]], ensure_ascii=False)
        previous = "0" * 64
        for height, block in enumerate(self.blocks, 1):
            if "result" in block:
                block["header"]["result"] = digest(block["result"])
            content = digest("\n".join(map(digest, block["moves"])))
            block |= {"height": height, "content": content, "previous": previous}
            previous = block["hash"] = digest(canonical([previous, content, block["header"]]))
        self.proof["head"] = {"height": len(self.blocks), "hash": previous}

    def write(self, place: Path) -> None:
        end = {"head": self.proof["head"]}
        texts = {"chain.jsonl": [*self.blocks, end], "records.jsonl": self.records, "scores.jsonl": self.scores}
        for name, lines in ({"proof.json": [self.proof]} | texts).items():
            (place / name).write_text("\n".join(map(canonical, lines)) + "\n", encoding="utf-8")

    def _moves(self) -> Iterator[tuple[dict[str, Any], int, list[Any]]]:
        for block in self.blocks:
            for at, line in enumerate(block["moves"]):
                move = json.loads(line)
                if len(move) == TRANSITION:
                    yield block, at, move


FILES = {"blocks": "chain.jsonl", "records": "records.jsonl", "scores": "scores.jsonl"}


def lines_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(each) for each in file.read_text(encoding="utf-8").splitlines()]


def _is_of(move: list[Any], kinds: tuple[str, ...], about: str) -> bool:
    return len(move) == TRANSITION and move[0] in kinds and str(move[1]).startswith(about)


def _renamed(move: list[Any], kind: str, key: str, new: str) -> list[Any]:
    return [kind, new, *move[2:]] if move[:2] == [kind, key] else move


def forged(true: Path, copy: Path, change: Any, *, rebuilt: bool) -> Path:
    """A copy of a folder with a forgery; `rebuilt` with all that depends on it."""
    shutil.copytree(true, copy)
    folder = Folder.read(copy)
    change(folder)
    if rebuilt:
        folder.rebuild()
    folder.write(copy)
    return copy
