"""Seals that were edited, lost, mixed up, replaced or signed by others are found, kept ones and the store's own."""

from dataclasses import replace

import attrs
import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealing import rows, seals_over
from socialcommerce import NotFound, SocialCommerce
from socialcommerce.audit import seals
from socialcommerce.audit.seals import Seal, Verdict
from socialcommerce.audit.seals.chain import line_of, new_seal, split

KEY, OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32)), Ed25519PrivateKey.from_private_bytes(bytes([1] * 32))
PUBLIC = KEY.public_key()


@pytest.fixture
def kept(commerce: SocialCommerce) -> list[Seal]:
    """Ten signed seals over the first twenty of twenty-one events."""
    for number in range(10):
        commerce.shops.open(f"m{number}")
    made = seals.seal(commerce, every=2, key=KEY, only_full=True)
    assert [seal.events for seal in made] == [2] * 10
    return made


def own(commerce: SocialCommerce, statement: str, **values: object) -> None:
    """Change the store's own table of seals."""
    with commerce.views.database.write() as connection:
        connection.execute(sa.text(statement), values)


def found(verdict: Verdict) -> list[tuple[str, int]]:
    return [(each.kind, each.seal) for each in verdict.differences]


def replaced(kept: list[Seal], index: int, **changes: object) -> list[Seal]:
    return [*kept[:index], attrs.evolve(kept[index], **changes), *kept[index + 1 :]]  # type: ignore[arg-type]


def forged(seal: Seal, before: Seal | None) -> Seal:
    """The seal with its last event left out, its hashes right."""
    leaves = split(seal.leaves)[:-1]
    return new_seal(before, leaves, range(seal.positions[0][0], seal.positions[0][0] + len(leaves)), seal.sealed_at)


def test_an_untouched_log_is_intact(commerce: SocialCommerce, kept: list[Seal]) -> None:
    told: list[tuple[int, int]] = []
    verdict = seals.verify(commerce, kept, PUBLIC, progress=lambda done, total: told.append((done, total)))
    assert verdict == Verdict(seals=10, sealed=20, unsealed=1, signed=10, differences=())
    assert verdict.is_intact
    assert told == [(done, 20) for done in range(2, 21, 2)]
    assert seals.verify(commerce, kept) == attrs.evolve(verdict, signed=None)
    assert seals.verify(commerce) == attrs.evolve(verdict, signed=None)


def test_seals_of_the_store_that_are_later_than_those_kept_are_used_too(
    commerce: SocialCommerce, kept: list[Seal]
) -> None:
    seals.seal(commerce, key=KEY)
    assert seals.verify(commerce, kept[:3], PUBLIC) == Verdict(
        seals=11, sealed=21, unsealed=0, signed=11, differences=()
    )


@pytest.mark.parametrize("index", range(10))
@pytest.mark.parametrize(
    "changes",
    [{"number": 77}, {"events": 3}, {"root": "0" * 64}, {"chain": "0" * 64}, {"previous": "1" * 64}, {"leaves": b""}],
    ids=lambda changes: next(iter(changes)),
)
def test_an_edited_seal_is_named(
    commerce: SocialCommerce, kept: list[Seal], index: int, changes: dict[str, object]
) -> None:
    edited = replaced(kept, index, **changes)
    verdict = seals.verify(commerce, edited)
    assert found(verdict) == [("seal-changed", edited[index].number)]
    assert verdict.sealed == 20


@pytest.mark.parametrize("index", range(9))
def test_a_missing_seal_is_named(commerce: SocialCommerce, kept: list[Seal], index: int) -> None:
    assert found(seals.verify(commerce, kept[:index] + kept[index + 1 :])) == [("seal-missing", index + 1)]


def test_seals_in_another_order_are_named(commerce: SocialCommerce, kept: list[Seal]) -> None:
    assert found(seals.verify(commerce, [*kept[:3], kept[4], kept[3], *kept[5:]])) == [("seal-moved", 4)]
    assert found(seals.verify(commerce, [kept[0], *kept])) == [("seal-moved", 2)]


def test_a_seal_that_was_made_anew_does_not_fit_the_one_behind_it(commerce: SocialCommerce, kept: list[Seal]) -> None:
    new = [*kept[:3], forged(kept[3], kept[2]), *kept[4:]]
    assert ("seal-replaced", 5) in found(seals.verify(commerce, new))


def test_no_seals_at_all_are_refused(commerce: SocialCommerce) -> None:
    commerce.shops.open("m1")
    with pytest.raises(NotFound, match="the store has no seals"):
        seals.verify(commerce)
    with pytest.raises(ValueError, match="no seals are given"):
        seals.verify(commerce, [])


