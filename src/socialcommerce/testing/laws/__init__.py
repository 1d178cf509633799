"""Laws: what holds for every aggregate, read model, listener, retired event and rule of money, a line each.

Each is a function that a test calls. Those that take strategies try many examples with Hypothesis, by its settings.
All raise :class:`~socialcommerce.testing.broken.LawBroken`, which names the law and shows the example.
"""

from socialcommerce.testing.laws.aggregates import repetition, replay
from socialcommerce.testing.laws.money import rounding, splitting
from socialcommerce.testing.laws.readers import batching, delivery
from socialcommerce.testing.laws.stores import soundness
from socialcommerce.testing.laws.upcasts import upcasting

__all__ = ["batching", "delivery", "repetition", "replay", "rounding", "soundness", "splitting", "upcasting"]
