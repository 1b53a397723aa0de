"""A person of the roster has one spelling."""

import pytest

from models.rules.errors import Refused
from models.rules.personal_names import check_name, one_spelling


@pytest.mark.parametrize("name", ["王文", " 王文 ", "王 文", "王　文", "王\u200b文", "王\ufeff 文"])
def test_every_spelling_of_a_name_is_one(name: str) -> None:
    assert one_spelling(name) == "王文"


@pytest.mark.parametrize(
    ("name", "spelled"),
    [("买买提·艾力", "买买提·艾力"), ("John  Smith", "John Smith"), ("Ｗａｎｇ", "Wang"), ("王A 甲", "王A甲")],
)
def test_other_names_keep_what_makes_them(name: str, spelled: str) -> None:
    assert one_spelling(name) == spelled


@pytest.mark.parametrize("name", ["中鼎/王文", "王|文", "王文、李天", "王文,李天", "王文;李天", ""])
def test_a_name_that_names_no_one_or_more_than_one_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="姓名"):
        check_name(name)


def test_a_name_of_one_person_is_taken() -> None:
    check_name("买买提·艾力")
