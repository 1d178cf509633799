"""A sealed text is opened by its key, for its member, as it was sealed, and in no other way."""

from base64 import b64decode, b64encode

from hypothesis import given
from hypothesis import strategies as st

from socialcommerce.storage.sealing import seal, unseal
from socialcommerce.testing.values import texts

KEYS = st.binary(min_size=32, max_size=32)
MEMBERS = st.text("abcXYZ019._@+-", min_size=1, max_size=96)


@given(key=KEYS, member=MEMBERS, text=texts(0, 2_000))
def test_any_text_sealed_and_opened_is_itself(key: bytes, member: str, text: str) -> None:
    assert unseal(key, member, seal(key, member, text)) == text


@given(keys=st.lists(KEYS, min_size=2, max_size=2, unique=True), member=MEMBERS, text=texts(0, 2_000))
def test_another_key_does_not_open_it(keys: list[bytes], member: str, text: str) -> None:
    assert unseal(keys[1], member, seal(keys[0], member, text)) is None


@given(key=KEYS, members=st.lists(MEMBERS, min_size=2, max_size=2, unique=True), text=texts(0, 2_000))
def test_it_is_not_opened_for_another_member(key: bytes, members: list[str], text: str) -> None:
    assert unseal(key, members[1], seal(key, members[0], text)) is None


@given(key=KEYS, text=texts(0, 2_000), data=st.data())
def test_with_any_bit_flipped_it_is_not_opened(key: bytes, text: str, data: st.DataObject) -> None:
    content = bytearray(b64decode(seal(key, "an", text)))
    bit = data.draw(st.integers(0, 8 * len(content) - 1))
    content[bit // 8] ^= 1 << bit % 8
    assert unseal(key, "an", b64encode(content).decode()) is None


@given(key=KEYS, text=texts(0, 2_000), data=st.data())
def test_with_its_end_cut_off_it_is_not_opened(key: bytes, text: str, data: st.DataObject) -> None:
    content = b64decode(seal(key, "an", text))
    kept = data.draw(st.integers(28, len(content))) - 1
    if kept >= 28:
        assert unseal(key, "an", b64encode(content[:kept]).decode()) is None
