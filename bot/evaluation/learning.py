"""Learns how to compare needs, from data/needs: ``trolyso evaluate --needs --fit``."""

from dataclasses import replace
from pathlib import Path

from bot.evaluation.grouping import judge_grouping, labelled, write_grouping
from bot.evaluation.needs import DEVELOPMENT, JUDGING, MATTERS, read_needs
from nlu.comparing import LEARNT, Comparing, open_comparing, senses_of
from nlu.interpreter import Interpreter, LightInterpreter
from nlu.lexicon import read_surroundings
from nlu.likeness import FEATURES, Weights
from nlu.likening import Teacher, adopted, teach_matters, teach_weights, wordings
from nlu.matters import read_matters
from nlu.rarity import rarity
from nlu.training_data import read_lines
from nlu.traits import Tracer

_BLANK = Weights((0.0,) * len(FEATURES), 0.0, 1.0, 1.0)


def judge_needs(root: Path, interpreter: Interpreter, fit: bool, misses: bool) -> str:
    """The figures on the judging needs, for a terminal; perhaps after learning anew.

    Raises:
        ValueError: data/needs cannot be read.
    """
    comparing = learn(root, interpreter) if fit else open_comparing(root, interpreter)
    needs = read_needs(root / "data" / "needs" / JUDGING)
    return write_grouping(judge_grouping(needs, interpreter, comparing), show_misses=misses)


def learn(root: Path, interpreter: Interpreter) -> Comparing:
    """Learn everything anew, and keep it.

    What likeness counts for is learnt on the development needs with matters that do not know their
    words yet; only then are these taken up, each case as the matter that it is about.

    Raises:
        ValueError: the model has no encoder, or data/needs cannot be read.
    """
    if not isinstance(interpreter, LightInterpreter) or interpreter.encoder is None:
        raise ValueError("the served model has no sentence encoder to learn with")
    folder = root / "data" / "needs"
    needs = read_needs(folder / DEVELOPMENT)
    said = wordings(read_matters(folder / MATTERS))
    surroundings = read_surroundings(root / "data" / "lexicon" / "contexts.yml")
    teacher = Teacher(interpreter.reader, interpreter.encoder, surroundings)
    known = rarity(interpreter.read(line.text) for line in read_lines(root / "data" / "nlu"))
    first = Tracer(teach_matters(said, teacher), known, senses_of(root, interpreter))
    seen = labelled(needs, interpreter, Comparing(first, _BLANK))
    weights = teach_weights(seen, first.parts)
    said += adopted([one.need.words for one in needs], seen, first)
    learnt = Comparing(replace(first, matters=teach_matters(said, teacher)), weights)
    learnt.save(root / LEARNT, interpreter.encoder)
    return learnt
