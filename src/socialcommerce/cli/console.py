"""What all commands of the terminal share: their options, and how they print."""

import json
import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich import markup
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from socialcommerce.kernel.clock import utc

Store = Annotated[str, typer.Option(help="memory://, sqlite:///file.db or postgresql://user@host/name")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, with money in minor units.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV for spreadsheets, with money in minor units.")]
At = Annotated[str | None, typer.Option(help="As of this instant, such as 2021-06-01T12:00:00+08:00.")]
DEFAULT_STORE: Final = "sqlite:///socialcommerce.db"

OWNER_ALONE: Final = 0o600
"""The mode of a file that only its owner can read."""

_CONTROLS: Final = (*range(10), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""What moves a cursor, clears a screen or turns the direction of a line, but the end of one."""

_SHOWN: Final = {code: f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" for code in _CONTROLS}

out: Final = Console()


def visible(text: str) -> str:
    """*text* as it can be shown in a terminal: whoever wrote it, it cannot command that."""
    return text.translate(_SHOWN)


def escape(text: str) -> str:
    """The same as a cell of a table, where nothing in it is markup."""
    return markup.escape(visible(text))


def instant(text: str | None, option: str = "--at") -> datetime | None:
    """The instant that was given for *option*; ``ValueError`` if it is none."""
    if text is None:
        return None
    try:
        return utc(datetime.fromisoformat(text))
    except ValueError as error:
        raise ValueError(
            f"{option} is {text!r}: write an instant such as 2021-06-01T12:00:00+08:00 ({error})"
        ) from None


def progress_bar(*, quiet: bool = False) -> Progress:
    """A bar that people see on a terminal and nobody else sees."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    hidden = quiet or not sys.stderr.isatty()
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=hidden)


def print_json(value: Any) -> None:
    """Print one line of JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=_plain) + "\n")


def print_csv(text: str) -> None:
    """Print CSV, its lines ended as they are."""
    sys.stdout.write(text)


def write_new(file: Path, text: str) -> None:
    """Write *text* to a new *file* that only its owner can read: all of it, or there is no file.

    ``FileExistsError``, and every other ``OSError``.
    """
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ALONE)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as new:
            new.write(text)
    except BaseException:
        file.unlink()
        raise


def only_one_form(*, as_csv: bool, as_json: bool) -> None:
    """Refuse to print CSV and JSON at once."""
    if as_csv and as_json:
        raise ValueError("--csv and --json were both given: choose one")


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no JSON form")
