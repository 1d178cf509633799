"""The commands of the terminal that say why: ``socialcommerce explain score``, ``attribution`` and the rest."""

from typing import Final

import attrs
import typer

from socialcommerce.cli import show, show_explain
from socialcommerce.cli.console import DEFAULT_STORE, AsJson, At, Store, instant, out, print_json
from socialcommerce.commerce import SocialCommerce

commands: Final = typer.Typer(name="explain", help="Say why a figure is what it is, by the events that make it.")


@commands.command()
def score(shop: str, store: Store = DEFAULT_STORE, at: At = None, as_json: AsJson = False) -> None:
    """Why a shop has its score, and stands on the board where it does."""
    when = instant(at)
    with SocialCommerce.open(store, create=False) as commerce:
        explanation = commerce.influence.explain(shop, at=when)
        standing = commerce.board.explain(shop, at=when)
        if as_json:
            print_json({**attrs.asdict(explanation), "standing": attrs.asdict(standing)})
            return
        rules = commerce.rules.at(when)
    out.print(show.score(explanation.score, rules))
    out.print(show.made_of(explanation, rules))
    out.print(show.contributions(explanation, rules))
    out.print(show_explain.standing(standing))


@commands.command()
def attribution(order: str, store: Store = DEFAULT_STORE, as_json: AsJson = False) -> None:
    """Why an order is attributed to a shop, or to none."""
    with SocialCommerce.open(store, create=False) as commerce:
        found = commerce.journeys.explain(order)
        print_json(attrs.asdict(found)) if as_json else out.print(show_explain.attribution(found, commerce.rules.at()))


@commands.command()
def commission(order: str, store: Store = DEFAULT_STORE, as_json: AsJson = False) -> None:
    """Why the commission of an order is what it is."""
    with SocialCommerce.open(store, create=False) as commerce:
        found, rules = commerce.earnings.explain(order), commerce.rules.at()
        if as_json:
            print_json(attrs.asdict(found))
            return
    for shown in show_explain.commission(found, rules):
        out.print(shown)


@commands.command()
def feed(viewer: str, friend: str, product: str, store: Store = DEFAULT_STORE, as_json: AsJson = False) -> None:
    """Why a member sees what another did with a product, or does not."""
    with SocialCommerce.open(store, create=False) as commerce:
        found, rules = commerce.feeds.explain(viewer, friend, product), commerce.rules.at()
        if as_json:
            print_json(attrs.asdict(found))
            return
    for shown in show_explain.feed(found, rules):
        out.print(shown)
