"""How well needs that mean the same become one case: judged on labelled needs in several orders."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import mean

from bot.compared import ComparedNeed
from bot.evaluation.needs import LabelledNeed, guessed
from bot.grouping import traits_of
from nlu.comparing import Comparing
from nlu.groups import Traits
from nlu.interpreter import Interpreter
from nlu.likening import Labelled, orders

ORDERS = 5
SHOWN = 10


@dataclass(frozen=True)
class Agreement:
    """How far the made cases agree with the true ones, for one order of arrival."""

    precision: float
    """Of pairs of needs that were put into one case, how many truly belong together."""
    recall: float
    """Of pairs that truly belong together, how many were."""
    b3_precision: float
    """The same, averaged over needs instead of pairs (B-cubed), so that large cases weigh less."""
    b3_recall: float
    made: int


@dataclass(frozen=True)
class Grouped:
    """The figures over all orders, and wrong pairs of the first."""

    needs: int
    true: int
    agreements: tuple[Agreement, ...]
    joined: tuple[tuple[str, str], ...]
    """Pairs that were joined and do not belong together."""
    parted: tuple[tuple[str, str], ...]


def labelled(
    needs: Sequence[LabelledNeed], interpreter: Interpreter, comparing: Comparing
) -> list[Labelled]:
    """The needs as they are compared, with numbers for their cases."""
    numbers = {case: at for at, case in enumerate(dict.fromkeys(one.case for one in needs))}
    return [
        Labelled(traits_of(guessed(one.need, interpreter), comparing), numbers[one.case], at)
        for at, one in enumerate(needs)
    ]


def judge_grouping(
    needs: Sequence[LabelledNeed], interpreter: Interpreter, comparing: Comparing
) -> Grouped:
    """Let the needs arrive in several orders and see what becomes of them."""
    ready = labelled(needs, interpreter, comparing)
    agreements = []
    made: dict[int, int] = {}
    for order in orders(ready, ORDERS):
        made = place_all([(one.at, one.traits) for one in order], comparing)
        agreements.append(agreement([(one.case, made[one.at]) for one in ready]))
    wrong = list(_wrong(needs, made))
    joined = tuple(pair for is_joined, pair in wrong if is_joined)
    parted = tuple(pair for is_joined, pair in wrong if not is_joined)
    true = len({one.case for one in ready})
    return Grouped(len(needs), true, tuple(agreements), joined, parted)


def place_all(arriving: Sequence[tuple[int, Traits]], comparing: Comparing) -> dict[int, int]:
    """The case of each need when they arrive in this order."""
    groups = comparing.groups()
    made: dict[int, int] = {}
    for at, traits in arriving:
        case = groups.best(traits)
        made[at] = len(made) if case is None else case
        groups.add(made[at], traits)
    return made


def agreement(cases: Sequence[tuple[int, int]]) -> Agreement:
    """Compare the true and the made case of each need."""
    both, true = Counter(cases), Counter(one for one, _ in cases)
    made = Counter(one for _, one in cases)
    right, joined, belong = (
        sum(size * (size - 1) // 2 for size in sizes.values()) for sizes in (both, made, true)
    )
    return Agreement(
        right / joined if joined else 1.0,
        right / belong if belong else 1.0,
        sum(size * size / made[case] for (_, case), size in both.items()) / len(cases),
        sum(size * size / true[case] for (case, _), size in both.items()) / len(cases),
        len(made),
    )


def _wrong(
    needs: Sequence[LabelledNeed], made: dict[int, int]
) -> Iterator[tuple[bool, tuple[str, str]]]:
    for one, two in combinations(range(len(needs)), 2):
        joined = made[one] == made[two]
        if joined != (needs[one].case == needs[two].case):
            yield joined, (_shown(needs[one].need), _shown(needs[two].need))


def _shown(need: ComparedNeed) -> str:
    place = "/".join(part for part in (need.guide, need.step, need.cause) if part)
    return need.words or f"({need.reason} {place})"


def write_grouping(grouped: Grouped, *, show_misses: bool) -> str:
    """The figures in a terminal."""
    orders = grouped.agreements
    lines = [f"{grouped.needs} needs, truly {grouped.true} cases; {len(orders)} orders of arrival"]
    for name, title in _TITLES.items():
        found = [float(getattr(one, name)) for one in orders]
        lines.append(f"  {title:18} mean {mean(found):6.1%}  worst {min(found):6.1%}")
    made = [one.made for one in orders]
    lines.append(f"  {'cases made':18} {min(made)} to {max(made)}")
    if show_misses:
        for title, pairs in (("wrongly joined", grouped.joined), ("parted", grouped.parted)):
            step = max(1, len(pairs) // SHOWN)
            lines += ["", f"{title} ({len(pairs)} pairs in the last order), for example:"]
            lines += [f"  {one}\n    {two}" for one, two in pairs[::step][:SHOWN]]
    return "\n".join(lines)


_TITLES = {
    "precision": "pair precision",
    "recall": "pair recall",
    "b3_precision": "B-cubed precision",
    "b3_recall": "B-cubed recall",
}
