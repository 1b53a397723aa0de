"""Addresses of nobody: equal where the real ones are equal, and none where there is none."""

from deployments.simulation.invented_addresses import InventedAddresses


def test_equal_addresses_stay_equal_and_others_differ() -> None:
    disguise = InventedAddresses()
    shown = [disguise.mailbox(real) for real in ("a@example.gov.cn", "b@example.gov.cn", "a@example.gov.cn")]
    assert shown == ["0001@simulated.test", "0002@simulated.test", "0001@simulated.test"]


def test_a_mailbox_a_robot_and_a_person_are_no_relations() -> None:
    disguise = InventedAddresses()
    assert (disguise.mailbox("x"), disguise.robot("x"), disguise.person("x")) == (
        "0001@simulated.test",
        "robot-0002",
        "user-0003",
    )


def test_the_url_of_another_service_becomes_a_robot_that_is_not_there() -> None:
    assert InventedAddresses().robot("json://hook.example.com/key") == "robot-0001"


def test_who_has_no_address_gets_none() -> None:
    disguise = InventedAddresses()
    assert (disguise.mailbox(""), disguise.robot(""), disguise.person("")) == ("", "", "")
