"""Plain language: short sentences, and how hard a guide is to read."""

import re
from collections.abc import Iterator, Sequence
from statistics import median

from bot.check.jargon import hard_words
from bot.check.rules import Rules
from bot.check.texts import Said, guide_texts
from bot.content import Content
from bot.findings import Finding

MOST_WORDS = 25
HARD_LEVEL = 5.0

_SENTENCE_END = re.compile(r'(?<=[.?!…])["”)]*\s+|\n+')


def sentences(text: str) -> list[str]:
    """The sentences of a text; a new line begins a new one."""
    return [sentence for sentence in _SENTENCE_END.split(text) if words(sentence)]


def words(sentence: str) -> list[str]:
    """Words as they are written: what stands between spaces and has a letter or a digit."""
    return [word for word in sentence.split() if any(letter.isalnum() for letter in word)]


def findings(texts: Sequence[Said]) -> Iterator[Finding]:
    """Sentences that lose their reader."""
    for said in texts:
        for sentence in sentences(said.text):
            if (count := len(words(sentence))) > MOST_WORDS:
                opening = " ".join(sentence.split()[:6])
                long = f"the sentence '{opening} …' has {count} words, at most {MOST_WORDS}"
                yield said.finding(long)


def level(texts: Sequence[str], rules: Rules) -> float:
    """How many years of school a text asks for, by Nguyen and Henkin's second formula.

    ``0.27 WD + 0.13 SL + 1.74``, where SL is the words of a sentence and WD the difficult words in
    a hundred (Liem Thanh Nguyen and Alan B. Henkin, "A Second Generation Readability Formula for
    Vietnamese", Journal of Reading 29(3), 1985). We know the constants at second hand and have not
    seen how the authors count difficult words: here they are the syllables of the terms of
    data/rules/jargon.yml, explained or not. So the number ranks our own texts and shows where they
    are going; it is no school grade.
    """
    said = [sentence for text in texts for sentence in sentences(text)]
    count = sum(len(words(sentence)) for sentence in said)
    if not count:
        return 0.0
    difficult = sum(len(word.split()) for text in texts for word in hard_words(text, rules.jargon))
    return 0.27 * 100 * difficult / count + 0.13 * count / len(said) + 1.74


def levels(content: Content, rules: Rules) -> dict[str, float]:
    """The level of every guide by its file."""
    return {
        guide.file: level([said.text for said in guide_texts(guide, content.responses)], rules)
        for guide in content.guides.by_id.values()
    }


def hard_guides(content: Content, rules: Rules) -> Iterator[Finding]:
    """Guides that are much harder to read than the others should be, as notes."""
    every = levels(content, rules)
    usual = median(every.values()) if every else 0.0
    for file, hard in every.items():
        if hard > HARD_LEVEL:
            told = f"reading level {hard:.1f} (Nguyen and Henkin 1985), the median is {usual:.1f}"
            yield Finding(file, told, is_note=True)
