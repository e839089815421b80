"""The slow part of `trolyso check`: what the model itself finds odd, as a report and as a table."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from nlu.crossing import Recipe, out_of_fold
from nlu.lexicon import read_shorthand, read_surroundings
from nlu.oddities import Confusion, Odd, confusions, odd_examples
from nlu.progress import Progress
from nlu.training_data import read_lines

FOLDS = 5
MOST_CONFUSIONS = 40
MOST_SHOWN = 100
COLUMNS = ("tệp", "dòng", "câu mẫu", "nhãn", "máy đoán", "xác suất đoán", "xác suất nhãn")


def look(root: Path, progress: Progress) -> tuple[list[Confusion], list[Odd]]:
    """Confused pairs and odd examples of data/nlu; takes minutes.

    Raises:
        ValueError: a file of examples cannot be read, or there is none.
    """
    examples = read_lines(root / "data" / "nlu")
    if not examples:
        raise ValueError("data/nlu holds no examples")
    lexicon = root / "data" / "lexicon"
    surroundings = read_surroundings(lexicon / "contexts.yml")
    recipe = Recipe(read_shorthand(lexicon / "shorthand.yml"), surroundings)
    rankings = out_of_fold(examples, FOLDS, progress, recipe)
    return confusions(examples, rankings), odd_examples(examples, rankings)


def write_report(confused: Sequence[Confusion], odd: Sequence[Odd]) -> str:
    """Both lists as text, the worst first."""
    lines = ["Pairs of intents that are confused:", ""]
    lines += [line for pair in confused[:MOST_CONFUSIONS] for line in _pair(pair)]
    lines += ["", f"{len(odd)} examples that look mislabelled, the most suspicious first:", ""]
    lines += [_odd(one) for one in odd[:MOST_SHOWN]]
    if len(odd) > MOST_SHOWN:
        lines.append(f"… and {len(odd) - MOST_SHOWN} more; --out writes them all")
    return "\n".join(lines)


def _pair(pair: Confusion) -> Iterator[str]:
    one, other = pair.intents
    yield f"{sum(pair.counts):4d}  {one} – {other}"
    for count, label, guess, instance in (
        (pair.counts[0], one, other, pair.instances[0]),
        (pair.counts[1], other, one, pair.instances[1]),
    ):
        if count:
            yield f"      {count:4d} of {label} taken for {guess}: '{instance}'"


def _odd(one: Odd) -> str:
    guess = f"{one.guess} {one.probability:.2f} instead of {one.example.intent} {one.own:.2f}"
    return f"{one.example.where}: {guess}: '{one.example.text}'"


def write_table(odd: Sequence[Odd], path: Path) -> None:
    """All odd examples as TSV; the mark at its start lets a spreadsheet see that it is UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n")
        table.writerow(COLUMNS)
        for one in odd:
            example, chances = one.example, (f"{one.probability:.3f}", f"{one.own:.3f}")
            row = (example.file, example.line, example.text, example.intent, one.guess, *chances)
            table.writerow(row)
