"""The commands of the terminal. People get tables, machines (``--json``) get JSON with money in minor units."""

import sys
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NoReturn, cast

import attrs
import typer

from socialcommerce.cli import access, audit, explain, messages, seals, search, show, show_trading, trading
from socialcommerce.cli.console import (
    DEFAULT_STORE,
    AsJson,
    At,
    Store,
    instant,
    out,
    print_json,
    progress_bar,
    visible,
)
from socialcommerce.commerce import SocialCommerce
from socialcommerce.errors import SocialCommerceError
from socialcommerce.journal import Journal, check, ingest
from socialcommerce.journal_report import Report
from socialcommerce.kernel.clock import ManualClock

EXIT_WRONG: Final = 2

EXIT_INTERRUPTED: Final = 130

_UsageError: type[Exception] = next(cls for cls in typer.BadParameter.__mro__ if cls.__name__ == "ClickException")

app = typer.Typer(
    name="socialcommerce",
    help="Personal shops among friends: bring in a journal of commands, and read what came of it.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
DEMO_STORE: Final = "sqlite:///socialcommerce-demo.db"


@app.command("ingest")
def ingest_file(
    file: Annotated[Path, typer.Argument(help="A journal: one command a line, as JSON.")],
    store: Store = DEFAULT_STORE,
    journal: Annotated[
        str | None, typer.Option(help="The journal's name; by default the SHA-256 of its first line.")
    ] = None,
    refused: Annotated[
        Literal["count", "report"], typer.Option(help="Count the refused lines, or report each.")
    ] = "count",
    as_json: AsJson = False,
) -> None:
    """Bring a journal of commands into a store, each line exactly once."""
    checked = check(file)
    with SocialCommerce.open(store) as commerce:
        report = _ingest(commerce, checked, journal, quiet=as_json)
    if as_json:
        counts = attrs.asdict(report)
        if refused == "count":
            del counts["refusals"]
        print_json(counts)
        return
    out.print(show.report(report))
    if refused == "report" and report.refusals:
        out.print(show.refusals(report))


@app.command()
def board(
    store: Store = DEFAULT_STORE,
    top: Annotated[int, typer.Option(help="How many places, 1 to 300.")] = 20,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Show the shops with the most influence."""
    with SocialCommerce.open(store, create=False) as commerce:
        entries = commerce.board.top(top, at=instant(at))
        if as_json:
            print_json([attrs.asdict(entry) for entry in entries])
        else:
            out.print(show.board(entries, commerce.rules.at()))


@app.command()
def feed(
    member: str,
    store: Store = DEFAULT_STORE,
    limit: Annotated[int, typer.Option(help="Entries on the page, 1 to 100.")] = 20,
    after: Annotated[int | None, typer.Option(help="The cursor that the page before gave.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what a member sees of friends: the newest activities, and the three most influential."""
    with SocialCommerce.open(store, create=False) as commerce:
        page, panel = commerce.feeds.of(member, limit, after), commerce.feeds.three_friends(member)
        if as_json:
            print_json({**attrs.asdict(page), "friends": [attrs.asdict(friend) for friend in panel]})
        else:
            out.print(show.feed(member, page, commerce.rules.at()))
            out.print(show.friends(member, panel, commerce.rules.at()))


@app.command()
def storefront(shop: str, store: Store = DEFAULT_STORE, at: At = None, as_json: AsJson = False) -> None:
    """Show a shop as its visitors see it."""
    with SocialCommerce.open(store, create=False) as commerce:
        found = commerce.storefronts.of(shop, at=instant(at))
        if as_json:
            print_json(attrs.asdict(found))
        else:
            out.print(show.storefront(found, commerce.rules.at(), instant(at) or commerce.clock.now()))


@app.command()
def influence(
    shop: str,
    store: Store = DEFAULT_STORE,
    explain: Annotated[bool, typer.Option("--explain", help="List the events that make up the score.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show a shop's influence, and why it is what it is."""
    with SocialCommerce.open(store, create=False) as commerce:
        if not explain:
            score = commerce.influence.of(shop)
            if as_json:
                print_json(attrs.asdict(score))
            else:
                out.print(show.score(score, commerce.rules.at()))
            return
        explanation = commerce.influence.explain(shop)
        if as_json:
            print_json(attrs.asdict(explanation))
        else:
            out.print(show.score(explanation.score, commerce.rules.at()))
            out.print(show.made_of(explanation, commerce.rules.at()))
            out.print(show.contributions(explanation, commerce.rules.at()))


@app.command()
def demo(store: Store = DEMO_STORE) -> None:
    """Bring a shipped history of eight weeks into a store, and show what came of it."""
    with as_file(files("socialcommerce.cli") / "demo.jsonl") as path:
        history = check(path)
        clock = ManualClock(history.last_at)
        with SocialCommerce.open(store, clock=clock) as commerce:
            out.print(f"[bold]Friends with shops, as of {clock.now():%d %B %Y}[/], in {store}\n")
            report = _ingest(commerce, history, None)
            out.print(show.report(report))
            out.print(show.board(commerce.board.top(10), commerce.rules.at()))
            out.print(show.feed("an", commerce.feeds.of("an", 8), commerce.rules.at()))
            out.print(show.storefront(commerce.storefronts.of("lin"), commerce.rules.at(), clock.now()))
            explanation = commerce.influence.explain("lin")
            out.print(show.score(explanation.score, commerce.rules.at()))
            out.print(show.made_of(explanation, commerce.rules.at()))
            out.print(show_trading.balance(commerce.earnings.of("lin"), commerce.rules.at()))
    out.print("Ask on:")
    for words in ("influence mei --explain", "earnings lin --month 2021-06"):
        out.print(f"[cyan]socialcommerce {words} --store {store}[/]", soft_wrap=True)


for group in (trading, messages, search, access, seals, audit):
    for command in group.COMMANDS:
        app.command()(command)
app.add_typer(explain.commands)


def run() -> None:
    """Run the command line. What is wrong is said in one line, and the exit code is 2."""
    try:
        code = app(sys.argv[1:] or ["--help"], standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        code = EXIT_INTERRUPTED
    except _UsageError as error:
        _fail(cast(Any, error).format_message())
    except (SocialCommerceError, ValueError) as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    if code == EXIT_INTERRUPTED:
        sys.stderr.write("socialcommerce: interrupted; what was appended stays, and the same command goes on from it\n")
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str) -> NoReturn:
    sys.stderr.write(f"socialcommerce: {visible(message)}\n")
    sys.exit(EXIT_WRONG)


def _ingest(commerce: SocialCommerce, journal: Journal, name: str | None, *, quiet: bool = False) -> Report:
    with progress_bar(quiet=quiet) as bar:
        task = bar.add_task("commands", total=None)
        return ingest(
            commerce,
            journal,
            name=name,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
