"""The judgement of the grouping: its figures by hand, its data, and what it must not fall below."""

from pathlib import Path
from statistics import mean

import pytest

from bot.check.needs import findings
from bot.compared import ComparedNeed
from bot.content import Content
from bot.evaluation.grouping import (
    Agreement,
    Grouped,
    agreement,
    judge_grouping,
    write_grouping,
)
from bot.evaluation.needs import JUDGING, LabelledNeed, faults_of, read_needs
from nlu.comparing import open_comparing, senses_of
from nlu.groups import Traits
from nlu.interpreter import Interpreter
from nlu.matters import read_matters
from tests.fakes import ScriptedInterpreter

ROOT = Path(__file__).parent.parent
LEAST_PRECISION, LEAST_RECALL = 0.70, 0.48
"""What nlu/EXPERIMENTS.md says, less a margin for another training."""


def test_the_figures_of_five_needs_counted_by_hand() -> None:
    # true {a b c} {d e}; made {a b} {c d} {e}: of 4 true pairs one is made, of 2 made one is true
    found = agreement([(1, 10), (1, 10), (1, 20), (2, 20), (2, 30)])

    assert Agreement(1 / 2, 1 / 4, 4 / 5, 8 / 15, 3) == pytest.approx(found)


def test_without_any_pair_nothing_is_wrong() -> None:
    assert Agreement(1.0, 1.0, 1.0, 1.0, 2) == agreement([(1, 1), (2, 2)])


def test_the_table_shows_mean_and_worst_and_wrong_pairs() -> None:
    orders = (Agreement(1.0, 0.5, 1.0, 0.5, 3), Agreement(0.8, 0.7, 0.9, 0.6, 5))
    told = write_grouping(Grouped(4, 2, orders, (("a", "b"),), ()), show_misses=True)

    assert "pair precision     mean  90.0%  worst  80.0%" in told
    assert "cases made         3 to 5" in told
    assert "wrongly joined (1 pairs in the last order), for example:\n  a\n    b" in told


def test_what_is_wrong_with_labelled_needs_is_told(content: Content) -> None:
    def one(case: str, words: str = "", *place: str) -> LabelledNeed:
        guide, step, cause = (*place, "", "", "")[:3]
        return LabelledNeed(ComparedNeed(words, "stuck", (), guide, step, cause), case, (0,))

    wrong = [
        one("a", "lời"),
        one("a", "lời"),
        one("b", "lời"),
        one("c", "", "no_guide"),
        one("c", "", "vneid_activate", "no_step"),
        one("c", "", "vneid_activate", "mo_app", "no_cause"),
        one("c", "", "vneid_activate", "mo_app", "khong_thay_nut"),
    ]

    assert [
        "the same words stand in case 'a'",
        "there is no guide 'no_guide'",
        "guide 'vneid_activate' has no step 'no_step'",
        "step 'mo_app' has no trouble 'no_cause'",
    ] == [sentence for _, sentence in faults_of(wrong, content.guides)]


def test_the_labelled_needs_have_no_faults(content: Content) -> None:
    assert [] == list(findings(ROOT, content.guides))


@pytest.mark.parametrize("text", ["- a: [", "a: 1", "parts: {}\na: ['(b']"])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.yml").write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match=r"needs/x\.yml is no list of cases"):
        read_needs(tmp_path / "x.yml")
    with pytest.raises(ValueError, match=r"needs/x\.yml is no list of matters"):
        read_matters(tmp_path / "x.yml")


def test_a_foreign_pipeline_lends_no_eyes() -> None:
    senses = senses_of(ROOT, ScriptedInterpreter({}))

    assert senses.meaning is None
    assert ("không", "được") == senses.read("ko dc")


def test_needs_are_compared_by_their_words_when_the_pipeline_is_foreign() -> None:
    comparing = open_comparing(ROOT, ScriptedInterpreter({}))
    groups = comparing.groups()
    for case, words in enumerate(("bìa đất bị chuột cắn rách", "xin mở lớp dạy dùng điện thoại")):
        groups.add(case, Traits(comparing.tracer.row(words, [])))

    assert groups.best(Traits(comparing.tracer.row("bia dat rach nat doi o dau", []))) == 0


@pytest.mark.model
def test_the_grouping_is_as_good_as_we_say(interpreter: Interpreter) -> None:
    found = judge_grouping(
        read_needs(ROOT / "data" / "needs" / JUDGING),
        interpreter,
        open_comparing(ROOT, interpreter),
    )

    assert mean(one.precision for one in found.agreements) > LEAST_PRECISION
    assert mean(one.recall for one in found.agreements) > LEAST_RECALL
    assert min(one.precision for one in found.agreements) > LEAST_PRECISION - 0.05
