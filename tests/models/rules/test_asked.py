"""What nobody is asked for stands in one footnote in words."""

from __future__ import annotations

from models.rules.asked import NEED_NOT, need_not_words


def test_the_footnote_names_each_clause_with_what_it_is_about() -> None:
    assert need_not_words().startswith("委托第三方测评（1-2.14-2）、创新项目评选（1-2.16）、")
    assert need_not_words().count("、") == len(NEED_NOT) - 1
