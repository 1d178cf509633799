"""What a law of this kit raises."""


class LawBroken(AssertionError):
    """A law does not hold: ``law`` is its name."""

    def __init__(self, law: str, message: str) -> None:
        super().__init__(f"{law}: {message}")
        self.law = law
