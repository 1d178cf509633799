"""The pictures of an audit's page, as SVG: influence over time, and sales by day."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import StringIO
from typing import Any, Final

from matplotlib import rc_context
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter

Line = Sequence[tuple[date, float]]

COLOURS: Final = ("#c8402f", "#2f6fc8", "#3f9b5b", "#d19a1f", "#7a4fbf")
STYLE: Final[Any] = {
    "font.family": "sans-serif",
    "svg.fonttype": "none",
    "svg.hashsalt": "socialcommerce",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#999999",
    "xtick.color": "#555555",
    "ytick.color": "#555555",
}
"""Texts stay texts, and the same figures give the same bytes."""

STEPS: Final[Any] = {"where": "post", "linewidth": 1.6, "marker": "o", "markersize": 4, "markevery": [-1]}
"""With a dot at its end, as of a line of one day there is nothing else to see."""


def influence_chart(lines: Mapping[str, Line]) -> str:
    """Scores day by day, a line for each shop: the score holds from its day on, up to a dot."""
    with rc_context(STYLE):
        figure, axes = _figure()
        drawn = []
        for line, colour in zip(lines.values(), COLOURS, strict=False):
            days, scores = zip(*line, strict=True)
            drawn += axes.step(days, scores, **STEPS, color=colour)
        legend = axes.legend(drawn, list(lines), frameon=False, loc="upper left")
        for name in legend.get_texts():
            name.set_parse_math(False)
        return _svg(figure)


def sales_chart(paid: Line, refunded: Line, currency: str) -> str:
    """What was paid on each day, and below the line what went back; in major units."""
    with rc_context(STYLE):
        figure, axes = _figure()
        for line, sign, colour, label in ((paid, 1, COLOURS[1], "paid"), (refunded, -1, COLOURS[0], "refunded")):
            if line:
                days, amounts = zip(*line, strict=True)
                axes.bar(days, [sign * amount for amount in amounts], width=1, color=colour, label=label)
        axes.axhline(0, color="#999999", linewidth=0.8)
        axes.set_ylabel(currency)
        axes.legend(frameon=False, loc="upper left")
        return _svg(figure)


def _figure() -> tuple[Figure, Any]:
    figure = Figure(figsize=(9, 3), layout="constrained")
    axes = figure.subplots()
    locator: Any = AutoDateLocator()  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.yaxis.set_major_formatter(EngFormatter())
    axes.grid(axis="y", color="#eeeeee")
    axes.set_axisbelow(True)
    return figure, axes


def _svg(figure: Figure) -> str:
    written = StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    text = written.getvalue()
    return text[text.index("<svg") :]
