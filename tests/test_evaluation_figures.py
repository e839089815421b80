"""Every figure of the report against one computed by hand."""

import pytest

from bot.evaluation.curves import Bin, Point, calibration, risk_coverage, scope, score
from bot.evaluation.entities import judge_entities
from bot.evaluation.figures import (
    FAMILIES,
    Pair,
    Share,
    by_need,
    confused,
    families,
    macro_f1,
    share,
)
from bot.evaluation.lines import Distance, Line
from bot.evaluation.report import Speed, scores, speed
from bot.evaluation.verdicts import Judged, Verdict
from nlu.understanding import Entity, Guess, Understanding


def judged(
    need: str,
    guess: str,
    confidence: float = 0.9,
    *,
    outcome: str = "answered",
    verdict: Verdict | None = None,
    text: str = "lời",
) -> Judged:
    right = Verdict.ANSWERED_RIGHT if guess == need else Verdict.MISLED
    understanding = Understanding(text, (Guess(guess, confidence),))
    return Judged(Line(text, need), understanding, outcome, verdict or right, seconds=0.001)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (0, 0, 0.0, 1.0)],
)
def test_a_share_has_the_interval_of_wilson(count, total, low, high) -> None:
    found = share(count, total)

    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)


GUESSED = [judged(*pair) for pair in ("aa", "aa", "ab", "bb", "ca")]


def test_precision_recall_and_f1_of_each_need() -> None:
    found = {one.need: one for one in by_need(GUESSED)}

    assert (2 / 3, 2 / 3, 2 / 3) == pytest.approx(
        (found["a"].precision, found["a"].recall.value, found["a"].f1)
    )
    assert (1 / 2, 1, 2 / 3) == pytest.approx(
        (found["b"].precision, found["b"].recall.value, found["b"].f1)
    )
    assert (0, 0, 0) == (found["c"].precision, found["c"].recall.value, found["c"].f1)
    assert ("b", 1) == (found["a"].taken_for, found["a"].taken)
    assert ("", 0) == (found["b"].taken_for, found["b"].taken)
    assert {Verdict.ANSWERED_RIGHT: 2, Verdict.OFFERED_RIGHT: 0} | {
        Verdict.MISLED: 1,
        Verdict.FALLBACK: 0,
    } == found["a"].verdicts


def test_the_weakest_need_stands_first() -> None:
    assert ["c", "a", "b"] == [one.need for one in by_need(GUESSED)]


def test_macro_f1_is_the_mean_over_the_needs() -> None:
    assert 4 / 9 == pytest.approx(macro_f1(by_need(GUESSED)))


def test_a_detail_counts_for_its_need() -> None:
    [one] = by_need([judged("vneid_info__levels", "vneid_info")])

    assert ("vneid_info", 1.0) == (one.need, one.f1)


def test_families_are_told_by_their_ids() -> None:
    lines = [("vneid_info", "pay_fee"), ("proc_tax", "proc_land"), ("greet", "out_of_scope")]
    matrix = families([judged(*pair) for pair in lines])

    filled = {
        (FAMILIES[row], FAMILIES[column])
        for row, counts in enumerate(matrix)
        for column, count in enumerate(counts)
        if count == 1
    }
    assert {("vneid", "pay"), ("proc", "proc"), ("other", "out_of_scope")} == filled
    assert 3 == sum(map(sum, matrix))


def test_the_most_confused_pair_stands_first_with_its_first_line() -> None:
    lines = [judged("a", "c"), judged("a", "a"), judged("a", "b", text="một"), judged("a", "b")]

    assert (Pair("a", "b", 2, "một"), Pair("a", "c", 1, "lời")) == confused(lines)


def test_risk_grows_with_coverage() -> None:
    lines = [
        judged("a", "a", 0.7, outcome="confirm", verdict=Verdict.OFFERED_RIGHT),
        judged("a", "b", 0.8),
        judged("a", "a", 0.9),
        judged("out_of_scope", "out_of_scope", 0.95, outcome="fallback"),
    ]

    found = risk_coverage(lines)

    assert (Point(0.25, 0.0), Point(0.5, 0.5), Point(0.75, 1 / 3)) == found.curve
    assert Point(0.5, 0.5) == found.served
    assert {0.01: 0.25, 0.02: 0.25, 0.05: 0.25, 0.1: 0.25} == found.reach


def test_lines_of_the_same_confidence_are_answered_together() -> None:
    lines = [judged("a", "a", 0.9), judged("a", "b", 0.5), judged("a", "a", 0.5)]

    assert (Point(1 / 3, 0.0), Point(1.0, 1 / 3)) == risk_coverage(lines).curve


def test_nothing_answered_has_no_risk() -> None:
    found = risk_coverage([judged("a", "out_of_scope", outcome="fallback")])

    assert ((), Point(0.0, 0.0)) == (found.curve, found.served)


def test_the_calibration_error_is_the_mean_gap() -> None:
    lines = [
        judged("a", "a", 0.9),
        judged("a", "b", 0.8),
        judged("a", "a", 0.6),
        judged("a", "b", 0.5),
    ]

    assert (0.1 + 0.8 + 0.4 + 0.5) / 4 == pytest.approx(calibration(lines).error)


