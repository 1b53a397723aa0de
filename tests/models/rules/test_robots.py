"""Addresses of group robots, validated by their form alone."""

import pytest

from models.rules.robots import Robot, is_robot_address, read_robot

KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
WEBHOOK = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"


@pytest.mark.parametrize(
    ("address", "robot"),
    [
        (KEY, Robot(KEY)),
        (WEBHOOK, Robot(KEY, "qyapi.weixin.qq.com")),
        (f"http://wecom.gz.gov.cn:8080/x?debug=1&key={KEY}", Robot(KEY, "wecom.gz.gov.cn", 8080)),
        (f"https:///send?key={KEY}", Robot(KEY, "")),
        ("无", None),
        ("", None),
        ("x" * 129, None),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send", None),
        (f"{WEBHOOK}&key=two", None),
        ("https://qyapi.weixin.qq.com/send?key=a b", None),
        (f"https://wecom.gz.gov.cn:port/send?key={KEY}", None),
        (f"https://[::1/send?key={KEY}", None),
    ],
)
def test_a_robot_is_named_by_its_key_or_its_full_webhook_address(address: str, robot: Robot | None) -> None:
    assert read_robot(address) == robot


@pytest.mark.parametrize(
    ("address", "possible"),
    [
        (KEY, True),
        (WEBHOOK, True),
        ("json://hook.example.cn/key", True),
        ("mailto+x://user:password@example.cn", True),
        ("张三", False),
        ("张三的群", False),
        ("zs@example.cn", False),
        ("https://qyapi.weixin.qq.com/", False),
        (f"https:///send?key={KEY}", False),
        ("json://", False),
        ("json://hook example", False),
        ("企业://hook", False),
        (f"wecombot://{KEY}", False),
    ],
)
def test_other_texts_are_not_robot_addresses(address: str, possible: bool) -> None:  # noqa: FBT001 - a row of the table
    assert is_robot_address(address) is possible
