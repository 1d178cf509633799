"""Commands of earnings, imported orders and the rulebook, each as a function of the world and its arguments."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from trading_commands import ORDER_ID
from worlds import Decision, World

from socialcommerce import NotFound, Rules
from socialcommerce.domain import rulebook as rulebooks
from socialcommerce.domain.earnings import commission as commissions
from socialcommerce.domain.earnings import invitation as invitations
from socialcommerce.domain.earnings import payout as payouts
from socialcommerce.domain.earnings import statement as statements
from socialcommerce.domain.earnings.commission import COMMISSION
from socialcommerce.domain.earnings.invitation import INVITATION
from socialcommerce.domain.earnings.payout import PAYOUT
from socialcommerce.domain.earnings.statement import STATEMENT
from socialcommerce.domain.orders import imported
from socialcommerce.domain.orders.fulfilment import paid
from socialcommerce.domain.orders.imported import IMPORT, ImportRecorded
from socialcommerce.domain.orders.order import ORDER
from socialcommerce.domain.rulebook import RULEBOOK, RULEBOOK_KEY
from socialcommerce.domain.shops.shop import SHOP
from socialcommerce.kernel.clock import local_month
from socialcommerce.kernel.keys import join
from socialcommerce.rules import Setting

MINIMUM: Final = 3
"""What a payout comes to at least, in minor units."""


def earn(world: World) -> Decision:
    order = world.of(ORDER, ORDER_ID)
    paid(order)
    return Decision(COMMISSION, ORDER_ID, commissions.earn(world.of(COMMISSION, ORDER_ID), order))


def freeze(world: World) -> Decision:
    """The commission of a complete order."""
    order = world.of(ORDER, ORDER_ID)
    if order.status != "completed":
        raise NotFound("there is no complete order")
    facts = commissions.freeze(world.of(COMMISSION, ORDER_ID), world.at + timedelta(days=7))
    return Decision(COMMISSION, ORDER_ID, facts)


def approve_commission(world: World) -> Decision:
    """Once it is due."""
    commission = world.of(COMMISSION, ORDER_ID)
    due = commissions.due(commission, world.of(ORDER, ORDER_ID))
    facts = commissions.lapse(commission) if due is not None and due <= world.at else []
    return Decision(COMMISSION, ORDER_ID, facts)


def follow_refunds(world: World) -> Decision:
    """What refunds took since the commission last followed them, under the reference of the last one."""
    order = world.of(ORDER, ORDER_ID)
    if not order.refunds:
        raise NotFound("there is no refund")
    facts = commissions.refund(world.of(COMMISSION, ORDER_ID), order, order.refunds[-1][0])
    return Decision(COMMISSION, ORDER_ID, facts)


def settle(world: World, payout: str, member: str) -> Decision:
    return Decision(COMMISSION, ORDER_ID, commissions.settle(world.of(COMMISSION, ORDER_ID), payout, member))


def pay_out(world: World, payout: str, member: str, payable: Mapping[str, int]) -> Decision:
    facts = payouts.make(world.of(PAYOUT, payout), payout, member, payable, minimum=MINIMUM)
    return Decision(PAYOUT, payout, facts)


def close_month(world: World, month: str) -> Decision:
    this_month = local_month(world.at, "Asia/Shanghai")
    return Decision(STATEMENT, "dior", statements.close(world.of(STATEMENT, "dior"), month, this_month=this_month))


def recruit(world: World, recruiter: str, member: str) -> Decision:
    key = join(recruiter, member)
    facts = invitations.invite(world.of(INVITATION, key), recruiter, member, world.of(SHOP, recruiter))
    return Decision(INVITATION, key, facts)


def bring_in(world: World, content: ImportRecorded) -> Decision:
    key = join(content.merchant, content.number)
    return Decision(IMPORT, key, imported.record(world.of(IMPORT, key), content, at=world.at))


def record(world: World, rules: Rules) -> Decision:
    return Decision(RULEBOOK, RULEBOOK_KEY, rulebooks.record(world.of(RULEBOOK, RULEBOOK_KEY), rules))


def announce(world: World, settings: dict[str, Setting], ahead: timedelta) -> Decision:
    book: Any = world.of(RULEBOOK, RULEBOOK_KEY)
    if not book.chapters:
        raise NotFound("there is no store")
    facts = rulebooks.announce(book, settings, holds_from=world.at + ahead, at=world.at)
    return Decision(RULEBOOK, RULEBOOK_KEY, facts)
