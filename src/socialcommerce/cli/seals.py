"""The commands of the terminal about seals: to seal a log, to verify it, and to show that an event is under a seal."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final

import attrs
import msgspec
import typer

from socialcommerce.audit import seals
from socialcommerce.cli import show_seals as show
from socialcommerce.cli.console import DEFAULT_STORE, AsJson, Store, out, print_json, progress_bar

EXIT_FOUND: Final = 1
"""The exit code when something is not as it was sealed."""

Kept = Annotated[Path | None, typer.Option("--seals", help="The file in which seals were kept.")]
PublicKey = Annotated[Path | None, typer.Option(help="The public key of those who seal, Ed25519 in PEM.")]


def seal(
    store: Store = DEFAULT_STORE,
    every: Annotated[int, typer.Option(help="Events of a seal, 1 to 100,000.")] = seals.EVERY,
    only_full: Annotated[
        bool, typer.Option("--only-full", help="Leave events for later that do not fill a seal.")
    ] = False,
    key: Annotated[Path | None, typer.Option(help="The private key to sign with, Ed25519 in PEM.")] = None,
    out_file: Annotated[
        Path | None, typer.Option("--out", help="The file to which seals are added that it lacks.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Seal the events that are under no seal yet."""
    signing = seals.read_key(key) if key else None
    with seals.Ledger.open(store) as ledger, progress_bar(quiet=as_json) as bar:
        task = bar.add_task("events", total=None)
        made = seals.seal(
            ledger,
            every=every,
            key=signing,
            only_full=only_full,
            progress=lambda done: bar.update(task, completed=done),
        )
        exported = seals.export(ledger, out_file) if out_file else None
    events = sum(each.events for each in made)
    if as_json:
        print_json({"seals": len(made), "events": events, "exported": exported})
    else:
        out.print(show.sealed(len(made), events, exported))


def verify(
    store: Store = DEFAULT_STORE,
    kept: Kept = None,
    public_key: PublicKey = None,
    renumbered: Annotated[
        bool, typer.Option("--renumbered", help="The log was copied elsewhere and numbered anew.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compare a log with its seals; the exit code is 1 if something is not as it was sealed."""
    key = seals.read_public_key(public_key) if public_key else None
    with seals.Ledger.open(store) as ledger, progress_bar(quiet=as_json) as bar:
        task = bar.add_task("events", total=None)
        verdict = seals.verify(
            ledger,
            kept,
            key,
            positions=not renumbered,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if as_json:
        print_json({"intact": verdict.is_intact, **attrs.asdict(verdict)})
    else:
        out.print(show.verdict(verdict, kept=kept is not None))
    if not verdict.is_intact:
        raise typer.Exit(EXIT_FOUND)


def prove(stream: str, version: int, store: Store = DEFAULT_STORE) -> None:
    """Print the proof that an event is under a seal, as JSON."""
    with seals.Ledger.open(store) as ledger:
        print_json(msgspec.to_builtins(seals.proof_of(ledger, stream, version)))


def confirm(proof: Path, kept: Kept = None, public_key: PublicKey = None, as_json: AsJson = False) -> None:
    """Check a proof, without a store; the exit code is 1 if it is none."""
    if kept is None and public_key is None:
        raise ValueError("nothing to check the seal with: give --seals or --public-key, or both")
    given = seals.read_proof(proof)
    held = {each.number: each.without_leaves() for each in seals.read(kept)} if kept else {}
    doubts: list[str] = []
    if not seals.confirms(given.inclusion, given.event, given.seal):
        doubts.append("the event does not come to the root of the seal")
    if kept and (held.get(given.seal.number) is None or held[given.seal.number].chain != given.seal.chain):
        doubts.append(f"seal {given.seal.number} is not the one that was kept")
    if public_key and not seals.is_signed_by(given.seal, seals.read_public_key(public_key)):
        doubts.append(f"seal {given.seal.number} is not signed by the key")
    if as_json:
        print_json({"confirmed": not doubts, "doubts": doubts})
    else:
        out.print(show.confirmed(given, doubts))
    if doubts:
        raise typer.Exit(EXIT_FOUND)


COMMANDS: Final[tuple[Callable[..., Any], ...]] = (seal, verify, prove, confirm)
"""Each under its own name."""
