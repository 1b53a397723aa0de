"""What an office reads of a sentence that was written for those at the system: without commands, options and acts."""

import re

ASK = "请向管理机构核实。"
COMMAND = r"mubiao\b|(?<![\w-])--[a-z]|\b(?:act|import) [a-z]|命令"
ACT = r"[a-z]+(?:_[a-z]+)+"
BRACKETS = re.compile(rf"（[^（）“”]*(?:{COMMAND})[^（）]*）|（(?:[^（）“”]*[，、：])?{ACT}）", re.ASCII)
CLAUSES = re.compile(r"[^。；\n]*[。；\n]?")
AT_SYSTEM = re.compile(rf"{COMMAND}|(?<![\w“]){ACT}\b(?![.”])", re.ASCII)


def for_office(sentence: str) -> str:
    """Return a sentence without brackets and clauses that name a command, an option or an act; the rest is unchanged.

    If nothing is left, the office is asked to turn to the agency.
    """
    bare = BRACKETS.sub("", sentence)
    if not AT_SYSTEM.search(bare):
        return bare
    said = "".join(clause for clause in CLAUSES.findall(bare) if not AT_SYSTEM.search(clause)).strip()
    return f"{said[:-1]}。" if said.endswith("；") else said or ASK
