"""Examples and held-out lines: enough of each, none twice, none under two intents."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from bot.findings import Finding
from nlu.duplicates import Gist, Twin, twins
from nlu.training_data import Example

LEAST_EXAMPLES = 60
LEAST_HOLDOUT = 20


def findings(
    intents: Sequence[str], held_out: Sequence[Example], training: Sequence[Example], gist: Gist
) -> Iterator[Finding]:
    """What would spoil the training or the judging; as notes, pairs that somebody should read."""
    yield from _counted(intents, held_out, "holdout", LEAST_HOLDOUT)
    yield from _counted(intents, training, "nlu", LEAST_EXAMPLES)
    for example in chain(held_out, training):
        if example.text.startswith("/"):
            command = f"'{example.text}' would be read as a command; leave the / away"
            yield Finding(example.file, command, line=example.line)
    yield from map(_told, _strongest(twins([*held_out, *training], gist)))


def _counted(
    intents: Sequence[str], examples: Sequence[Example], folder: str, least: int
) -> Iterator[Finding]:
    lines = Counter(example.intent for example in examples)
    for intent in intents:
        if lines[intent] < least:
            few = f"{lines[intent]} lines, at least {least} are needed"
            yield Finding(f"{folder}/{intent}.yml", few)
    for intent in sorted({*lines} - {*intents}):
        yield Finding(f"{folder}/{intent}.yml", "the intent is not in domain.yml")


def _strongest(pairs: Iterator[Twin]) -> Iterator[Twin]:
    """Of all the twins that a line has before it, the likest; one within and one across intents."""
    best: dict[tuple[Example, bool], Twin] = {}
    for twin in pairs:
        key = twin.second, twin.first.intent == twin.second.intent
        if key not in best or twin.likeness > best[key].likeness:
            best[key] = twin
    yield from best.values()


def _told(twin: Twin) -> Finding:
    """Held-out lines stand first, so it is the training line that is told to go."""
    here, there = twin.second, twin.first
    other = f"'{there.text}' ({there.where})"
    if here.intent == there.intent:
        kept = "which judges the model: delete it here" if there.is_held_out else "keep one of them"
        sentence = f"'{here.text}' says nearly the same as {other}, {kept}"
    elif twin.likeness < 1:
        alike = f"'{here.text}' is {twin.likeness:.0%} alike to {other} of another intent"
        return Finding(here.file, f"{alike}: read both", line=here.line, is_note=True)
    else:
        sentence = (
            f"'{here.text}' says the same as {other}, which has another intent: decide on one"
        )
    return Finding(here.file, sentence, line=here.line)
