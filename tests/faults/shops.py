"""Faults of shops, and of who recruited whom."""

from faulting import Log, again, change, fault, find, insert, remove
from socialcommerce.domain.earnings.invitation import InvitationSent
from socialcommerce.domain.shops.shelf import ProductPlaced, ProductSwapped, ShelfOpened
from socialcommerce.domain.shops.shop import ShopClosed, ShopEdited, ShopOpened, ShopReopened
from socialcommerce.kernel.text import PersonalText


@fault("a shop is opened for the first time again", "opened-once")
def _(log: Log) -> str:
    return again(log, find(log, ShopOpened))


@fault("somebody is recruited without an invitation", "recruited-on-invitation")
def _(log: Log) -> str:
    return change(log, find(log, ShopOpened, lambda r: r.event.recruiter is None), recruiter="somebody")


@fault("the invitation of somebody recruited is missing", "recruited-on-invitation")
def _(log: Log) -> str:
    invited = remove(log, find(log, InvitationSent))
    return log[find(log, ShopOpened, lambda r: r.key == invited.event.member)].reference


@fault("an owner recruits themselves", "recruits-others")
def _(log: Log) -> str:
    index = find(log, ShopOpened)
    return change(log, index, recruiter=log[index].event.owner)


@fault("an owner invites themselves", "recruits-others")
def _(log: Log) -> str:
    index = find(log, InvitationSent)
    return change(log, index, member=log[index].event.recruiter)


@fault("somebody without a shop invites", "invites-from-open-shop")
def _(log: Log) -> str:
    return change(log, find(log, InvitationSent), recruiter="nobody")


@fault("an owner invites from a closed shop", "invites-from-open-shop")
def _(log: Log) -> str:
    closed = find(log, ShopClosed)
    owner = log[closed].key
    invitation = InvitationSent(recruiter=owner, member="new")
    return insert(log, closed + 1, f"invitation-{owner}~new", invitation, at=log[closed].at)


@fault("an invitation is sent twice", "invites-from-open-shop")
def _(log: Log) -> str:
    return again(log, find(log, InvitationSent))


@fault("a shop that was never opened is dressed", "edited")
def _(log: Log) -> str:
    return change(log, find(log, ShopEdited), stream="shop-nobody")


@fault("a shop gets the name that it has", "edited-anew")
def _(log: Log) -> str:
    return again(log, find(log, ShopEdited, lambda r: r.event.nickname is not None and not r.event.nickname.is_erased))


@fault("a shop gets no name, which it had not before", "edited-anew")
def _(log: Log) -> str:
    index = find(log, ShopOpened)
    nothing = PersonalText(log[index].key, "")
    return insert(log, index + 1, log[index].stream, ShopEdited(nickname=nothing), at=log[index].at)


@fault("nothing of a shop is changed", "edited-anew")
def _(log: Log) -> str:
    return change(log, find(log, ShopEdited), nickname=None, avatar=None, sign=None)


@fault("a closed shop is closed", "closed-while-open")
def _(log: Log) -> str:
    return again(log, find(log, ShopClosed))


@fault("a shop that was never opened is closed", "closed-while-open")
def _(log: Log) -> str:
    return change(log, find(log, ShopClosed), stream="shop-nobody")


@fault("an open shop is reopened", "reopened")
def _(log: Log) -> str:
    index = find(log, ShopReopened)
    return again(log, index, opening=log[index].event.opening + 1)


@fault("a shop is reopened under the number of an opening before", "reopened")
def _(log: Log) -> str:
    return change(log, find(log, ShopReopened), opening=1)


@fault("a shop is reopened under a number too high", "reopened")
def _(log: Log) -> str:
    index = find(log, ShopReopened)
    return change(log, index, opening=log[index].event.opening + 1)


@fault("a shop gets a second shelf", "shelf-opened")
def _(log: Log) -> str:
    return again(log, find(log, ShelfOpened))


@fault("a shelf was not opened with its shop", "shelf-opened")
def _(log: Log) -> str:
    return change(log, find(log, ShelfOpened), cause=None)


@fault("a shop has no shelf", "shelf-of-each-shop")
def _(log: Log) -> str:
    used = {each.stream for each in log if isinstance(each.event, ProductPlaced | ProductSwapped)}
    shelf = remove(log, find(log, ShelfOpened, lambda recorded: recorded.stream not in used))
    return log[find(log, ShopOpened, lambda recorded: recorded.key == shelf.key)].reference
