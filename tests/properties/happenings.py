"""What a history came to, so that ``--hypothesis-show-statistics`` tells how far histories come."""

from itertools import pairwise

from hypothesis import event
from naive import World
from naive.facts import Purchase, Recommendation


def note_happenings(world: World) -> None:
    """Note as events what *world* has seen."""
    for happening, seen in happenings(world).items():
        if seen:
            event(happening)


def happenings(world: World) -> dict[str, bool]:
    orders = world.orders.values()
    cases = [case for order in orders for case in order.cases]
    return {
        "an order was completed": any(order.after_sale_until for order in orders),
        "a commission was approved": any(order.earning == "approved" for order in orders),
        "a recruiter earned": any(each.member == each.order.recruiter for each in world.earnings),
        "a payout was made": bool(world.payouts),
        "a payout was clawed back from": any(each.kind == "clawed_back" for each in world.earnings),
        "a payout made up for a clawback": any(
            amount < 0 for payout in world.payouts.values() for _, amount in payout.entries
        ),
        "a case was refunded": any(case.status == "refunded" for case in cases),
        "goods were exchanged": any(case.status == "exchanged" for case in cases),
        "a case was ruled on": any(case.ruling for case in cases),
        "a ruling was carried out": any(case.ruling and case.refund for case in cases),
        "a budget fell short": any(
            line.excess and world.products[line.product].fundings for order in orders for line in order.lines
        ),
        "a discount was given": any(line.discount for order in orders for line in order.lines),
        "the rules changed": len([1 for holds_from, _ in world.chapters if holds_from <= world.now]) > 1,
        "a month was closed": bool(world.closed_through),
        "an order was imported": bool(world.imported),
        "a purchase was shown": any(isinstance(done, Purchase) for done in world.activities),
        "a recommendation was proven": any(
            isinstance(done, Recommendation) and world.is_proven(done) for done in world.activities
        ),
        "a merchant wrote": bool(world.letters),
        "a merchant wrote to one who opted out since": len(world.deliveries()) < len(world.letters),
        "a merchant is followed": any(contact.following for contact in world.contacts.values()),
        "a member was erased": bool(world.erased),
        "something was told late": any(now[0] < before[0] for before, now in pairwise(world.told)),
        "the platform wrote": any(
            author.startswith("platform") for each in (*orders, *cases) for _, author, _ in each.messages
        ),
    }
