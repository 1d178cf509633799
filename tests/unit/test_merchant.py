import pytest

from given import given, refused
from socialcommerce.domain.catalog.merchant import MERCHANT, Merchant, MerchantInvited, invite

INVITED = given(MERCHANT, MerchantInvited(merchant="dior", name="Dior"))


def test_a_merchant_joins_by_invitation() -> None:
    assert not given(MERCHANT).joined
    assert invite(given(MERCHANT), "dior", "Dior") == [MerchantInvited(merchant="dior", name="Dior")]
    assert Merchant("dior", "Dior") == INVITED
    assert INVITED.joined


def test_inviting_a_merchant_again_under_its_name_changes_nothing() -> None:
    assert invite(INVITED, "dior", "Dior") == []


@pytest.mark.parametrize("name", ["dior", "Chanel", "Dior "])
def test_inviting_a_merchant_under_another_name_is_refused(name: str) -> None:
    with refused("merchant-differs") as caught:
        invite(INVITED, "dior", name)
    assert repr(name) in str(caught.value)
