"""Secrets: in the form of a commitment, and never repeated."""

from models.rules.sampling import SECRET, secret_hash
from tasks.randomness import new_secret


def test_a_secret_can_be_committed_to_and_none_is_made_twice() -> None:
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(SECRET.fullmatch(secret) and secret_hash(secret) != secret for secret in made)
