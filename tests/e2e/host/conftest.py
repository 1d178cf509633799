"""Few examples, always the same: this suite is run once for each fault."""

from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "host",
    max_examples=10,
    stateful_step_count=8,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("host")
