"""The pages of the documentation as tests read them: sections, tables, fences, links, and examples that are run."""

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import attrs
import pytest
from rich.console import Console

import socialcommerce.cli.app as terminal
from socialcommerce.cli import access, audit, messages, seals, search, trading

ROOT: Final = Path(__file__).parent.parent
DOCS: Final = ROOT / "docs"
PAGES: Final = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md")))

_FENCE: Final = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING: Final = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)
_LINK: Final = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_WORD: Final = re.compile(r"`([^`]+)`")
GAP: Final = "…"
"""A line of its own in shown output: anything may stand there."""


@attrs.frozen
class Fence:
    """A block of code: ``info`` is what stands behind its opening backticks, ``line`` where."""

    info: str
    text: str
    line: int


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def reference(name: str) -> str:
    return (DOCS / "reference" / f"{name}.md").read_text("utf-8")


def fences(page: Path) -> list[Fence]:
    text = page.read_text("utf-8")
    return [Fence(each[1].strip(), each[2], text.count("\n", 0, each.start()) + 1) for each in _FENCE.finditer(text)]


def words(text: str) -> list[str]:
    """What stands in backticks."""
    return _WORD.findall(text)


def sections(text: str) -> dict[str, str]:
    """What stands under each third-level heading that is a word in backticks, by that word."""
    parts = re.split(r"^#{2,3} (.+)$", text, flags=re.MULTILINE)
    return {words(title)[0]: body for title, body in zip(parts[1::2], parts[2::2], strict=True) if title[0] == "`"}


def bullet(section: str, name: str) -> str:
    """The text of the list item that begins with *name* in bold; empty if there is none."""
    found = re.search(rf"^- \*\*{name}\*\* (.*(?:\n  .*)*)", section, re.MULTILINE)
    return found[1] if found else ""


def rows(text: str) -> list[list[str]]:
    """The cells of all table rows in *text*, without heads."""
    lines = text.splitlines()
    heads = {number - 1 for number, line in enumerate(lines) if line.startswith("|--")}
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for number, line in enumerate(lines)
        if line.startswith("| ") and number not in heads
    ]


def table_after(text: str, label: str) -> list[list[str]]:
    """The rows of the first table behind the line *label*, which may be the table's head."""
    behind = text.split(f"\n{label}\n", 1)[1].lstrip("\n")
    return rows(f"{label}\n{behind}".split("\n\n", 1)[0])


def plain(cell: str) -> str:
    """A cell without the targets of its links."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", cell)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, made as the usual renderers make them."""
    text = _FENCE.sub("", page.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in _HEADING.findall(text)}


def links(page: Path) -> Iterator[tuple[str, Path, str]]:
    """The relative links of a page: as written, the file meant, and the anchor in it."""
    for target in _LINK.findall(_FENCE.sub("", page.read_text("utf-8"))):
        if "://" not in target:
            path, _, anchor = target.partition("#")
            yield target, (page.parent / path).resolve() if path else page, anchor


def shows(shown: str, printed: str) -> bool:
    """Whether *printed* is what a page shows, but for empty lines; in it a line of ``…`` stands for any lines."""

    def lines(text: str) -> list[str]:
        return [f"{line.rstrip()}\n" for line in text.splitlines() if line.strip()]

    pattern = "".join(r"(?:.*\n)*?" if line == f"{GAP}\n" else re.escape(line) for line in lines(shown))
    return re.fullmatch(pattern, "".join(lines(printed))) is not None


def run_python(page: Path) -> Iterator[tuple[Fence, str]]:
    """Run the Python of a page, block after block in one namespace; yields each shown output with the one printed."""
    namespace: dict[str, Any] = {"__name__": "example"}
    printed = io.StringIO()
    for fence in fences(page):
        if fence.info == "python":
            printed = io.StringIO()
            code = compile("\n" * fence.line + fence.text, str(page), "exec")
            with contextlib.redirect_stdout(printed):
                exec(code, namespace)
        elif fence.info == "text":
            yield fence, printed.getvalue()


def run_console(fence: Fence) -> Iterator[tuple[str, str, str]]:
    """Run the ``$ socialcommerce …`` lines of a block; yields each command, the output shown and the one printed."""
    for part in re.split(r"^\$ ", fence.text, flags=re.MULTILINE)[1:]:
        line, _, shown = part.partition("\n")
        yield line, shown, run(line)


def run(line: str) -> str:
    """What a command of ours prints, on both streams, for a terminal of 80 columns."""
    printed = io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        contextlib.suppress(SystemExit),
    ):
        patch.setattr(sys, "argv", line.split())
        for printing in (terminal, trading, messages, search, access, seals, audit):
            patch.setattr(printing, "out", Console(width=80, color_system=None))
        terminal.run()
    return printed.getvalue()


def run_module(module: str, *arguments: str) -> str:
    """What ``python -m module`` prints."""
    return _output("-m", module, *arguments)


def run_script(text: str, directory: Path) -> str:
    """What a program prints that is saved in *directory* and run there."""
    script = directory / "first_host.py"
    script.write_text(text, "utf-8")
    return _output(str(script))


def _output(*arguments: str) -> str:
    """What Python prints, on both streams."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout
