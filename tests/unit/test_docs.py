"""What the documentation says of itself and shows: links lead somewhere, examples print what stands under them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent
from typer.main import get_command

import socialcommerce.cli.app as terminal
from doc_pages import (
    DOCS,
    PAGES,
    ROOT,
    anchors,
    fences,
    links,
    name_of,
    reference,
    rows,
    run_console,
    run_module,
    run_python,
    shows,
    words,
)
from socialcommerce.testing.mapping import new_mapper

WITH_PYTHON = [page for page in PAGES if any(fence.info == "python" for fence in fences(page))]


@pytest.fixture(autouse=True)
def _in_an_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_relative_links_lead_to_pages_and_headings_that_exist(page: Path) -> None:
    for written, target, anchor in links(page):
        assert target.exists(), f"{written} leads nowhere"
        assert not anchor or anchor in anchors(target), f"{written} names no heading"


def test_the_index_links_every_page() -> None:
    linked = {target for _, target, _ in links(DOCS / "index.md")}
    assert linked == {page for page in PAGES if page.is_relative_to(DOCS)} - {DOCS / "index.md"}


@pytest.mark.parametrize("page", WITH_PYTHON, ids=name_of)
def test_python_prints_what_the_page_shows(page: Path) -> None:
    for shown, printed in run_python(page):
        assert printed == shown.text


def test_the_tests_that_the_how_to_shows_pass(tmp_path: Path) -> None:
    blocks = fences(DOCS / "how-to" / "test-a-host.md")
    (tmp_path / "test_shown.py").write_text(
        "\n".join(block.text for block in blocks if block.info == "python"), "utf-8"
    )
    plugin = ("-p", "no:socialcommerce", "-p", "socialcommerce.testing.plugin", "--hypothesis-profile=default")
    assert "6 passed" in run_module("pytest", *plugin, "-p", "no:cacheprovider", "test_shown.py")


def test_the_command_line_prints_what_its_page_shows(tmp_path: Path) -> None:
    journal = next(fence for fence in fences(DOCS / "reference" / "journal.md") if fence.info == "jsonl")
    (tmp_path / "journal.jsonl").write_text(journal.text, "utf-8")
    blocks = [fence for fence in fences(DOCS / "reference" / "command-line.md") if fence.info == "console"]
    ran = [each for block in blocks for each in run_console(block)]
    assert ran
    for line, shown, printed in ran:
        assert shows(shown, printed), f"$ {line}\n{printed}"


def all_commands(group: Any, within: str = "") -> Iterator[tuple[str, Any]]:
    """Every command with all the words that call it."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from all_commands(command, f"{within}{name} ")
        else:
            yield f"{within}{name}", command


def test_every_command_and_option_of_the_terminal_is_documented() -> None:
    commands = dict(all_commands(get_command(terminal.app)))
    of_commands, of_options = reference("command-line").split("## Options")
    assert [words(row[0])[0] for row in rows(of_commands)] == list(commands)
    options = {name for command in commands.values() for each in command.params for name in each.opts if name[0] == "-"}
    assert {words(row[0])[0] for row in rows(of_options)} == options


def test_the_demo_prints_what_the_readme_shows() -> None:
    block = next(fence for fence in fences(ROOT / "README.md") if fence.info == "console")
    for line, shown, printed in run_console(block):
        assert shows(shown, printed), f"$ {line}\n{printed}"


def test_stored_states_are_shown_as_the_log_holds_them() -> None:
    mapper = new_mapper()
    blocks = [fence for fence in fences(DOCS / "reference" / "events.md") if fence.info.startswith("json ")]
    assert blocks
    for block in blocks:
        stored = StoredEvent("shelf-lin", 1, block.info.split()[1], block.text.strip().encode())
        assert mapper.to_stored_event(mapper.to_domain_event(stored)) == stored
