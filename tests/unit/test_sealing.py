"""How personal texts stand in the log, in both forms, and what the mapper makes of them."""

import json
from base64 import b64decode, b64encode
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent

from given import recorded, refused
from socialcommerce import CorruptLog
from socialcommerce.domain.shops.shop import ShopEdited
from socialcommerce.kernel.text import PersonalText
from socialcommerce.storage import sealing as sealing_module
from socialcommerce.storage.mapper import RecordedMapper
from socialcommerce.storage.sealing import Sealing, form_of, seal, to_row, to_rows, unseal
from socialcommerce.testing.mapping import HeldKeys

KEY = bytes(range(32))
PLAIN = b'{"at":"2021-05-01T04:00:00Z","event":{"avatar":null,"nickname":{"member":"an","text":"hello"},"sign":null}}'


@pytest.fixture
def keys() -> HeldKeys:
    return HeldKeys()


@pytest.fixture
def mapper(keys: HeldKeys) -> RecordedMapper:
    return RecordedMapper(Sealing(keys))


def named(text: str | None) -> ShopEdited:
    return ShopEdited(nickname=PersonalText("an", text))


def stored(mapper: RecordedMapper, text: str | None = "hello") -> StoredEvent:
    return mapper.to_stored_event(recorded(named(text), stream="shop-an")[0])


def nickname(mapper: RecordedMapper, event: StoredEvent) -> PersonalText:
    found: PersonalText = mapper.to_domain_event(event).event.nickname
    return found


def with_nickname(form: Any) -> StoredEvent:
    state = {"at": "2021-05-01T04:00:00Z", "event": {"avatar": None, "nickname": form, "sign": None}}
    return StoredEvent("shop-an", 1, "shop.edited", json.dumps(state, separators=(",", ":")).encode())


def test_a_new_text_is_stored_sealed_and_read_as_it_was(mapper: RecordedMapper) -> None:
    event = stored(mapper)
    form = json.loads(event.state)["event"]["nickname"]
    assert list(form) == ["member", "sealed"]
    assert b"hello" not in event.state
    read = nickname(mapper, event)
    assert (read, read.sealed) == (PersonalText("an", "hello"), form["sealed"])


def test_a_text_that_was_read_is_written_as_the_same_bytes(mapper: RecordedMapper) -> None:
    for event in (stored(mapper), StoredEvent("shop-an", 1, "shop.edited", PLAIN)):
        assert mapper.to_stored_event(mapper.to_domain_event(event)).state == event.state


def test_the_same_text_is_sealed_to_another_token_each_time(mapper: RecordedMapper) -> None:
    assert stored(mapper).state != stored(mapper).state


def test_a_token_is_a_nonce_the_ciphertext_and_a_tag_of_which_each_is_needed() -> None:
    token = seal(KEY, "an", "hello")
    assert len(b64decode(token)) == 12 + 5 + 16
    assert unseal(KEY, "an", token) == "hello"
    assert unseal(KEY, "bo", token) is None
    assert unseal(bytes(32), "an", token) is None


def test_a_text_whose_key_is_gone_is_read_as_erased_and_written_as_the_same_bytes(
    mapper: RecordedMapper, keys: HeldKeys
) -> None:
    event = stored(mapper)
    keys.held.clear()
    assert nickname(mapper, event) == PersonalText("an", None)
    assert mapper.to_stored_event(mapper.to_domain_event(event)).state == event.state


def test_a_text_under_another_key_is_read_as_erased(mapper: RecordedMapper, keys: HeldKeys) -> None:
    event = stored(mapper)
    keys.held["an"] = KEY
    assert nickname(mapper, event).is_erased


def test_a_plain_text_of_before_is_read_until_its_member_is_erased(mapper: RecordedMapper, keys: HeldKeys) -> None:
    event = StoredEvent("shop-an", 1, "shop.edited", PLAIN)
    assert nickname(mapper, event) == PersonalText("an", "hello")
    keys.destroy("an")
    assert nickname(mapper, event) == PersonalText("an", None)
    assert mapper.to_stored_event(mapper.to_domain_event(event)).state == PLAIN


