"""How events and seals are written: no two alike, every bit of them counted, and only in one way."""

from pathlib import Path

import attrs
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from sealing import rows, seals_over
from socialcommerce.audit.seals import event_bytes, is_signed_by, read_key, read_public_key
from socialcommerce.audit.seals.chain import Seal, line_of, runs, seal_of
from socialcommerce.audit.seals.leaves import leaf_of
from socialcommerce.audit.seals.signing import key_id, signed
from socialcommerce.audit.seals.tree import leaf

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
(FIRST, SECOND) = seals_over(rows(7))


def test_an_event_is_written_with_lengths_before_what_has_none_fixed() -> None:
    written = event_bytes("shop-é", 2, "shop.closed", b"{}")
    assert written == (
        b"socialcommerce event 1\n"
        b"\x00\x00\x00\x07shop-\xc3\xa9"
        b"\x00\x00\x00\x00\x00\x00\x00\x02"
        b"\x00\x00\x00\x0bshop.closed"
        b"\x00\x00\x00\x00\x00\x00\x00\x02{}"
    )
    assert leaf_of((9, "shop-é", 2, "shop.closed", b"{}")) == leaf(written)


def test_what_moves_from_one_column_to_the_next_is_another_event() -> None:
    written = {event_bytes(*each) for each in (("ab", 1, "c", b"d"), ("a", 1, "bc", b"d"), ("ab", 1, "", b"cd"))}
    assert len(written) == 3


def test_the_position_is_no_part_of_an_event() -> None:
    assert leaf_of((1, "shop-m1", 1, "shop.closed", b"")) == leaf_of((7, "shop-m1", 1, "shop.closed", b""))


def test_a_seal_is_read_as_it_was_written() -> None:
    for seal in (FIRST, SECOND, signed(SECOND, KEY), FIRST.without_leaves()):
        assert seal_of(line_of(seal)) == seal
        assert seal.is_sound()


def test_seals_say_what_they_cover_and_what_they_follow() -> None:
    assert (FIRST.number, FIRST.first, FIRST.events, FIRST.previous) == (1, 1, 5, "0" * 64)
    assert (SECOND.number, SECOND.first, SECOND.events, SECOND.previous) == (2, 6, 2, FIRST.chain)
    assert SECOND.last_position == 7


def test_positions_are_written_as_runs() -> None:
    assert runs([1, 2, 3, 7, 8, 20]) == ((1, 3), (7, 2), (20, 1))
    assert runs([]) == ()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{}",
        "[]",
        "not JSON",
        line_of(FIRST) + "\n",
        " " + line_of(FIRST),
        line_of(FIRST).replace('"number":1', '"number":1,"more":1'),
        line_of(FIRST).replace('"number":1', '"number":1.0'),
        line_of(FIRST).replace('"number":1', '"number":"1"'),
        line_of(FIRST)[:-20],
        "\ud800",
        "[" * 100_000,
    ],
    ids=range(12),
)
def test_what_is_written_otherwise_is_no_seal(line: str) -> None:
    with pytest.raises(ValueError, match=r"^is no seal"):
        seal_of(line)


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 2},
        {"first": 2},
        {"events": 4},
        {"events": 0},
        {"positions": ((2, 5),)},
        {"positions": ((1, 4),)},
        {"positions": ()},
        {"sealed_at": SECOND.sealed_at.replace(year=2020)},
        {"previous": "1" * 64},
        {"root": SECOND.root},
        {"chain": SECOND.chain},
        {"leaves": FIRST.leaves[:-32]},
        {"leaves": FIRST.leaves[:-1] + bytes([FIRST.leaves[-1] ^ 1])},
        {"leaves": FIRST.leaves + bytes(32)},
    ],
    ids=str,
)
def test_a_seal_with_anything_changed_is_not_sound(changes: dict[str, object]) -> None:
    assert not attrs.evolve(FIRST, **changes).is_sound()  # type: ignore[arg-type]


def test_a_signature_is_of_one_key_under_one_seal() -> None:
    public, other = KEY.public_key(), Ed25519PrivateKey.generate()
    seal = signed(SECOND, KEY)
    assert seal.key == key_id(public)
    assert is_signed_by(seal, public)
    assert is_signed_by(seal.without_leaves(), public)
    assert not is_signed_by(SECOND, public)
    assert not is_signed_by(seal, other.public_key())
    assert not is_signed_by(attrs.evolve(FIRST, key=seal.key, signature=seal.signature), public)
    assert not is_signed_by(attrs.evolve(signed(SECOND, other), key=seal.key), public)


@pytest.mark.parametrize("signature", [None, "", "zz", "é", "00" * 64, "00" * 63])
def test_what_is_no_signature_is_none(signature: str | None) -> None:
    seal: Seal = attrs.evolve(signed(SECOND, KEY), signature=signature)
    assert not is_signed_by(seal, KEY.public_key())


def test_keys_are_read_from_pem_files(tmp_path: Path) -> None:
    private, public = tmp_path / "key.pem", tmp_path / "public.pem"
    private.write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert is_signed_by(signed(FIRST, read_key(private)), read_public_key(public))


def _other_keys() -> dict[str, bytes]:
    curve = generate_private_key(SECP256R1())
    locked = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"word"))
    return {
        "nothing": b"",
        "no PEM": b"key",
        "cut off": KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())[:60],
        "of a curve": curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        "public, of a curve": curve.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "with a password": locked,
        "raw": bytes(range(32)),
        "no text": b"\xff\xfe-----BEGIN PRIVATE KEY-----",
    }


@pytest.mark.parametrize("kind", list(_other_keys()))
def test_what_is_no_such_key_is_said_in_one_line_that_names_the_file(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(_other_keys()[kind])
    with pytest.raises(ValueError, match=r"key\.pem: no Ed25519 private key in PEM, without a password$"):
        read_key(path)
    with pytest.raises(ValueError, match=r"key\.pem: no Ed25519 public key in PEM$"):
        read_public_key(path)
