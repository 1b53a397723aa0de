"""口令: checked against its hash, and a chosen one against what people guess first (3-4.6)."""

import secrets
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from deployments.portal.hash_queue import HASHES
from models.rules.account import password_fault

# Parameters that OWASP recommends; those of RFC 9106 take three times as long, and who signs in in a new browser waits
# behind the guesses of others.
HASHER = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1)
DECOY = HASHER.hash(secrets.token_hex())  # an unknown name takes as long as a wrong password
GUESSED_FIRST = Path(__file__).parent.parent / "data" / "portal" / "guessed_first.txt"
LONGEST_ASKED, LEAST_SCORE = 72, 3  # characters; zxcvbn refuses to look at more
LONGEST_ADDED = 8  # characters: a day
ONE_BY_ONE = Lock()  # zxcvbn keeps the words of the password that it looks at for the whole process
UNEQUAL = "两次填写的口令不同，请重新填写。"
EASY = (
    "口令太容易猜到：是常用的词、姓名、简称、日期、连续或者相邻的键，或者只多了几个数字、符号。"
    "请用四个互不相干的词的拼音，中间加数字或者符号，如 shuibei7lanse-malu-liushu（例子本身不能用）。"
)


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
    return EASY if _is_guessed(password, words) else ""


def _is_guessed(password: str, words: Sequence[str]) -> bool:
    from zxcvbn import zxcvbn  # noqa: PLC0415 - loads its lists of words

    if any(_adds_little(password.casefold(), each) for each in guessed_first()):
        return True
    with ONE_BY_ONE:
        found = zxcvbn(password[:LONGEST_ASKED], user_inputs=[*words, *guessed_first()])
    return bool(found["score"] < LEAST_SCORE)


def _adds_little(password: str, listed: str) -> bool:
    """Return whether a password is a listed one, or that with a year, a few digits or signs before or after it."""
    rest = password.replace(listed, "", 1)
    return rest != password and len(rest) <= LONGEST_ADDED and not any(each.isalpha() for each in rest)


@cache
def guessed_first() -> Sequence[str]:
    """Return what is guessed first where people type Chinese: names, abbreviations, walks on the keyboard."""
    lines = GUESSED_FIRST.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]