def test_a_text_read_from_one_log_is_sealed_anew_for_another(mapper: RecordedMapper) -> None:
    other = RecordedMapper(Sealing(HeldKeys()))
    for event in (stored(mapper), StoredEvent("shop-an", 1, "shop.edited", PLAIN)):
        moved = other.to_stored_event(mapper.to_domain_event(event))
        assert moved.state != event.state
        assert b"hello" not in moved.state
        assert nickname(other, moved).text == "hello"


def test_a_text_without_words_is_stored_so_that_nobody_can_read_it(mapper: RecordedMapper, keys: HeldKeys) -> None:
    keys.key_to_seal("an")
    event = stored(mapper, None)
    assert nickname(mapper, event) == PersonalText("an", None)
    assert list(json.loads(event.state)["event"]["nickname"]) == ["member", "sealed"]


def test_a_text_of_an_erased_member_is_not_sealed(mapper: RecordedMapper, keys: HeldKeys) -> None:
    keys.destroy("an")
    with refused("member-erased"):
        stored(mapper)


@pytest.mark.parametrize(
    "form",
    [
        "hello",
        ["an", "hello"],
        {"member": "an"},
        {"member": "an", "sealed": None},
        {"member": "an", "sealed": "", "text": "hello"},
        {"member": "an", "text": "a" * 2_001},
        {"member": "an", "text": 1},
        {"member": "an", "sealed": ""},
        {"member": "an", "sealed": "no base 64"},
        {"member": "an", "sealed": b64encode(bytes(27)).decode()},
        {"member": "an", "sealed": b64encode(bytes(28)).decode().rstrip("=")},
        {"member": "an", "sealed": b64encode(bytes(28)).decode()[:-3] + "B=="},
        {"sealed": b64encode(bytes(28)).decode(), "member": "an"},
    ],
)
def test_another_form_is_no_text_that_this_library_wrote(mapper: RecordedMapper, form: Any) -> None:
    with pytest.raises(CorruptLog, match="shop-an@1"):
        mapper.to_domain_event(with_nickname(form))


def test_a_token_of_the_least_length_is_read(mapper: RecordedMapper) -> None:
    assert nickname(mapper, with_nickname({"member": "an", "sealed": b64encode(bytes(28)).decode()})).is_erased


def test_a_read_model_keeps_what_the_log_has_and_shows_the_text_while_it_can_be_read(
    mapper: RecordedMapper, keys: HeldKeys
) -> None:
    sealing = Sealing(keys)
    event = stored(mapper)
    row = to_row(nickname(mapper, event))
    assert row.encode() in event.state
    assert sealing.shown(row) == "hello"
    keys.destroy("an")
    assert sealing.shown(row) == ""
    assert sealing.shown("") == ""


def test_a_read_model_keeps_several_texts_together(mapper: RecordedMapper, keys: HeldKeys) -> None:
    sealing = Sealing(keys)
    text = nickname(mapper, stored(mapper))
    row = to_rows([text, PersonalText("bo", "plain"), text])
    assert sealing.all_shown(row) == ("hello", "plain", "hello")
    keys.destroy("bo")
    assert sealing.all_shown(row) == ("hello", "", "hello")
    assert (to_rows([]), sealing.all_shown("")) == ("", ())


def test_what_was_opened_is_forgotten_when_there_is_too_much_and_opened_again(
    keys: HeldKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing_module, "REMEMBERED_TEXTS", 2)
    sealing = Sealing(keys)
    rows = [to_row(PersonalText("an", f"text {number}")) for number in range(5)]
    for _ in range(2):
        assert [sealing.shown(row) for row in rows] == [f"text {number}" for number in range(5)]
    assert len(sealing._opened.texts) <= 2


def test_a_text_that_never_stood_in_a_log_has_the_plain_form() -> None:
    assert form_of(PersonalText("an", "hello")) == {"member": "an", "text": "hello"}


def test_nothing_else_is_written_or_read_as_a_text(keys: HeldKeys) -> None:
    with pytest.raises(NotImplementedError):
        Sealing(keys).to_stored(object())
    with pytest.raises(NotImplementedError):
        Sealing(keys).from_stored(int, {})
