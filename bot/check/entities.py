"""What citizens name: every spelling with one value, every procedure with its need."""

from collections.abc import Collection, Iterator
from pathlib import Path

from bot.findings import Finding, Way
from bot.responses import read_entities
from nlu import lexicon
from nlu.entities import KINDS
from nlu.training_data import read_named_file
from nlu.units import read_units
from nlu.vietnamese import Tokens, compose, words

Seen = dict[Tokens, str]
"""The value of every spelling so far."""


def findings(root: Path, intents: Collection[str]) -> Iterator[Finding]:
    """What would make a name mean two things, lead nowhere, or never be found.

    Raises:
        ValueError: a word list or a file of held-out lines cannot be read.
    """
    lists = root / "data" / "lexicon"
    read_units(lists / lexicon.PLACES)  # made by a program: it is whole, or of no use at all
    for kind in lexicon.LISTS:
        yield from _spellings(lists, kind)
    yield from _procedures(lists, intents)
    yield from _declared(root / "domain.yml")
    for path in sorted((root / "data" / "holdout_entities").glob("*.yml")):
        yield from _held_out(path)


def _spellings(lists: Path, kind: str) -> Iterator[Finding]:
    """Spellings that cannot be read, and those that stand for nothing or for two values."""
    file, inside = _file(kind), ("said",) if kind == "procedure" else ()
    known = lexicon.read_lists(lists, kind)
    seen: Seen = {}
    for value, templates in lexicon.read_templates(lists, kind).items():
        for number, template in enumerate(templates):
            at: Way = (value, *inside, number)
            try:
                stands_for = lexicon.spellings(template, known)
            except ValueError as error:
                yield Finding(file, str(error), at)
            else:
                for sentence in _clashes(stands_for, value, seen):
                    yield Finding(file, sentence, at)


def _file(kind: str) -> str:
    return f"lexicon/{lexicon.LISTS[kind]}"


def _clashes(spellings: list[str], value: str, seen: Seen) -> Iterator[str]:
    for spelling in spellings:
        read = _as_read(spelling)
        if not read:
            yield f"'{value}' has an empty spelling"
        elif (other := seen.setdefault(read, value)) != value:
            yield f"'{spelling}' is '{other}' and '{value}'"


def _as_read(spelling: str) -> Tokens:
    """The words by which it is found; any number stands as one."""
    return tuple(word for word, _, _ in words(compose(spelling.replace("#", " 0 "))))


def _procedures(lists: Path, intents: Collection[str]) -> Iterator[Finding]:
    needs = lexicon.read_procedures(lists)
    for procedure in lexicon.read_templates(lists, "procedure"):
        if procedure == lexicon.TRAP:
            continue
        need = needs.get(procedure)
        if not need:
            yield Finding(_file("procedure"), f"'{procedure}' has no need", (procedure,))
        elif need not in intents:
            unknown = f"need '{need}' is not an intent of domain.yml"
            yield Finding(_file("procedure"), unknown, (procedure, "need"))


def _declared(domain: Path) -> Iterator[Finding]:
    """Kinds that only the domain knows, or only the extractor."""
    declared = read_entities(domain)
    for at, kind in enumerate(declared):
        if kind not in KINDS:
            yield Finding("domain.yml", f"entity '{kind}' is never found", ("entities", at))
    for kind in KINDS:
        if kind not in declared:
            yield Finding("domain.yml", f"entity '{kind}' is not declared", ("entities",))


def _held_out(path: Path) -> Iterator[Finding]:
    for line, named in read_named_file(path):
        for kind in sorted({kind for kind, _ in named} - {*KINDS}):
            unknown = f"'{line}' names the kind '{kind}', which does not exist"
            yield Finding(f"{path.parent.name}/{path.name}", unknown, (line,))
