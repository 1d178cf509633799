"""What a store and a recount say of the same history, as figures that can be compared, and where they differ."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from recount import Recount
from socialcommerce import ManualClock, SocialCommerce, journal
from socialcommerce.domain.catalog.budget import BudgetDrawn, BudgetFunded, BudgetGivenBack
from socialcommerce.domain.earnings.payout import PayoutMade
from socialcommerce.journal_report import Report
from whole_life import RULES

Figures = dict[str, dict[Any, Any]]
"""By kind of figure and what it is of; sums in minor units."""

MONEY: Final = ("payments", "refunds", "commission", "subsidy", "excess")
STAGES: Final = ("pending", "frozen", "approved", "paid_out")
BOARD_SIZE: Final = 300


@contextmanager
def lived(
    url: str, path: Path, progress: Callable[[int, int], None] | None = None
) -> Iterator[tuple[SocialCommerce, Report]]:
    """A new store at *url* into which the journal at *path* was brought, as it stands at its last line.

    Raises ``ValueError`` if something is in the store.
    """
    checked = journal.check(path)
    with SocialCommerce.open(url, rules=RULES, clock=ManualClock(checked.last_at)) as commerce:
        if len(commerce.log.batch(0, 2)) > 1:
            raise ValueError(f"store {url} is not empty: name one that does not exist yet")
        report = journal.ingest(commerce, checked, progress=progress)
        commerce.tick()
        yield commerce, report


def recount_of(path: Path, report: Report) -> Recount:
    """The recount of the journal at *path*, as it stands at its last line; *report* says what was refused."""
    recount = Recount()
    with path.open("rb") as lines:
        recount.read(lines, {refusal.line: refusal.code for refusal in report.refusals})
    return recount


def recounted(recount: Recount) -> Figures:
    """The figures of *recount*."""
    closed = recount.closed_through
    scores, net_sales = recount.scores(), recount.net_sales()
    return {
        "order": {
            number: (order.status, order.total, order.refunded, order.sharer, order.to_return)
            for number, order in recount.orders.items()
        },
        "case": {id: case.status for order in recount.orders.values() for id, case in order.cases.items()},
        "balance": {
            member: tuple(recount.balance(member)[stage] for stage in STAGES) for member in recount.sharing.shops
        },
        "payout": {id: (payout.member, payout.entries) for id, payout in recount.payouts.items()},
        "month": {
            (merchant, month): (*(sums[kind] for kind in MONEY), month <= closed.get(merchant, ""))
            for (merchant, month), sums in recount.months.items()
        },
        "budget": {id: product.budget for id, product in recount.products.items() if product.fundings},
        "influence": {
            owner: (scores[owner], net_sales[owner], shop.counted_visits, len(shop.active))
            for owner, shop in recount.sharing.shops.items()
        },
        "board": _board({owner: scores[owner] for owner, shop in recount.sharing.shops.items() if shop.is_open}),
    }


def stored(commerce: SocialCommerce, same: Figures) -> Figures:
    """The figures of a store: of all payouts, budgets and places on the board, and else of what is in *same*."""
    orders = {number: commerce.orders.of(number) for number in same["order"]}
    balances = {member: commerce.earnings.of(member) for member in same["balance"]}
    months = {key: commerce.statements.of(*key) for key in same["month"]}
    influence = {owner: commerce.influence.of(owner) for owner in same["influence"]}
    return {
        "order": {
            number: (
                order.status,
                order.total,
                order.refunded,
                order.attribution.shop,
                set(order.payments_to_return),
            )
            for number, order in orders.items()
        },
        "case": {hold.case: commerce.cases.of(hold.case).status for order in orders.values() for hold in order.cases},
        "balance": {member: tuple(getattr(balance, stage) for stage in STAGES) for member, balance in balances.items()},
        "month": {key: (*(getattr(month, kind) for kind in MONEY), month.closed) for key, month in months.items()},
        "influence": {
            owner: (score.score, score.net_sales, score.counted_visits, score.active_days)
            for owner, score in influence.items()
        },
        "board": {entry.shop: (entry.rank, entry.score) for entry in commerce.board.top(BOARD_SIZE)},
        **_of_log(commerce),
    }


def differences(store: Figures, recount: Figures) -> list[str]:
    """A line for each figure that is not the same on both sides."""
    return [
        f"{kind} {key}: store {store[kind].get(key)}, recount {figures.get(key)}"
        for kind, figures in recount.items()
        for key in sorted({*figures, *store[kind]})
        if figures.get(key) != store[kind].get(key)
    ]


def _of_log(commerce: SocialCommerce) -> Figures:
    """Payouts, with their entries, and what is left of budgets: the log tells them, no read does."""
    payouts: dict[str, tuple[str, dict[str, int]]] = {}
    budgets: dict[str, int] = defaultdict(int)
    for recorded in commerce.log.read():
        match recorded.event:
            case PayoutMade() as made:
                payouts[made.payout] = (made.member, {entry.order: entry.amount for entry in made.entries})
            case BudgetFunded(amount=amount) | BudgetGivenBack(amount=amount):
                budgets[recorded.key] += amount
            case BudgetDrawn(amount=amount):
                budgets[recorded.key] -= amount
    return {"payout": payouts, "budget": dict(budgets)}


def _board(scores: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Rank and score of the first 300 with a point or more; equal scores share a rank and stand by id."""
    places = sorted((-score, shop) for shop, score in scores.items() if score >= 1)[:BOARD_SIZE]
    return {shop: (1 + sum(better < score for better, _ in places), -score) for score, shop in places}
