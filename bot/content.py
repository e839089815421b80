"""Everything the assistant knows, read at once; what is wrong with it, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.canned import Canned, read_canned
from bot.communes import Communes
from bot.findings import Finding
from bot.guides import Guides, read_guides
from bot.menu import Topic, read_menu
from bot.pictures import Picture, read_pictures
from bot.responses import Responses, read_intents, read_responses
from bot.variables import Variable, read_variables, values
from bot.vocabulary import Vocabulary, read_vocabulary

SAID_WITH = {  # what a response may have filled in besides the variables
    "number", "total", "text", "title", "for_whom", "things", "never", "topic", "help", "kinds",
    "turns", "needs", "words", "about", "keep_days", "code", "day", "place", "numbers",
}  # fmt: skip


@dataclass(frozen=True)
class Content:
    """Guides, responses, menu, vocabulary, pictures and variables."""

    intents: tuple[str, ...]
    guides: Guides
    responses: Responses
    menu: tuple[Topic, ...]
    vocabulary: Vocabulary
    communes: Communes
    pictures: dict[str, Picture]
    variables: dict[str, Variable]
    canned: Canned = field(default_factory=Canned)

    def faults(self) -> Iterator[Finding]:
        """What would leave a citizen without an answer."""
        yield from self.guides.faults()
        for at, intent in enumerate(self.intents):
            if not self.is_answered(intent):
                silent = f"intent '{intent}' has neither a guide nor a response"
                yield Finding("domain.yml", silent, ("intents", at))
        for guide in self.guides.by_id.values():
            for at, need in enumerate(guide.needs):
                if need not in self.intents:
                    unknown = f"need '{need}' is not an intent of domain.yml"
                    yield Finding(guide.file, unknown, ("needs", at))
            for at, step in enumerate(guide.steps):
                for named, picture in step.pictures.items():
                    if picture not in self.pictures:
                        gone = f"picture '{picture}' does not exist"
                        yield Finding(guide.file, gone, ("steps", at, named))
        for topic in self.menu:
            for at, id in enumerate(topic.guides):
                if id not in self.guides.by_id:
                    gone = f"topic '{topic.id}' names '{id}', which does not exist"
                    yield Finding("menu.yml", gone, (topic.id, "guides", at))
        yield from self.canned.unreadable
        for name, variable in self.responses.names():
            if variable not in self.responses.variables and variable not in SAID_WITH:
                unknown = f"{name} names the variable '{variable}', which does not exist"
                yield Finding("domain.yml", unknown, ("responses", name, 0, "text"))

    def is_answered(self, intent: str) -> bool:
        """Whether an intent leads to a guide, a response or a command of the dialogue."""
        commands = {"my_data", "delete_my_data", "repeat"}
        return bool(
            self.guides.for_need(intent) or self.responses.has(intent) or intent in commands
        )


def read_content(root: Path, keep_days: int, commune: Path | None = None) -> Content:
    """The content under ``root``; ``commune`` is a file of variables that override the others."""
    paths = [root / "data" / "variables.yml", *([commune] if commune else [])]
    variables = read_variables(*paths)
    filled = values(variables) | {"keep_days": str(keep_days)}
    return Content(
        read_intents(root / "domain.yml"),
        read_guides(root / "data" / "guides", filled),
        read_responses(root / "domain.yml", filled),
        read_menu(root / "data" / "menu.yml"),
        read_vocabulary(root / "data" / "lexicon"),
        Communes(root / "data" / "lexicon"),
        read_pictures(root / "data" / "pictures"),
        variables,
        read_canned(root / "data" / "canned.yml", filled),
    )
