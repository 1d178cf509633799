"""The command line about seals: what it prints, the codes with which it ends, and what it refuses in one line."""

import json
import re
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from market import STORE, market_terminal
from terminal import Terminal

from socialcommerce import SocialCommerce
from tampering import FAULTS, Vandal


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return market_terminal(tmp_path, capsys, monkeypatch)


def key_files(terminal: Terminal, name: str = "key") -> tuple[str, str]:
    """A new key in two files: the private one, the public one."""
    key = Ed25519PrivateKey.generate()
    private, public = terminal.directory / f"{name}.pem", terminal.directory / f"{name}.pub.pem"
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return private.name, public.name


def events() -> int:
    with SocialCommerce.open(STORE, create=False) as commerce:
        return commerce.log.position()


def test_seal_prints_what_it_sealed_and_kept(terminal: Terminal) -> None:
    count = events()
    assert terminal.run("seal", "--store", STORE, "--every", "10", "--out", "kept.jsonl", "--json").json == {
        "seals": -(-count // 10),
        "events": count,
        "exported": -(-count // 10),
    }
    again = terminal.run("seal", "--store", STORE)
    assert (again.code, again.out, again.err) == (0, "0 events sealed under 0 new seals\n", "")


def test_verify_says_that_an_untouched_log_is_intact(terminal: Terminal) -> None:
    count = events()
    terminal.run("seal", "--store", STORE, "--out", "kept.jsonl")
    said = terminal.run("verify", "--store", STORE, "--seals", "kept.jsonl")
    assert (said.code, said.out) == (0, f"Intact: {count} events under 1 seal · 0 not sealed yet\n")
    assert terminal.run("verify", "--store", STORE, "--seals", "kept.jsonl", "--json").json == {
        "intact": True,
        "seals": 1,
        "sealed": count,
        "unsealed": 0,
        "signed": None,
        "differences": [],
    }
    assert "Only the store's own seals" in terminal.run("verify", "--store", STORE).out


@pytest.mark.parametrize("name", FAULTS)
def test_verify_ends_with_one_and_names_what_was_tampered_with(terminal: Terminal, name: str) -> None:
    terminal.run("seal", "--store", STORE, "--every", "10", "--out", "kept.jsonl")
    fault = FAULTS[name](Vandal(terminal.directory / STORE.removeprefix("sqlite:///"), Random(1)))
    said = terminal.run("verify", "--store", STORE, "--seals", "kept.jsonl", "--json")
    assert said.code == 1
    (found,) = json.loads(said.out)["differences"]
    assert (found["kind"], found["number"]) == (fault.kind, fault.number)
    shown = terminal.run("verify", "--store", STORE, "--seals", "kept.jsonl")
    assert shown.code == 1
    assert "Not as it was sealed" in shown.out


def test_signed_seals_are_checked_with_the_public_key(terminal: Terminal) -> None:
    private, public = key_files(terminal)
    _, strange = key_files(terminal, "strange")
    terminal.run("seal", "--store", STORE, "--key", private, "--out", "kept.jsonl")

    said = terminal.run("verify", "--store", STORE, "--public-key", public)
    assert said.code == 0
    assert said.out.replace("\n", " ").endswith("not sealed yet · signed up to seal 1 ")

    said = terminal.run("verify", "--store", STORE, "--seals", "kept.jsonl", "--public-key", strange, "--json")
    assert said.code == 1
    assert [each["kind"] for each in json.loads(said.out)["differences"]] == ["seal-unsigned"]


def test_a_log_that_was_numbered_anew_can_be_verified_as_such(terminal: Terminal) -> None:
    terminal.run("seal", "--store", STORE, "--out", "kept.jsonl")
    vandal = Vandal(terminal.directory / "market.db", Random(1))
    vandal.shift(0, 5)
    said = terminal.run("verify", "--store", STORE, "--seals", "kept.jsonl", "--json")
    assert said.code == 1
    assert [(each["kind"], each["number"]) for each in json.loads(said.out)["differences"]] == [("renumbered", 1)]
    assert terminal.run("verify", "--store", STORE, "--seals", "kept.jsonl", "--renumbered").code == 0


def test_a_proof_is_confirmed_with_kept_seals_or_the_public_key(terminal: Terminal) -> None:
    private, public = key_files(terminal)
    _, strange = key_files(terminal, "strange")
    terminal.run("seal", "--store", STORE, "--key", private, "--every", "10", "--out", "kept.jsonl")
    said = terminal.run("prove", "order-o1", "2", "--store", STORE)
    assert (said.code, said.err) == (0, "")
    (terminal.directory / "proof.json").write_text(said.out, "utf-8")
    assert said.json["inclusion"]["stream"] == "order-o1"
    assert said.json["topic"] == "order.paid"

    confirmed = terminal.run("confirm", "proof.json", "--seals", "kept.jsonl", "--public-key", public)
    assert confirmed.code == 0
    assert re.match(r"Confirmed: order-o1@2 is under seal \d, of \d{4}-", confirmed.out)
    assert terminal.run("confirm", "proof.json", "--public-key", public, "--json").json == {
        "confirmed": True,
        "doubts": [],
    }
    doubted = terminal.run("confirm", "proof.json", "--public-key", strange, "--json")
    assert (doubted.code, len(json.loads(doubted.out)["doubts"])) == (1, 1)

    (terminal.directory / "proof.json").write_text(said.out.replace('\\"payment\\"', '\\"Payment\\"'), "utf-8")
    doubted = terminal.run("confirm", "proof.json", "--seals", "kept.jsonl")
    assert doubted.code == 1
    assert doubted.out.startswith("Not confirmed: order-o1@2: the event does not come to the root of the seal")


def test_a_proof_under_a_seal_that_was_not_kept_is_doubted(terminal: Terminal) -> None:
    terminal.run("seal", "--store", STORE, "--every", "10", "--out", "kept.jsonl")
    (terminal.directory / "proof.json").write_text(
        terminal.run("prove", "order-o1", "1", "--store", STORE).out, "utf-8"
    )
    first = (terminal.directory / "kept.jsonl").read_bytes().splitlines(keepends=True)[0]
    (terminal.directory / "less.jsonl").write_bytes(first)
    said = terminal.run("confirm", "proof.json", "--seals", "less.jsonl")
    assert said.code == 1
    assert "is not the one that was kept" in said.out.replace("\n", " ")


@pytest.mark.parametrize(
    "words",
    [
        ("seal", "--every", "0"),
        ("seal", "--key", "none.pem"),
        ("seal", "--key", "bad"),
        ("seal", "--out", "bad"),
        ("seal", "--out", "no/directory"),
        ("verify", "--seals", "bad"),
        ("verify", "--seals", "none.jsonl"),
        ("verify", "--seals", "empty"),
        ("verify", "--public-key", "bad"),
        ("prove", "order-o1", "99"),
        ("prove", "order-none", "1"),
        ("prove", "order-o1", "x"),
    ],
    ids=" ".join,
)
def test_what_is_wrong_is_said_in_one_line(terminal: Terminal, words: tuple[str, ...]) -> None:
    (terminal.directory / "bad").write_text("nothing of the sort\n")
    (terminal.directory / "empty").write_text("")
    terminal.run("seal", "--store", STORE)
    assert terminal.run(*words, "--store", STORE).is_one_clear_line()


@pytest.mark.parametrize(
    "words",
    [
        ("confirm", "proof"),
        ("confirm", "proof", "--public-key", "proof"),
        ("confirm", "none", "--public-key", "proof"),
        ("confirm", "proof", "--seals", "proof"),
        ("seal", "--store", "sqlite:///none.db"),
        ("verify", "--store", "sqlite:///none.db"),
        ("verify", "--store", "memory://"),
        ("prove", "a", "1", "--store", "sqlite:///none.db"),
    ],
    ids=" ".join,
)
def test_what_is_not_there_is_said_in_one_line(terminal: Terminal, words: tuple[str, ...]) -> None:
    (terminal.directory / "proof").write_text("{}")
    assert terminal.run(*words).is_one_clear_line()


def test_a_store_without_seals_cannot_be_verified_by_itself(terminal: Terminal) -> None:
    said = terminal.run("verify", "--store", STORE)
    assert said.is_one_clear_line()
    assert "the store has no seals" in said.err
