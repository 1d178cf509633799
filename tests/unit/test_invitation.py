import pytest

from given import expect_corrupt, given, refused, shop
from socialcommerce import NotFound
from socialcommerce.domain.earnings.invitation import (
    INVITATION,
    Invitation,
    InvitationSent,
    invite,
    refuse_uninvited,
)
from socialcommerce.domain.shops.shop import SHOP, ShopClosed, ShopReopened

NONE = given(INVITATION)
SENT = InvitationSent(recruiter="m1", member="m2")
OPEN = shop("m1")
CLOSED = shop("m1", ShopClosed())


def test_the_owner_of_an_open_shop_invites() -> None:
    assert invite(NONE, "m1", "m2", OPEN) == [SENT]
    assert invite(NONE, "m1", "m2", shop("m1", ShopClosed(), ShopReopened(opening=2))) == [SENT]
    assert given(INVITATION, SENT) == Invitation(sent=True)


def test_inviting_again_changes_nothing_even_from_a_shop_closed_since() -> None:
    for state in (OPEN, CLOSED):
        assert invite(given(INVITATION, SENT), "m1", "m2", state) == []


def test_nobody_invites_from_a_closed_shop() -> None:
    with refused("shop-closed"):
        invite(NONE, "m1", "m2", CLOSED)


def test_nobody_invites_without_a_shop() -> None:
    with pytest.raises(NotFound, match="no shop m1"):
        invite(NONE, "m1", "m2", given(SHOP))


def test_nobody_recruits_themselves() -> None:
    with refused("self-recruitment"):
        invite(NONE, "m1", "m1", OPEN)


def test_only_who_was_invited_can_be_recruited() -> None:
    refuse_uninvited(given(INVITATION, SENT), "m1")
    with refused("not-invited"):
        refuse_uninvited(NONE, "m1")


def test_an_invitation_sent_twice_is_a_corrupt_log() -> None:
    expect_corrupt(INVITATION, SENT, SENT)
