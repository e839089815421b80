"""What is wrong with a content file, or worth a look, in one sentence with its place."""

from dataclasses import dataclass

Way = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """One sentence about one place in one content file."""

    file: str
    """As its folder and name: ``guides/pay_fee.yml``."""
    sentence: str
    at: Way = ()
    """The way to it through the file: ``("steps", 2, "text")``."""
    line: int = 0
    """Counted from 1; 0 while it is unknown."""
    is_note: bool = False
    """Somebody should look at it some day; a fault stops a release."""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.sentence}"
