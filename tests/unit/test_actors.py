"""Who may do what: of every command and every personal read."""

from typing import Any

import pytest

from socialcommerce import ManualClock, NotAllowed, SocialCommerce, journal
from world import ACTORS, ALTERNATIVES, CHANGES_NOTHING, COMMANDS, READS, Deed, furnish, method

DEEDS = COMMANDS | READS


@pytest.fixture
def commerce(commerce: SocialCommerce, clock: ManualClock) -> SocialCommerce:
    furnish(commerce, clock)
    return commerce


def personal_reads(commerce: SocialCommerce) -> set[str]:
    """Every method of a service that takes an actor and is no command."""
    services = {name: vars(type(service)) for name, service in vars(commerce).items() if not name.startswith("_")}
    return {
        f"{service}.{name}"
        for service, methods in services.items()
        for name, found in methods.items()
        if hasattr(found, "command") and "by" in found.command.arguments.__struct_fields__
    } - set(journal.COMMANDS)


def test_every_command_has_its_actors() -> None:
    assert set(COMMANDS) == set(journal.COMMANDS)


def test_every_personal_read_has_its_actors(untouched: SocialCommerce) -> None:
    assert set(READS) == personal_reads(untouched)


def test_every_argument_of_every_command_is_given_here() -> None:
    for name, command in journal.COMMANDS.items():
        left_out = set(command.arguments.__struct_fields__) - set(COMMANDS[name].args) - {"at", "by"}
        assert left_out <= ALTERNATIVES, name


@pytest.mark.parametrize("name", DEEDS)
def test_the_host_may(commerce: SocialCommerce, name: str) -> None:
    before = commerce.log.position()

    method(commerce, name)(**DEEDS[name].args)

    changed = commerce.log.position() > before
    assert changed == (name in COMMANDS and name not in CHANGES_NOTHING)


@pytest.mark.parametrize(("name", "actor"), [(name, actor) for name in DEEDS for actor in sorted(DEEDS[name].who)])
def test_the_right_actor_may_and_is_recorded(commerce: SocialCommerce, name: str, actor: str) -> None:
    before = commerce.log.position()

    method(commerce, name)(**DEEDS[name].args, by=actor)

    recorded = list(commerce.log.read(before))
    assert bool(recorded) == (name in COMMANDS and name not in CHANGES_NOTHING)
    assert {event.by for event in recorded} <= {actor}


@pytest.mark.parametrize(("name", "deed"), DEEDS.items())
def test_nobody_else_may_and_nothing_is_recorded(untouched: SocialCommerce, name: str, deed: Deed) -> None:
    before = untouched.log.position()

    for actor in (*ACTORS, "stranger", "platform", "host", "merchant", "cd", "op", "platform.op", "merchant:lin"):
        if actor not in deed.who:
            with pytest.raises(NotAllowed) as refused:
                method(untouched, name)(**deed.args, by=actor)
            assert refused.value.code == "not-allowed"
            assert str(refused.value).startswith(f"{actor} may not ")
            assert "\n" not in str(refused.value)

    assert untouched.log.position() == before


@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize("actor", ["", " ", "merchant:", ":op", "ghost:lin", "platform:a b", "a~b", "merchant:a:b", 7])
def test_what_is_no_actor_may_nothing(untouched: SocialCommerce, name: str, actor: Any) -> None:
    before = untouched.log.position()

    with pytest.raises(ValueError, match=r"^by is ") as wrong:
        method(untouched, name)(**DEEDS[name].args, by=actor)

    assert "\n" not in str(wrong.value)
    assert untouched.log.position() == before


def test_either_friend_ends_a_friendship_in_their_own_name(commerce: SocialCommerce) -> None:
    commerce.members.unfriend("an", "lin", by="an")

    assert commerce.feeds.three_friends("an") == []


def test_a_merchant_may_not_list_for_another_one_what_is_its_own_already(untouched: SocialCommerce) -> None:
    with pytest.raises(NotAllowed):
        untouched.products.list("shown", "ysl", "shown", "beauty", 1_000, 900, by="merchant:cd")


def test_a_merchant_may_not_relist_what_the_platform_delisted_but_the_host_may(commerce: SocialCommerce) -> None:
    commerce.products.delist("free", by="platform:op")

    with pytest.raises(Exception, match="delisted by the platform"):
        commerce.products.relist("free", by="merchant:cd")
    commerce.products.relist("free")

    assert commerce.orders.quote("an", [{"product": "free"}]).total == 1_000


def test_an_actor_learns_nothing_from_a_refusal_about_what_exists(untouched: SocialCommerce) -> None:
    for name, args in (("analytics.of", {"shop": "nobody"}), ("influence.explain", {"shop": "nobody"})):
        with pytest.raises(NotAllowed):
            method(untouched, name)(**args, by="an")


def test_an_expiry_that_a_read_meets_is_not_recorded_as_the_readers_deed(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    clock.set(commerce.orders.of("placed").pay_by)

    commerce.orders.of("placed", by="merchant:cd")

    assert [event.by for event in commerce.log.stream("order-placed")] == [None, None]
