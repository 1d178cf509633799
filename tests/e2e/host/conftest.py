"""Few examples, always the same: this suite is run once for each fault."""

from hypothesis import Phase, settings

settings.register_profile(
    "host",
    max_examples=10,
    stateful_step_count=8,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile("host")
