"""The command line with wrong input: one clear line, exit code 2, and nothing written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import SMALL, Terminal

from journals import written

STORE = "sqlite:///small.db"
READS = (
    ("board",),
    ("feed", "lin"),
    ("storefront", "lin"),
    ("influence", "lin"),
    ("influence", "lin", "--explain"),
)
RUN = "from socialcommerce.cli import main; main()"


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.chdir(tmp_path)
    found = Terminal(tmp_path, capsys, monkeypatch)
    found.furnish(small_history)
    return found


def small_history(terminal: Terminal) -> None:
    """A store with the small history, a file that is no database, an empty one and bad journals."""
    written(terminal.directory / "good.jsonl", *SMALL)
    written(terminal.directory / "bad.jsonl", *SMALL, "{")
    (terminal.directory / "text.db").write_text("no database, but longer than the header of one\n" * 10)
    (terminal.directory / "empty.db").touch()
    (terminal.directory / "empty.jsonl").touch()
    assert terminal.run("ingest", "good.jsonl", "--store", STORE, "--json").code == 0
    assert terminal.run("board", "--store", STORE).code == 0  # the views have caught up: later reads write nothing


def stays_silent(terminal: Terminal, *words: str) -> str:
    """Give a wrong command; says what is wrong, in one line, and leaves every file as it was."""
    before = terminal.files()
    said = terminal.run(*words)
    assert said.is_one_clear_line(), said
    assert terminal.files() == before
    return said.err


@pytest.mark.parametrize("words", READS, ids=" ".join)
@pytest.mark.parametrize(
    ("store", "why"),
    [
        ("sqlite:///none.db", "there is none there"),
        ("sqlite:///nowhere/none.db", "there is none there"),
        ("sqlite:///empty.db", "there is none there"),
        ("sqlite:///text.db", "not a database"),
        ("memory://", "there is none there"),
        ("mysql://localhost/x", "is not understood"),
        ("small.db", "is not understood"),
        ("sqlite://", "names no file"),
        ("sqlite:///small.db?mode=ro", "unknown options"),
        ("postgresql://nobody@localhost:1/none", "connection"),
        ("", "is not understood"),
    ],
)
def test_reading_a_store_that_is_not_there_says_so(
    terminal: Terminal, words: tuple[str, ...], store: str, why: str
) -> None:
    assert why in stays_silent(terminal, *words, "--store", store)
    assert why in stays_silent(terminal, *words, "--store", store, "--json")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("board", "--top", "0"), "0"),
        (("board", "--top", "-1"), "at least 1"),
        (("board", "--at", "yesterday"), "--at is 'yesterday'"),
        (("board", "--at", "2021-06-01T12:00:00"), "time zone"),
        (("board", "--at", "0001-01-01T00:00:00+08:00"), "--at"),
        (("storefront", "lin", "--at", "2021"), "--at is '2021'"),
        (("storefront", "nobody"), "there is no shop nobody"),
        (("storefront", "a b"), "shop is 'a b'"),
        (("influence", "nobody"), "there is no shop nobody"),
        (("influence", "nobody", "--explain"), "there is no shop nobody"),
        (("influence", "x" * 10_000), "shop is 'xxx"),
        (("feed", ""), "member is ''"),
        (("feed", "merchant:cd"), "member is 'merchant:cd'"),
        (("feed", "a\nb"), "member is 'a\\nb'"),
        (("feed", "lin", "--limit", "0"), "limit is 0"),
        (("feed", "lin", "--limit", "101"), "limit is 101"),
        (("feed", "lin", "--after", "1" + "0" * 30), "after"),
    ],
    ids=lambda words: " ".join(words)[:40] if isinstance(words, tuple) else "",
)
def test_a_bad_value_is_named(terminal: Terminal, words: tuple[str, ...], why: str) -> None:
    assert why in stays_silent(terminal, *words, "--store", STORE)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "file"),
        (("none.jsonl",), "none.jsonl: No such file"),
        (("..",), "is not a file"),
        (("bad.jsonl",), "line 16: "),
        (("bad.jsonl", "--json"), "line 16: "),
        (("empty.jsonl",), "line 1: "),
        (("small.db",), "line 1: "),
        (("good.jsonl", "--store", "sqlite:///text.db"), "not a database"),
        (("good.jsonl", "--store", "sqlite:///nowhere/new.db"), "/nowhere"),
        (("good.jsonl", "--store", "new.db"), "is not understood"),
        (("good.jsonl", "--refused", "all"), "--refused"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_an_ingest_that_cannot_be_writes_nothing(terminal: Terminal, words: tuple[str, ...], why: str) -> None:
    assert why in stays_silent(terminal, "ingest", *words)


@pytest.mark.parametrize("name", ["pipe", "/dev/stdin"])
def test_a_journal_that_can_be_read_only_once_is_refused(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    words = [sys.executable, "-c", RUN, "ingest", name, "--store", "sqlite:///new.db"]

    ended = subprocess.run(words, cwd=tmp_path, input=SMALL[0], capture_output=True, text=True, timeout=60)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"socialcommerce: journal {name} is not a file: it is read twice, so write it to one\n"
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_malformed_journal_leaves_an_existing_store_as_it_is(terminal: Terminal) -> None:
    assert "line 16: " in stays_silent(terminal, "ingest", "bad.jsonl", "--store", STORE)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("frobnicate",), "frobnicate"),
        (("board", "--frobnicate"), "--frobnicate"),
        (("board", "--top", "ten"), "--top"),
        (("board", "extra"), "extra"),
        (("feed",), "member"),
        (("feed", "lin", "--limit", "1.5"), "--limit"),
        (("feed", "lin", "--after", "next"), "--after"),
        (("storefront",), "shop"),
        (("influence",), "shop"),
        (("influence", "lin", "--at", "2021-06-01T12:00:00Z"), "--at"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_a_word_that_no_command_understands_is_named(terminal: Terminal, words: tuple[str, ...], why: str) -> None:
    assert why in stays_silent(terminal, *words)


@pytest.mark.parametrize("missing", ["typer", "rich"])
def test_without_the_extra_the_command_line_says_what_to_install(tmp_path: Path, missing: str) -> None:
    blocked = (
        "import sys\n"
        "class Missing:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name.partition('.')[0] == {missing!r}:\n"
        "            raise ModuleNotFoundError(f'No module named {name!r}', name=name)\n"
        "sys.meta_path.insert(0, Missing())\n"
    )

    ended = subprocess.run([sys.executable, "-c", blocked + RUN], cwd=tmp_path, capture_output=True, text=True)

    assert ended.returncode != 0
    assert ended.stdout == ""
    assert ended.stderr == "socialcommerce: the command line needs more: pip install 'socialcommerce[cli]'\n"
    assert not list(tmp_path.iterdir())


def test_a_process_of_its_own_ends_with_the_same_code_and_line(tmp_path: Path) -> None:
    words = [sys.executable, "-c", RUN, "board", "--store", "sqlite:///none.db"]

    ended = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "socialcommerce: store sqlite:///none.db: there is none there\n"
    assert not list(tmp_path.iterdir())
