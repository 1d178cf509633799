"""How personal texts stand in the log: encrypted under a key of their member, so that they are gone with the key.

A text is ``{"member": …, "sealed": …}``: Base64 of a nonce and what AES-GCM with 256 bits makes of the text, bound to
the member's id. Logs of version 0.1 and of early stores of 0.2 hold ``{"member": …, "text": …}``, which is read as it
stands, unless the member is erased. What was read is written again as the very same bytes.
"""

import binascii
import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from typing import Any, Final, Protocol

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from socialcommerce.kernel.text import PersonalText, Stored

KEY_BITS: Final = 256
NONCE_BYTES: Final = 12
REMEMBERED_TEXTS: Final = 20_000
"""Texts of read models that a process remembers as it opened them, at most."""

_TAG_BYTES: Final = 16
_SEALED: Final = {"member", "sealed"}
_PLAIN: Final = {"member", "text"}


class Keys(Protocol):
    """What has the members' keys: see :class:`~socialcommerce.storage.keyring.Keyring`."""

    @property
    def erasures(self) -> int:
        """How many members had been erased, as far as is known here."""
        ...

    def key_to_seal(self, member: str) -> bytes:
        """The member's key, made if there is none. Refused: ``member-erased``."""
        ...

    def make(self, members: Iterable[str]) -> None:
        """Make the keys of those of *members* who have none and are not erased, at once."""
        ...

    def key_to_open(self, member: str) -> bytes | None:
        """The member's key; None if there is none, or none any more."""
        ...

    def fetch(self, members: Iterable[str]) -> None:
        """Have the keys of *members* at hand, asked for together."""
        ...

    def is_erased(self, member: str) -> bool:
        """Whether the member's key was destroyed."""
        ...

    def refresh(self) -> int:
        """Ask whether members were erased since, forget their keys, and return how many were erased in all."""
        ...

    def announce(self, member: str) -> None:
        """Note that the member is about to be erased."""
        ...

    def destroy(self, member: str) -> None:
        """Destroy the member's key for good; nothing if it is."""
        ...


class _Opened:
    """Texts that were opened since the last erasure, by how a read model keeps them: the same few are read often.

    After the next erasure another takes its place, so what was opened meanwhile is not remembered beyond it.
    """

    def __init__(self, erasures: int) -> None:
        self.erasures: Final = erasures
        self.texts: Final[dict[str, str]] = {}

    def remember(self, row: str, text: str) -> None:
        """Remember what *row* says, and forget all others if there are too many."""
        if len(self.texts) >= REMEMBERED_TEXTS:
            self.texts.clear()
        self.texts[row] = text


class Sealing:
    """Seals personal texts and opens them with *keys*."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._opened = _Opened(0)

    def to_stored(self, value: Any) -> dict[str, str]:
        """The JSON form of a personal text: that which it was read from here, else newly sealed.

        A text of which nothing can be read is sealed under a key that nobody keeps. Refused: ``member-erased``.
        """
        if not isinstance(value, PersonalText):
            raise NotImplementedError(f"{type(value).__name__} has no JSON form")
        if value.stored is not None and value.stored.by is self:
            return form_of(value)
        if value.text is None:
            return {"member": value.member, "sealed": seal(AESGCM.generate_key(KEY_BITS), value.member, "")}
        return {"member": value.member, "sealed": seal(self._keys.key_to_seal(value.member), value.member, value.text)}

    def from_stored(self, kind: type[Any], form: Any) -> PersonalText:
        """The text of a JSON *form*; without text if its key is gone or another. ``ValueError`` if it is malformed."""
        if kind is not PersonalText:
            raise NotImplementedError(f"{kind.__name__} has no JSON form")
        if not isinstance(form, dict) or not all(isinstance(value, str) for value in form.values()):
            raise ValueError("a personal text is an object of member and sealed")
        if form.keys() == _SEALED:
            member, token = form["member"], form["sealed"]
            content = _content(token)
            key = self._keys.key_to_open(member)
            text = None if key is None else _opened(key, member, content)
            return PersonalText(member, text, Stored(self, sealed=token))
        if form.keys() == _PLAIN:
            member, plain = form["member"], form["text"]
            read = PersonalText(member, plain, Stored(self, plain=plain))
            return PersonalText(member, None, read.stored) if self._keys.is_erased(member) else read
        raise ValueError("a personal text has member and sealed, and nothing else")

    def shown(self, row: str) -> str:
        """The text of what a read model keeps by :func:`to_row`; empty if nothing of it can be read."""
        if not row:
            return ""
        opened = self._remembered()
        known = opened.texts.get(row)
        if known is None:
            known = self._open(msgspec.json.decode(row))
            opened.remember(row, known)
        return known

    def several_shown(self, rows: Iterable[str | None]) -> dict[str, str]:
        """The same of several, by *rows*, whose keys are asked for together; of no row nothing."""
        known = self._remembered().texts
        found = {row: known.get(row) for row in rows if row}
        unknown = [row for row, text in found.items() if text is None]
        if unknown:
            self._keys.fetch(msgspec.json.decode(row)["member"] for row in unknown)
        return {row: self.shown(row) if text is None else text for row, text in found.items()}

    def all_shown(self, row: str) -> tuple[str, ...]:
        """The same of what it keeps by :func:`to_rows`."""
        return tuple(map(self._open, msgspec.json.decode(row))) if row else ()

    def _remembered(self) -> _Opened:
        if self._opened.erasures != self._keys.erasures:
            self._opened = _Opened(self._keys.erasures)
        return self._opened

    def _open(self, form: dict[str, str]) -> str:
        member = form["member"]
        if "sealed" not in form:
            return "" if self._keys.is_erased(member) else form["text"]
        key = self._keys.key_to_open(member)
        return "" if key is None else unseal(key, member, form["sealed"]) or ""


def to_row(text: PersonalText) -> str:
    """What a read model keeps of *text*: how it stands in the log."""
    return msgspec.json.encode(form_of(text), order="sorted").decode()


def to_rows(texts: Sequence[PersonalText]) -> str:
    """The same of several *texts*, which are kept together."""
    return msgspec.json.encode([form_of(text) for text in texts], order="sorted").decode() if texts else ""


def form_of(text: PersonalText) -> dict[str, str]:
    """The JSON form that *text* was read from; of one that stood in no log, the plain one."""
    stored = text.stored or Stored(None, plain=text.text)
    if stored.sealed is not None:
        return {"member": text.member, "sealed": stored.sealed}
    return {"member": text.member, "text": stored.plain or ""}


def seal(key: bytes, member: str, text: str) -> str:
    """The token of *text* under *key*, bound to *member*; another one each time."""
    nonce = os.urandom(NONCE_BYTES)
    return b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), member.encode())).decode()


def unseal(key: bytes, member: str, token: str) -> str | None:
    """The text of a *token*; None if it was not sealed under *key* for *member*. ``ValueError`` if it is no token."""
    return _opened(key, member, _content(token))


def _content(token: str) -> bytes:
    """The bytes of a *token*, of which there is one spelling only."""
    try:
        content = b64decode(token, validate=True)
    except binascii.Error as error:
        raise ValueError(f"a sealed text is not Base64: {error}") from None
    if len(content) < NONCE_BYTES + _TAG_BYTES or b64encode(content).decode() != token:
        raise ValueError("a sealed text is not written as this library writes it")
    return content


def _opened(key: bytes, member: str, content: bytes) -> str | None:
    try:
        return AESGCM(key).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], member.encode()).decode()
    except InvalidTag:
        return None
