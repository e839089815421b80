"""A case's needs as a page tells them: equal wordings together, guesses, places, contacts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.cases import Case, CaseNeed
from bot.moves import plain

MOST_GUESSES = 3


@dataclass(frozen=True)
class Wordings:
    """Needs that were put in the same words, accents aside; the newest first."""

    needs: tuple[CaseNeed, ...]

    @property
    def words(self) -> str:
        """The wording, as it was put last."""
        return self.needs[0].words

    @property
    def ids(self) -> str:
        """The needs as one value of a form."""
        return "-".join(str(need.id) for need in self.needs)

    @property
    def reasons(self) -> list[str]:
        """Why they were not met, the commonest first."""
        return _commonest(need.reason for need in self.needs)

    @property
    def communes(self) -> list[str]:
        """Where they come from."""
        return _commonest(need.commune or need.province for need in self.needs)

    @property
    def channels(self) -> list[str]:
        """How they came."""
        return _commonest(need.channel for need in self.needs)

    @property
    def helpers(self) -> int:
        """How many ask for somebody else."""
        return sum(need.helps for need in self.needs)


def wordings(case: Case) -> list[Wordings]:
    """The wordings of a case, the commonest first."""
    groups: dict[str, list[CaseNeed]] = {}
    for need in case.needs:
        groups.setdefault(plain(need.words), []).append(need)
    told = [Wordings(tuple(needs)) for needs in groups.values()]
    return sorted(told, key=lambda group: (not group.words, -len(group.needs)))


def guesses(case: Case) -> list[tuple[str, int]]:
    """What the model thought, in percent, over all needs that it was asked about."""
    asked = [_ranking(need) for need in case.needs if need.words and need.intent]
    sums: Counter[str] = Counter()
    for ranking in asked:
        sums.update(ranking)
    return [
        (intent, round(100 * sum / len(asked))) for intent, sum in sums.most_common(MOST_GUESSES)
    ]


def _ranking(need: CaseNeed) -> Mapping[str, float]:
    return dict(need.ranking) or {need.intent: need.confidence}


def places(case: Case) -> list[tuple[str, str, int]]:
    """Guide and step where people got stuck, and how many times; the commonest first."""
    counts = Counter((need.guide, need.step) for need in case.needs if need.guide)
    return [(guide, step, often) for (guide, step), often in counts.most_common()]


def tried(case: Case) -> list[tuple[str, str, str]]:
    """Troubles whose help was tried in vain: guide, step, trouble."""
    named = {(need.guide, need.step, need.cause) for need in case.needs if need.cause}
    return sorted(named)


def contacts(case: Case) -> list[CaseNeed]:
    """Needs whose person left a number for us, once for each number."""
    return list({need.phone: need for need in case.needs if need.phone}.values())


def _commonest(values: Iterable[str]) -> list[str]:
    return [value for value, _ in Counter(filter(None, values)).most_common()]
