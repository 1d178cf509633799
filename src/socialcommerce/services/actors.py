"""Who may do what. An actor is None (the host, who may do everything), a bare member id, ``merchant:<id>`` or
``platform:<operator>``; the host alone vouches for whom it names.
"""

from socialcommerce.errors import NotAllowed

Actor = str | None


def only_host(by: Actor, what: str) -> None:
    """Only the host may do *what*."""
    if by is not None:
        raise NotAllowed(f"{by} may not {what}: only the host may")


def only_member(by: Actor, member: str, what: str) -> None:
    """Only *member* may do *what*, or the host."""
    if by is not None and by != member:
        raise NotAllowed(f"{by} may not {what}: only {member} may")


def only_its_member(by: Actor, member: str, what: str) -> None:
    """The same for something whose *member* is known from the log alone: a refusal does not say who it is."""
    if by is not None and by != member:
        raise NotAllowed(f"{by} may not {what}: only the member whose it is may")


def only_merchant(by: Actor, merchant: str, what: str) -> None:
    """Only the merchant may do *what*, or the host."""
    if by is not None and by != f"merchant:{merchant}":
        raise NotAllowed(f"{by} may not {what}: only merchant:{merchant} may")


def only_platform(by: Actor, what: str) -> None:
    """Only the platform may do *what*, or the host."""
    if by is not None and not is_platform(by):
        raise NotAllowed(f"{by} may not {what}: only the platform may")


def only_party(by: Actor, member: str, merchant: str, what: str) -> None:
    """Only *member* or the merchant may do *what*, or the host; a refusal names neither."""
    if by not in (None, member, f"merchant:{merchant}"):
        raise NotAllowed(f"{by} may not {what}: only its buyer and its merchant may")


def is_platform(by: Actor) -> bool:
    """Whether *by* is an operator of the platform."""
    return by is not None and by.startswith("platform:")


def only_its_merchant(by: Actor, merchant: str, what: str) -> None:
    """Only the merchant of something known from the log alone, or the host; a refusal does not say who it is."""
    if by not in (None, f"merchant:{merchant}"):
        raise NotAllowed(f"{by} may not {what}: only its merchant may")
