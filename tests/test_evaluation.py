"""What citizens would get, counted."""

import pytest

from bot.evaluation import (
    Tally,
    Verdict,
    judge,
    judge_entities,
    read_tsv,
    write_entities,
    write_table,
)
from nlu.decision import Judge
from nlu.understanding import Decision, Entity, Guess
from tests.fakes import ScriptedInterpreter


@pytest.mark.parametrize(
    ("understood", "need", "verdict"),
    [
        ("vneid_activate", "vneid_activate", Verdict.ANSWERED_RIGHT),
        ("vneid_activate__detail", "vneid_activate", Verdict.ANSWERED_RIGHT),
        ("vneid_activate", "vneid_info", Verdict.MISLED),
        (("vneid_activate", "vneid_info"), "vneid_info", Verdict.OFFERED_RIGHT),
        (("vneid_activate", "vneid_info"), "pay_fee", Verdict.FALLBACK),
        ((), "pay_fee", Verdict.FALLBACK),
        ((), "out_of_scope", Verdict.ANSWERED_RIGHT),
        ("vneid_info", "out_of_scope", Verdict.MISLED),
    ],
)
def test_each_utterance_has_one_verdict(content, understood, need, verdict) -> None:
    [judged] = judge([("lời", need)], ScriptedInterpreter({"lời": understood}), content)

    assert verdict is judged.verdict


def test_the_table_counts_every_utterance(content) -> None:
    interpreter = ScriptedInterpreter({"a": "vneid_info", "b": "vneid_info"})
    judged = judge([("a", "vneid_info"), ("b", "pay_fee"), ("c", "pay_fee")], interpreter, content)

    table = write_table(judged, show_misses=True)

    assert "3 utterances" in table
    assert "misled              1   33.3%" in table
    assert "pay_fee" in table


def test_a_file_without_the_columns_is_refused(tmp_path) -> None:
    (tmp_path / "x.tsv").write_text("a\tb\n", encoding="utf-8")

    with pytest.raises(ValueError, match="needs the columns"):
        read_tsv(tmp_path / "x.tsv")


def guesses(*confidences: float) -> list[Guess]:
    return [Guess(f"i{at}", confidence) for at, confidence in enumerate(confidences)]


@pytest.mark.parametrize(
    ("confidences", "decision", "choices"),
    [
        ((0.7, 0.2, 0.1), Decision.ANSWERED, ()),
        ((0.4, 0.3, 0.2), Decision.CONFIRM, ("i0", "i1", "i2")),
        ((0.45, 0.03, 0.02), Decision.CONFIRM, ("i0", "i1")),
        ((0.1, 0.08, 0.05), Decision.FALLBACK, ()),
    ],
)
def test_a_ranking_becomes_a_decision(confidences, decision, choices) -> None:
    judge = Judge(answer_at=0.6, confirm_at=0.3, most_choices=3, least_choice=0.05)

    assert (decision, choices) == judge.decide(guesses(*confidences))


def test_the_talk_itself_is_never_offered() -> None:
    judge = Judge(answer_at=0.6, confirm_at=0.3, unoffered=("i0",))

    assert (Decision.CONFIRM, ("i1", "i2")) == judge.decide(guesses(0.4, 0.3, 0.2))


def test_entities_are_tallied_by_kind() -> None:
    found = {"a": (Entity("amount", "5000", "5k"),), "b": (Entity("phone_os", "ios", "iphone"),)}
    lines = [("a", frozenset({("amount", "5000"), ("phone_os", "ios")})), ("b", frozenset())]

    tallies = judge_entities(lines, lambda line: found[line])

    assert {"amount": Tally(1, 0, 0), "phone_os": Tally(0, 1, 1)} == tallies
    assert "amount           100.0% 100.0%     1" in write_entities(tallies)
