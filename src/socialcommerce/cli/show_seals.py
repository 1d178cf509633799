"""How seals look in a terminal."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from socialcommerce.audit.seals import Proof, Verdict
from socialcommerce.cli.console import escape, visible
from socialcommerce.cli.show import table_of


def sealed(seals: int, events: int, exported: int | None) -> RenderableType:
    """What was sealed, and how many seals a file lacked."""
    said = f"{counted(events, 'event')} sealed under {counted(seals, 'new seal')}"
    return Text(said if exported is None else f"{said} · {exported:,} added to the file")


def verdict(found: Verdict, *, kept: bool) -> RenderableType:
    """What verifying came to; *kept* says whether there were seals from elsewhere."""
    covered = (
        f"{counted(found.sealed, 'event')} under {counted(found.seals, 'seal')} · {found.unsealed:,} not sealed yet"
    )
    signed = f" · signed up to seal {found.signed:,}" if found.signed is not None else ""
    if not found.is_intact:
        table = table_of("Not as it was sealed", "what", "seal>", "told")
        for each in found.differences:
            table.add_row(each.kind, f"{each.seal:,}", escape(each.told))
        return Group(Text(covered + signed), table)
    if kept or found.signed is not None:
        return Text(f"Intact: {covered}{signed}")
    return Group(
        Text(f"Intact: {covered}"),
        Text("Only the store's own seals were there to compare with: whoever changes a log can change them too."),
    )


def confirmed(proof: Proof, doubts: Sequence[str]) -> RenderableType:
    """What came of checking a proof."""
    event = visible(f"{proof.inclusion.stream}@{proof.inclusion.version}")
    if doubts:
        return Text(f"Not confirmed: {event}: {'; '.join(doubts)}")
    return Text(f"Confirmed: {event} is under seal {proof.seal.number:,}, of {proof.seal.sealed_at:%Y-%m-%d %H:%M} UTC")


def counted(number: int, what: str) -> str:
    """So many of something."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
