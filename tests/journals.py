"""Journals as tests write them, and logs in the form in which they are compared."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from socialcommerce import SocialCommerce, SocialCommerceError
from socialcommerce.journal import Entry, parse
from socialcommerce.kernel.text import PersonalText
from socialcommerce.services.command import given_to
from socialcommerce.storage.log import EventLog
from socialcommerce.storage.sealing import Sealing

HISTORY: Final = Path(__file__).resolve().parent / "data" / "history.jsonl"
"""A small real history: see the README beside it."""

NOON: Final = datetime(2021, 5, 1, 4, tzinfo=UTC)

Fact = tuple[str, int, str, bytes]


def line(do: str, /, *, at: datetime | str = NOON, by: str | None = None, **args: Any) -> str:
    """A journal's line."""
    told = at if isinstance(at, str) else at.isoformat()
    return json.dumps({"at": told, "do": do, "args": args} | ({"by": by} if by else {}), ensure_ascii=False)


def written(path: Path, *lines: str | bytes) -> Path:
    """A journal of these lines at *path*."""
    path.write_bytes(b"".join((each if isinstance(each, bytes) else each.encode()) + b"\n" for each in lines))
    return path


def entries(path: Path) -> list[Entry]:
    """The commands of the journal at *path*."""
    return [parse(number, each) for number, each in enumerate(path.read_bytes().splitlines(), 1)]


def facts(log: EventLog) -> list[Fact]:
    """What the log holds: stream, version, topic and state in order, without positions, which may have gaps.

    Personal texts stand in the state as they read, because each is sealed to another token.
    """
    return [
        (str(each.originator_id), each.originator_version, each.topic, _opened(bytes(each.state), log.sealing))
        for each in log.recorder.select_notifications(1, 1_000_000)
    ]


def _opened(state: bytes, sealing: Sealing) -> bytes:
    if b'"sealed"' not in state:
        return state
    return msgspec.json.encode(_with_texts(msgspec.json.decode(state), sealing), order="sorted")


def _with_texts(value: Any, sealing: Sealing) -> Any:
    if isinstance(value, list):
        return [_with_texts(each, sealing) for each in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"member", "sealed"}:
        return {"member": value["member"], "reads": sealing.from_stored(PersonalText, value).text}
    return {name: _with_texts(each, sealing) for name, each in value.items()}


def obey(commerce: SocialCommerce, entry: Entry) -> str:
    """Do what a line asks by a call of the one method it names; says what became of it, as reports do."""
    service, _, method = entry.do.partition(".")
    given = given_to(entry.arguments)
    before = commerce.log.position()
    try:
        getattr(getattr(commerce, service), method)(**given | {"at": entry.at, "by": entry.by})
    except SocialCommerceError as error:
        return error.code
    except ValueError:
        return "bad-value"
    return "applied" if commerce.log.position() > before else "unchanged"