def test_a_signature_of_another_seal_is_found(commerce: SocialCommerce, kept: list[Seal]) -> None:
    edited = replaced(kept, 4, signature=kept[3].signature)
    assert ("seal-signature", 5) in found(seals.verify(commerce, edited, PUBLIC))


def test_a_signature_with_a_changed_bit_is_found_without_the_key_too(
    commerce: SocialCommerce, kept: list[Seal]
) -> None:
    signature = f"{int(kept[4].signature or '', 16) ^ 1:0128x}"
    assert found(seals.verify(commerce, replaced(kept, 4, signature=signature))) == [("seal-differs", 5)]


def test_the_key_of_someone_else_is_not_enough(commerce: SocialCommerce, kept: list[Seal]) -> None:
    verdict = seals.verify(commerce, kept, OTHER.public_key())
    assert found(verdict) == [("seal-unsigned", 10)]
    assert verdict.signed is None
    assert "signed by another key" in verdict.differences[0].told


def test_a_later_signature_vouches_for_seals_that_are_not_signed_or_by_an_older_key() -> None:
    with SocialCommerce.open() as commerce:
        for number, key in enumerate((None, OTHER, KEY)):
            commerce.shops.open(f"m{number}")
            seals.seal(commerce, key=key)
        verdict = seals.verify(commerce, public_key=PUBLIC)
        assert (verdict.signed, verdict.is_intact) == (3, True)


def test_the_last_seal_has_to_be_signed(commerce: SocialCommerce, kept: list[Seal]) -> None:
    edited = replaced(kept, 9, key=None, signature=None)
    own(commerce, "UPDATE log_seals SET line = :line WHERE number = 10", line=line_of(edited[9]))
    verdict = seals.verify(commerce, public_key=PUBLIC)
    assert found(verdict) == [("seal-unsigned", 10)]
    assert verdict.signed == 9
    assert "is not signed" in verdict.differences[0].told


def test_the_stores_own_seals_are_compared_with_those_kept(commerce: SocialCommerce, kept: list[Seal]) -> None:
    own(commerce, "UPDATE log_seals SET line = :line WHERE number = 4", line=line_of(forged(kept[3], kept[2])))
    assert found(seals.verify(commerce, kept)) == [("seal-differs", 4)]
    assert found(seals.verify(commerce)) == [("seal-replaced", 5)]


@pytest.mark.parametrize("number", range(1, 11))
def test_a_seal_that_the_store_has_lost_is_named(commerce: SocialCommerce, kept: list[Seal], number: int) -> None:
    own(commerce, "DELETE FROM log_seals WHERE number = :number", number=number)
    expected = "seal-differs" if number < 10 else "seal-missing"
    assert found(seals.verify(commerce, kept)) == [(expected, number)]
    own(commerce, "DELETE FROM log_seals")
    assert found(seals.verify(commerce, kept)) == [("seal-missing", 1)]


def test_what_is_no_seal_in_the_store_is_named(commerce: SocialCommerce, kept: list[Seal]) -> None:
    own(commerce, "UPDATE log_seals SET line = 'x' WHERE number = 7")
    assert found(seals.verify(commerce)) == [("seal-changed", 7)]
    assert found(seals.verify(commerce, kept[:4])) == [("seal-changed", 7)]
    assert found(seals.verify(commerce, kept)) == [("seal-differs", 7)]


def test_a_whole_new_table_of_seals_over_a_changed_log_is_found() -> None:
    with SocialCommerce.open() as commerce:
        for number in range(5):
            commerce.shops.open(f"m{number}")
        kept = seals.seal(commerce, every=3, key=KEY)
        own(commerce, "DELETE FROM log_seals")
        tamper(commerce)
        seals.seal(commerce, every=3)
        assert seals.verify(commerce).is_intact, "by themselves the store's own seals say nothing"
        assert found(seals.verify(commerce, kept)) == [("seal-differs", 1), ("changed", 1)]
        assert found(seals.verify(commerce, public_key=PUBLIC)) == [("seal-unsigned", 4)]


def test_seals_of_another_log_fit_nowhere(commerce: SocialCommerce, kept: list[Seal]) -> None:
    strange = seals_over(rows(20), every=2)
    assert found(seals.verify(commerce, strange)) == [("seal-differs", 1), ("changed", 1)]


def test_a_signed_seal_is_followed_by_signed_ones_only(commerce: SocialCommerce, kept: list[Seal]) -> None:
    with pytest.raises(ValueError, match=r"^seal 10 is signed: give a key"):
        seals.seal(commerce)
    (added,) = seals.seal(commerce, key=OTHER)
    assert (added.number, added.events) == (11, 1)


def tamper(commerce: SocialCommerce) -> None:
    """Change the first event of a store in memory."""
    stored = commerce.log.recorder._stored_events  # type: ignore[attr-defined]
    stored[0] = replace(stored[0], state=stored[0].state + b" ")
