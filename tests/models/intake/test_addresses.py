"""Mail addresses, addresses of robots, mobile numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.intake import addresses

if TYPE_CHECKING:
    from models.intake.values import Cell


@pytest.mark.parametrize("cell", ["zhang.san@edu.guizhou.gov.cn", " a_b+c@x1-y.cn ", "ａ＠b.cn", "a@xn--fsq.cn"])
def test_a_plain_mail_address_is_read(cell: str) -> None:
    assert addresses.email(cell).isascii()


@pytest.mark.parametrize(
    "cell",
    [
        "张三",
        "a@b",
        "a@@b.cn",
        "a..b@c.cn",
        "a@b.cn\nBcc: c@d.cn",
        "a@-b.cn",
        "a b@c.cn",
        "a@1.2.3.4",
        f"{'a' * 250}@b.cn",
    ],
)
def test_an_invalid_mail_address_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="不是有效的邮箱地址"):
        addresses.email(cell)


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        (" demo-sjyt ", "demo-sjyt"),
        ("ｄｅｍｏ－ｓｊｙｔ", "demo-sjyt"),
        ("Https://qyapi.weixin.qq.com/send?key=Abc", "https://qyapi.weixin.qq.com/send?key=Abc"),
        ("json://hook.example.cn/Key", "json://hook.example.cn/Key"),
    ],
)
def test_the_address_of_a_robot_is_read_as_a_channel_takes_it(cell: Cell, address: str) -> None:
    assert addresses.robot(cell) == address


@pytest.mark.parametrize("cell", ["张三的群", "https://qyapi.weixin.qq.com/send?key=", "机密://key"])
def test_an_invalid_robot_address_is_refused_without_repeating_it(cell: str) -> None:
    with pytest.raises(ValueError, match="不是有效的地址，请填机器人key") as refused:
        addresses.robot(cell)
    assert cell not in str(refused.value)


@pytest.mark.parametrize("cell", [13800138000, "138 0013-8000", "１３８００１３８０００", 13800138000.0])
def test_a_mobile_number_is_read_as_eleven_digits(cell: Cell) -> None:
    assert addresses.mobile(cell) == "13800138000"


@pytest.mark.parametrize("cell", ["1380013800", "138001380000", "86891234", "23800138000", "电话"])
def test_an_invalid_mobile_number_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="不是11位手机号码"):
        addresses.mobile(cell)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0851-85360001", "0851-85360001"),
        ("（010）66551234", "010-66551234"),
        ("0851 8536000", "0851-8536000"),
        ("085185360001", "0851-85360001"),
    ],
)
def test_a_landline_has_its_area_code(given: str, kept: str) -> None:
    assert addresses.mobile(given) == kept


def test_a_landline_without_its_area_code_is_refused() -> None:
    with pytest.raises(ValueError, match="固定电话前须写区号，如0851-85360001"):
        addresses.mobile("85360001")
