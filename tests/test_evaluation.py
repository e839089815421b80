"""What citizens would get, counted, and the report that says it."""

import json
import re
from pathlib import Path

import pytest

from bot.content import Content
from bot.evaluation.entities import judge_entities
from bot.evaluation.lines import Distance, Line, disturbed, read_holdout, read_lines, read_tsv
from bot.evaluation.page import keep, write_page
from bot.evaluation.report import Report, examine
from bot.evaluation.table import write_table
from bot.evaluation.verdicts import Verdict, judge
from nlu.noise import Noise
from nlu.training_data import Named
from tests.fakes import ScriptedInterpreter, extractor
from tests.pages import Page

ROOT = Path(__file__).parent.parent


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
        (("vneid_activate", "vneid_info"), "out_of_scope", Verdict.OFFERED_RIGHT),
        ("vneid_info", "out_of_scope", Verdict.MISLED),
    ],
)
def test_each_utterance_has_one_verdict(content, understood, need, verdict) -> None:
    [judged] = judge([Line("lời", need)], ScriptedInterpreter({"lời": understood}), content)

    assert verdict is judged.verdict


NAMED: list[tuple[str, Named]] = [
    ("chuyển nhầm 2 triệu qua vcb", frozenset({("amount", "2000000")})),
    ("thẻ mb bị khóa", frozenset({("bank_or_wallet", "MB Bank"), ("document", "Căn cước")})),
    ("thanh toán tiền điện", frozenset()),
]


@pytest.fixture
def report(content: Content) -> Report:
    """Three lines in scope and two out of it, judged by a script that knows them as they are."""
    script = {"a": "vneid_info", "b <i>": "vneid_info", "xa": "pay_fee"}
    lines = [
        Line("a", "vneid_info"),
        Line("b <i>", "pay_fee"),
        Line("c", "pay_fee"),
        Line("gần", "out_of_scope", Distance.NEAR),
        Line("xa", "out_of_scope", Distance.FAR),
    ]
    ours = examine("release x", lines, ScriptedInterpreter(script), content)
    entities = judge_entities(NAMED, extractor().find)
    return Report("lines.tsv", "22/11/2026", len(lines), ours, entities=entities)


def test_the_table_counts_every_utterance(report: Report) -> None:
    table = write_table(report, show_misses=True)

    assert "5 utterances" in table
    assert "misled              2   40.0%" in table
    assert "pay_fee                            0 of 2" in table
    assert "  clean       20.0%          40.0%          40.0%" in table
    assert "b <i>" in table.splitlines()[-3]


def test_the_table_tells_how_well_entities_are_found(report: Report) -> None:
    table = write_table(report, show_misses=False)

    assert table.endswith(
        "entities in 3 lines (precision, recall, named):\n"
        "  all               66.7%  66.7%     3\n"
        "  amount           100.0% 100.0%     1\n"
        "  bank_or_wallet    50.0% 100.0%     1\n"
        "  document           0.0%   0.0%     1"
    )


def test_every_noise_is_judged(report: Report) -> None:
    assert list(Noise) == list(report.ours.noises)
    # the script does not know its words any more when there is a slip in them
    assert 2 == report.ours.clean.verdicts[Verdict.MISLED].count
    assert 0 == report.ours.noises[Noise.TYPOS].verdicts[Verdict.MISLED].count


def test_the_page_is_whole_and_fetches_nothing(report: Report) -> None:
    page = Page(write_page(report))

    assert [] == page.open
    assert [] == page.fetched
    assert "script" not in page.tags
    assert 4 == page.tags.count("svg")
    assert "url(" not in write_page(report)
    assert "@import" not in write_page(report)


def test_the_page_shows_the_figures_and_escapes_the_lines(report: Report) -> None:
    page = write_page(report)

    assert "release x, judged on lines.tsv: 5 lines" in page
    assert '<td data-label="value" class="number">40.0\u00a0%</td>' in page
    assert "b &lt;i&gt;" in page
    assert "<i>near</i>" in page.lower()


def test_the_page_tells_how_well_entities_are_found(report: Report) -> None:
    page = write_page(report)

    assert "in the 3 lines of <code>data/holdout_entities</code>; 1 of them name nothing" in page
    cells = {
        kind: re.findall(r"<td[^>]*>(.*?)(?: <span.*?)?</td>", row)
        for kind, row in re.findall(r'<th scope="row">(\w+)</th>(.*?)</tr>', page, re.DOTALL)
    }
    assert ["1", "50.0\u00a0%", "100.0\u00a0%"] == cells["bank_or_wallet"]
    assert ["1", "–", "0.0\u00a0%"] == cells["document"]


def test_lines_that_are_all_in_scope_have_a_page_too(content: Content) -> None:
    lines = [Line("a", "vneid_info")]
    ours = examine("release x", lines, ScriptedInterpreter({"a": "vneid_info"}), content)

    page = write_page(Report("lines.tsv", "22/11/2026", 1, ours, stock=(ours,)))

    assert "there is nothing to compare" in page
    assert "Beside stock Rasa" in page
    assert "What citizens name" not in page  # lines of a file name no entities
    assert [] == Page(page).open


def test_the_figures_are_kept_for_other_programs(report: Report, tmp_path: Path) -> None:
    page = keep(report, tmp_path)

    kept = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert page.read_text(encoding="utf-8") == write_page(report)
    assert 0.2 == kept["ours"]["clean"]["top1"]["value"]
    assert 2 == kept["ours"]["clean"]["verdicts"]["misled"]["count"]
    assert {*Noise} == kept["ours"]["noises"].keys()
    assert "b <i>" == kept["ours"]["detail"]["misses"][0]["text"]
    assert ["all", "amount", "bank_or_wallet", "document"] == [
        one["kind"] for one in kept["entities"]["kinds"]
    ]
    assert 2 == kept["entities"]["kinds"][0]["precision"]["count"]


def test_the_holdout_says_how_far_a_line_out_of_scope_is() -> None:
    lines = read_holdout(ROOT)

    near = [line for line in lines if line.distance is Distance.NEAR]
    far = [line for line in lines if line.distance is Distance.FAR]
    assert len(near) >= 60
    assert len(far) >= 40
    assert {"out_of_scope"} == {line.need for line in near + far}
    assert [] == [line for line in lines if line.need == "out_of_scope" and not line.distance]


def test_a_file_may_say_how_far_a_line_is(tmp_path: Path) -> None:
    file = tmp_path / "x.tsv"
    file.write_text("text\tneed\tdistance\na\tout_of_scope\tnear\nb\tgreet\t\n", encoding="utf-8")

    assert [Line("a", "out_of_scope", Distance.NEAR), Line("b", "greet")] == read_tsv(file)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [("x.tsv", "needs the columns text and need"), ("y.tsv", "there is no file")],
)
def test_a_file_that_cannot_judge_is_refused(tmp_path: Path, file: str, sentence: str) -> None:
    (tmp_path / "x.tsv").write_text("a\tb\n1\t2\n", encoding="utf-8")

    with pytest.raises(ValueError, match=sentence):
        read_lines(tmp_path, str(tmp_path / file))


def test_an_empty_holdout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="data/holdout is empty"):
        read_lines(tmp_path, None)


def test_noise_changes_the_words_only() -> None:
    line = Line("Quên mật khẩu", "vneid_forgot_password", Distance.NEAR)

    [spoilt] = disturbed([line], Noise.UNACCENTED)

    assert Line("Quen mat khau", "vneid_forgot_password", Distance.NEAR) == spoilt
