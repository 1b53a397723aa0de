"""口令: checked against its hash, and a chosen one against what people guess first (3-4.6)."""

import secrets
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from deployments.portal.hash_queue import HASHES
from models.rules.account import password_fault

HASHER = PasswordHasher()
DECOY = HASHER.hash(secrets.token_hex())  # an unknown name takes as long as a wrong password
GUESSED_FIRST = Path(__file__).parent.parent / "data" / "portal" / "guessed_first.txt"
LONGEST_ASKED, LEAST_SCORE = 72, 3  # characters; zxcvbn refuses to look at more
LONGEST_ADDED = 8  # characters: a day
ONE_BY_ONE = Lock()  # zxcvbn keeps the words of the password that it looks at for the whole process
UNEQUAL = "两次填写的口令不同，请重新填写。"
# What zxcvbn finds in a password, and what is wrong with it.
FOUND = {
    "spatial": "“{0}”是键盘上相邻的键",
    "repeat": "“{0}”是重复的字符",
    "sequence": "“{0}”是连续的字符",
    "regex": "“{0}”是年份",
    "date": "“{0}”是日期",
    "dictionary": "“{0}”是常见的词、姓名或者口令",
    "own": "“{0}”是单位和个人常用的词、姓名拼音或者简称",
}
ADVICE = (
    "口令太容易猜到：{0}。"
    "请用四个互不相干的词的拼音，中间加数字或者符号，如 shuibei7lanse-malu-liushu（例子本身不能用）。"
)
FEW_ALIKE = "同类的口令不多"


def hashed(password: str) -> str:
    """Return the hash of a password."""
    with HASHES:
        return HASHER.hash(password)


def is_password(of_account: str, password: str) -> bool:
    """Return whether a password is that of a hash; an empty hash is of none."""
    try:
        with HASHES:
            HASHER.verify(of_account or DECOY, password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(of_account)


def chosen_fault(password: str, again: str, words: Sequence[str]) -> str:
    """Return what is wrong with a password that a person chose, and what would do; empty if nothing is."""
    if password != again:
        return UNEQUAL
    if fault := password_fault(password, words):
        return f"{fault}。"
    return _guessed(password, words)


def _guessed(password: str, words: Sequence[str]) -> str:
    from zxcvbn import zxcvbn  # noqa: PLC0415 - loads its lists of words

    if listed := next((each for each in guessed_first() if _adds_little(password.casefold(), each)), ""):
        return ADVICE.format(FOUND["own"].format(listed))
    with ONE_BY_ONE:
        found = zxcvbn(password[:LONGEST_ASKED], user_inputs=[*words, *guessed_first()])
    if found["score"] >= LEAST_SCORE:
        return ""
    return ADVICE.format("，".join(_reasons(found["sequence"])) or FEW_ALIKE)


def _adds_little(password: str, listed: str) -> bool:
    """Return whether a password is a listed one, or that with a year, a few digits or signs before or after it."""
    rest = password.replace(listed, "", 1)
    return rest != password and len(rest) <= LONGEST_ADDED and not any(each.isalpha() for each in rest)


def _reasons(sequence: Iterable[dict[str, str]]) -> list[str]:
    """Return what each part of a password is that is easily guessed."""
    kinds = ((part, "own" if part.get("dictionary_name") == "user_inputs" else part["pattern"]) for part in sequence)
    return list(dict.fromkeys(FOUND[kind].format(part["token"]) for part, kind in kinds if kind in FOUND))


@cache
def guessed_first() -> Sequence[str]:
    """Return what is guessed first where people type Chinese: names, abbreviations, walks on the keyboard."""
    lines = GUESSED_FIRST.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]
