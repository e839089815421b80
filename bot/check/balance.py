"""Thin or lopsided intents: what is learnt from too few kinds of people or situations."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from statistics import median

from bot.findings import Finding
from nlu.duplicates import Gist
from nlu.training_data import Example
from nlu.vietnamese import fold

TOO_MANY = 2.0  # times the median intent
SHORT_WORDS, LEAST_SHORT, MOST_SHORT = 5, 0.10, 0.80
LEAST_UNACCENTED, MOST_UNACCENTED = 0.05, 0.40
MOST_FAR = 0.20
OPENING_WORDS, MOST_OPENING = 3, 0.10


def findings(training: Sequence[Example], gist: Gist) -> Iterator[Finding]:
    """One note for each way in which an intent is lopsided, with the figure."""
    by_intent: dict[str, list[Example]] = defaultdict(list)
    for example in training:
        by_intent[example.intent].append(example)
    usual = median(map(len, by_intent.values())) if by_intent else 0
    for intent, examples in by_intent.items():
        for sentence in (*_size(examples, usual), *_kinds(examples), *_words(examples, gist)):
            yield Finding(f"nlu/{intent}.yml", sentence, is_note=True)


def _size(examples: Sequence[Example], usual: float) -> Iterator[str]:
    if len(examples) > TOO_MANY * usual:
        times = len(examples) / usual
        yield f"{len(examples)} examples, {times:.1f} times as many as the median intent"


def _kinds(examples: Sequence[Example]) -> Iterator[str]:
    """Short and unaccented lines: citizens write both, but not only these."""
    short = sum(len(example.text.split()) <= SHORT_WORDS for example in examples)
    unaccented = sum(fold(example.text) == example.text for example in examples)
    for count, least, most, kind in (
        (short, LEAST_SHORT, MOST_SHORT, f"of at most {SHORT_WORDS} words"),
        (unaccented, LEAST_UNACCENTED, MOST_UNACCENTED, "without accents"),
    ):
        share = count / len(examples)
        if not least <= share <= most:
            yield f"{share:.0%} of the lines are {kind}, {least:.0%} to {most:.0%} are usual"


def _words(examples: Sequence[Example], gist: Gist) -> Iterator[str]:
    said = [gist.words(example.text) for example in examples]
    lines_with = Counter(word for words in said for word in {*words})
    far = [at for at, words in enumerate(said) if all(lines_with[word] < 3 for word in words)]
    if len(far) > MOST_FAR * len(said):
        share, instance = len(far) / len(said), examples[far[0]].text
        yield f"{share:.0%} of the lines share no word with two others, as '{instance}'"
    openings = Counter(words[:OPENING_WORDS] for words in said if len(words) > OPENING_WORDS)
    for opening, count in openings.most_common(1):
        if count > MOST_OPENING * len(said):
            yield f"{count / len(said):.0%} of the lines begin with '{' '.join(opening)}'"
