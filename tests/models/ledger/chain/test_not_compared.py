"""The page about verify lists exactly what is not compared, with the reason."""

from pathlib import Path

from models.ledger.chain.not_compared import NOT_COMPARED, OUTSIDE

PAGE = Path(__file__).parents[4] / "docs" / "operator" / "verification.md"


def test_the_page_lists_what_is_not_compared_with_the_reason() -> None:
    _, _, listed = PAGE.read_text(encoding="utf-8").partition("| what | why not |\n|---|---|\n")
    rows = [f"| `{name}` | {why} |" for name, why in NOT_COMPARED.items()]
    assert listed.splitlines() == rows + [f"| {name} | {why} |" for name, why in OUTSIDE.items()]
