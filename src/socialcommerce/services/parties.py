"""Who reads an order, and who writes and reads what is said about it: its parties and, once called in, the platform."""

from socialcommerce.domain.orders.case import CASE
from socialcommerce.domain.orders.message import Message
from socialcommerce.domain.orders.order import Order
from socialcommerce.errors import NotAllowed
from socialcommerce.kernel.text import PersonalText
from socialcommerce.services.actors import Actor, is_platform
from socialcommerce.services.transaction import Transaction


def may_write(by: Actor, author: str, order: Order, *, called_in: bool) -> None:
    """*author* is a party of the order, and nobody but they, or the host for them, writes as they."""
    if by is not None and by != author:
        raise NotAllowed(f"{by} may not write as {author}")
    only_parties(author, order, called_in=called_in, what=f"write about order {order.number}")


def may_read(by: Actor, order: Order, transaction: Transaction, *, what: str) -> None:
    """Only the parties of the order and, once it was called into one of its cases, the platform may do *what*."""
    if by is not None:
        only_parties(by, order, called_in=is_platform(by) and called_in(transaction, order), what=what)


def called_in(transaction: Transaction, order: Order) -> bool:
    """Whether the buyer has called the platform into a case of the order."""
    return any("escalate" in transaction.load(CASE, hold.case).done for hold in order.cases)


def only_parties(actor: str, order: Order, *, called_in: bool, what: str) -> None:
    """Only the parties of the order may do *what*; *called_in*: the platform is one of them."""
    if actor in (order.buyer, f"merchant:{order.merchant}") or (called_in and is_platform(actor)):
        return
    raise NotAllowed(f"{actor} may not {what}: only its buyer, its merchant and, once called in, the platform may")


def message_of(order: Order, message: str, author: str, text: str, images: list[str] | None) -> Message:
    """A message about the order, which belongs to its buyer."""
    personal = tuple(PersonalText(order.buyer, image) for image in images or ())
    return Message(message, author, PersonalText(order.buyer, text), personal)
