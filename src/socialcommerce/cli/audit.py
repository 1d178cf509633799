"""The command of the terminal that audits a store."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any, Final

import attrs
import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from socialcommerce.audit import seals
from socialcommerce.audit.replay import Place
from socialcommerce.audit.report import Report
from socialcommerce.audit.report import audit as audited
from socialcommerce.cli import show_audit as show
from socialcommerce.cli import show_seals
from socialcommerce.cli.console import DEFAULT_STORE, AsJson, Store, instant, out, print_json, progress_bar, write_new
from socialcommerce.commerce import SocialCommerce
from socialcommerce.errors import CorruptLog

EXIT_FOUND: Final = 1
"""The exit code when something was found."""


def audit(
    store: Store = DEFAULT_STORE,
    until: Annotated[
        str | None, typer.Option(help="As it stood at this position of the log, or at this instant, with its zone.")
    ] = None,
    kept: Annotated[Path | None, typer.Option("--seals", help="The file in which seals were kept.")] = None,
    public_key: Annotated[Path | None, typer.Option(help="The public key of those who seal, Ed25519 in PEM.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page to this new file, which only you can read.")] = None,
    as_json: AsJson = False,
) -> None:
    """Hold a store's log against the rules, and its read models against its log; exit code 1 if something is found."""
    then = _place(until)
    key = seals.read_public_key(public_key) if public_key else None
    if key and not kept:
        raise ValueError("--public-key was given without --seals: give the file of the seals that it signs")
    if html is not None:
        page_of = _pages()
        if html.exists():
            raise ValueError(f"--html is {html}: it is there already, choose another file")
        if not html.parent.is_dir():
            raise ValueError(f"--html is {html}: there is no directory {html.parent}")
    with ExitStack() as opened:
        if kept is not None and then is not None:
            raise ValueError("--seals was given with --until: seals are of the whole log, verify them without it")
        commerce = opened.enter_context(_opened(store, kept, key, as_json))
        with progress_bar(quiet=as_json) as bar:
            task = bar.add_task("events", total=None)
            report = audited(
                commerce,
                until=then,
                name=store,
                kept_seals=kept,
                public_key=key,
                scores=html is not None,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
        if as_json:
            print_json(_plain(report))
        else:
            out.print(show.report(report))
        if html is not None:
            write_new(html, page_of(report))
    if not report.is_clean:
        raise typer.Exit(EXIT_FOUND)


def _opened(store: str, kept: Path | None, key: Ed25519PublicKey | None, as_json: bool) -> SocialCommerce:
    """The store. Of one whose rules cannot be read, without which none opens, at least the seals are told of."""
    try:
        return SocialCommerce.open(store, create=False)
    except CorruptLog:
        if kept is not None:
            with seals.Ledger.open(store) as ledger:
                verdict = seals.verify(ledger, kept, key)
            if as_json:
                print_json({"clean": False, "sealed": attrs.asdict(verdict)})
            else:
                out.print(show_seals.verdict(verdict, kept=True))
        raise


def _place(until: str | None) -> Place | None:
    if until is not None and until.isdecimal():
        return int(until)
    return instant(until, "--until")


def _pages() -> Callable[[Report], str]:
    """What makes pages; ``ValueError`` without the packages for it."""
    try:
        from socialcommerce.audit.page import page_of
    except ModuleNotFoundError as missing:
        if missing.name not in ("jinja2", "markupsafe", "matplotlib"):
            raise
        raise ValueError("--html needs more: pip install 'socialcommerce[report]'") from None
    return page_of


def _plain(report: Report) -> dict[str, Any]:
    """What machines are told: without what pages draw, of which the store tells more."""
    drawn = (attrs.fields(Report).rules, attrs.fields(Report).sales, attrs.fields(Report).influence)
    told = attrs.asdict(report, filter=attrs.filters.exclude(*drawn))
    return {"clean": report.is_clean, **told}


COMMANDS: Final[tuple[Callable[..., Any], ...]] = (audit,)
"""Under its own name."""
