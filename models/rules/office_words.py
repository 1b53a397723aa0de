"""What an office reads of a sentence that was written for those at the system: without commands, options and acts."""

import re
from collections.abc import Mapping

from models.rules.periods import parse_period

ASK = "请向管理机构核实。"
COMMAND = r"mubiao\b|(?<![\w-])--[a-z]|\b(?:act|import) [a-z]|命令"
ACT = r"[a-z]+(?:_[a-z]+)+"
BRACKETS = re.compile(rf"（[^（）“”]*(?:{COMMAND})[^（）]*）|（(?:[^（）“”]*[，、：])?{ACT}）", re.ASCII)
CLAUSES = re.compile(r"[^。；\n]*[。；\n]?")
QUOTED = re.compile(r"“[^”]*”")
IMPORTS = {"未导入：": "", "重新导入": "重新发来", "后导入": "后发来", "导入": "收取"}
IMPORTED = re.compile("|".join([QUOTED.pattern, *IMPORTS]))
AT_SYSTEM = re.compile(rf"{COMMAND}|(?<!\w){ACT}\b(?!\.)", re.ASCII)

MONTH = re.compile(r"\b20\d\d-(?:0[1-9]|1[0-2])(?=已|修改)")  # of a report that an act saved


def with_month(sentence: str) -> str:
    """Return a sentence with its month as people write it: 2026年3月, not 2026-03."""
    return MONTH.sub(lambda found: parse_period(found[0]).label, sentence)


def named_fault(file: Mapping[str, str]) -> str:
    """Return what is wrong with a file, with its name once."""
    return file["fault"] if file["name"] in file["fault"] else f"“{file['name']}”{file['fault']}"


def for_office(sentence: str) -> str:
    """Return a sentence without brackets and clauses that name a command, an option, an act or an import.

    If nothing is left, the office is asked to turn to the agency.
    """
    bare = BRACKETS.sub("", IMPORTED.sub(lambda found: IMPORTS.get(found[0], found[0]), sentence))
    if not _is_for_system(bare):
        return bare
    said = "".join(clause for clause in CLAUSES.findall(bare) if not _is_for_system(clause)).strip()
    return f"{said[:-1]}。" if said.endswith("；") else said or ASK


def _is_for_system(text: str) -> bool:
    return bool(AT_SYSTEM.search(QUOTED.sub("", text)))  # what people wrote is quoted