def test_bins_hold_equally_many_lines() -> None:
    sure = [judged("a", "ab"[at % 2], 0.5 + at // 2 / 100) for at in range(30)]

    found = calibration(sure)

    assert [2] * 15 == [one.lines for one in found.bins]
    assert Bin(2, 0.5, 0.5) == found.bins[0]
    # the gaps of the 15 bins are 0.00, 0.01, … 0.14
    assert 0.07 == pytest.approx(found.error)


def scored(at: float, need: str = "a", distance: Distance | None = None) -> Judged:
    """A line that is out of scope with the probability 1 - ``at``; turned away under a quarter."""
    ranking = (Guess("a", at), Guess("out_of_scope", 1 - at))
    outcome = "fallback" if at < 0.25 else "answered"
    understanding = Understanding("lời", ranking)
    return Judged(Line("lời", need, distance), understanding, outcome, Verdict.FALLBACK, 0.001)


def test_the_score_is_what_is_not_out_of_scope() -> None:
    assert 0.25 == score(scored(0.25))
    assert 1.0 == score(judged("a", "b"))
    assert 0.0 == score(Judged(Line("", "a"), Understanding(""), "fallback", Verdict.FALLBACK, 0.0))


def test_what_is_out_of_scope_is_turned_away_at_95_in_100_let_in() -> None:
    inside = [scored(at / 32) for at in range(1, 21)]
    near = [scored(at / 32, "out_of_scope", Distance.NEAR) for at in (0.5, 6)]
    far = [scored(at / 32, "out_of_scope", Distance.FAR) for at in (0, 1.5)]

    found = scope([*inside, *near, *far])

    assert found is not None
    assert 2 / 32 == found.threshold
    assert (19, 20) == (found.let_in.count, found.let_in.total)
    assert (13, 20) == (found.served.count, found.served.total)  # 8 to 20 of 32
    assert ["all", "near", "far"] == [one.kind for one in found.kinds]
    assert [(3, 4), (1, 2), (2, 2)] == [(one.recall.count, one.recall.total) for one in found.kinds]
    # near: 20 of 20 above one, 14 above and one as high as the other; far: 20 and 19
    assert (73.5 / 80, 34.5 / 40, 39 / 40) == tuple(one.auroc for one in found.kinds)
    assert [4, 2, 2] == [one.served.count for one in found.kinds]


def test_the_curve_runs_from_nobody_to_everybody_let_in() -> None:
    found = scope([scored(0.5), scored(0.75), scored(0.6, "out_of_scope")])

    assert found is not None
    [every] = found.kinds
    assert (Point(0.0, 1.0), Point(0.5, 1.0), Point(1.0, 0.0)) == (
        every.curve[0],
        every.curve[50],
        every.curve[100],
    )


def test_one_side_alone_has_no_scope() -> None:
    assert scope([scored(0.5)]) is None
    assert scope([scored(0.5, "out_of_scope")]) is None


def test_served_right_is_answered_or_offered_right() -> None:
    offered = judged("a", "b", outcome="confirm", verdict=Verdict.OFFERED_RIGHT)

    found = scores([judged("a", "a"), offered, judged("a", "b")])

    assert share(2, 3) == found.served_right
    assert share(1, 3) == found.top1
    assert share(1, 3) == found.verdicts[Verdict.MISLED]
    assert Share(0, 3, 0.0, 0.0, pytest.approx(0.5615, abs=1e-4)) == found.verdicts["fallback"]


def test_speed_is_told_in_times_that_were_measured() -> None:
    understanding = Understanding("", (Guess("a", 1.0),))
    lines = [
        Judged(Line("", "a"), understanding, "answered", Verdict.MISLED, at / 1000)
        for at in range(1, 101)
    ]

    assert Speed(p50_ms=50.0, p99_ms=99.0) == speed(lines)


def test_entities_are_counted_by_kind_and_together() -> None:
    sum_named, phone = Entity("amount", "5000", "5k"), Entity("phone_os", "ios", "iphone")
    found = {"a": (sum_named, sum_named), "b": (phone,)}
    lines = [("a", frozenset({("amount", "5000"), ("phone_os", "ios")})), ("b", frozenset())]

    figures = judge_entities(lines, lambda line: found[line])

    assert figures is not None
    assert (2, 1) == (figures.lines, figures.empty)
    assert {
        "all": (share(1, 2), share(1, 2), 2),
        "amount": (share(1, 1), share(1, 1), 1),
        "phone_os": (share(0, 1), share(0, 1), 1),
    } == {one.kind: (one.precision, one.recall, one.support) for one in figures.kinds}


def test_a_right_kind_with_a_wrong_value_is_found_wrongly_and_missed() -> None:
    lines = [("a", frozenset({("amount", "5000")}))]

    figures = judge_entities(lines, lambda line: [Entity("amount", "500", "5k")])

    assert figures is not None
    assert (share(0, 1), share(0, 1)) == (figures.kinds[1].precision, figures.kinds[1].recall)


def test_without_lines_no_entities_are_judged() -> None:
    assert judge_entities([], lambda line: []) is None
