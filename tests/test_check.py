"""What `trolyso check` tells: each finding in one sentence, with its file and line."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.check import balance, examples, files, oddities
from bot.check.lines import line_of
from bot.findings import Finding
from nlu.duplicates import Gist
from nlu.oddities import Confusion, Odd
from nlu.training_data import Example, read_lines

GIST = Gist({"mk": "mật khẩu"}, ["ạ", "em"])
DISTINCT = "một hai ba bốn năm sáu bảy tám chín mười"


def told(findings: Iterator[Finding]) -> list[str]:
    return [str(finding) for finding in findings]


def lines(folder: str, intent: str, texts: Sequence[str]) -> list[Example]:
    file = f"{folder}/{intent}.yml"
    return [Example(text, intent, file, at) for at, text in enumerate(texts, start=5)]


def pairs_told(held_out: list[Example], training: list[Example]) -> list[str]:
    found = examples.findings((), held_out, training, GIST)
    return [str(one) for one in found if "domain.yml" not in one.sentence]


def test_examples_are_read_with_their_lines(tmp_path: Path) -> None:
    folder = tmp_path / "nlu"
    folder.mkdir()
    (folder / "thu.yml").write_text(
        "nlu:\n# lời\n- intent: thu\n  examples: |\n    - một\n\n    - hai\n- intent: khac\n"
        "  examples: |\n    - ba\n",
        encoding="utf-8",
    )

    assert [("một", "thu", 5), ("hai", "thu", 7), ("ba", "khac", 10)] == [
        (example.text, example.intent, example.line) for example in read_lines(folder)
    ]


def test_a_line_said_twice_in_training_is_told() -> None:
    training = lines("nlu", "a", ["quên mật khẩu", "em quen mk ạ"])

    assert [
        "nlu/a.yml:6: 'em quen mk ạ' says nearly the same as 'quên mật khẩu' (nlu/a.yml:5), "
        "keep one of them"
    ] == pairs_told([], training)


def test_a_training_line_that_gives_a_held_out_one_away_is_told_to_go() -> None:
    held_out = lines("holdout", "a", ["Quên mật khẩu?"])

    assert [
        "nlu/a.yml:5: 'quen mat khau' says nearly the same as 'Quên mật khẩu?' (holdout/a.yml:5), "
        "which judges the model: delete it here"
    ] == pairs_told(held_out, lines("nlu", "a", ["quen mat khau"]))


def test_one_line_under_two_intents_is_told_at_both_places() -> None:
    training = [*lines("nlu", "a", ["quên mk"]), *lines("nlu", "b", ["quen mat khau"])]

    assert [
        "nlu/b.yml:5: 'quen mat khau' says the same as 'quên mk' (nlu/a.yml:5), "
        "which has another intent: decide on one"
    ] == pairs_told([], training)


def test_lines_of_two_intents_that_are_merely_alike_are_a_note() -> None:
    alike = f"{DISTINCT} mười một", f"{DISTINCT} mười hai"
    training = [*lines("nlu", "a", alike[:1]), *lines("nlu", "b", alike[1:])]

    [one] = [one for one in examples.findings(("a", "b"), [], training, GIST) if one.line]

    assert one.is_note
    assert "of another intent: read both" in one.sentence


def test_too_few_lines_and_an_unknown_intent_are_told() -> None:
    found = told(examples.findings(("a",), [], lines("nlu", "b", ["xin chào"]), GIST))

    assert "nlu/a.yml: 0 lines, at least 60 are needed" in found
    assert "holdout/a.yml: 0 lines, at least 20 are needed" in found
    assert "nlu/b.yml: the intent is not in domain.yml" in found


def test_a_line_that_is_a_command_is_told() -> None:
    found = told(examples.findings((), [], lines("nlu", "a", ["/menu"]), GIST))

    assert "nlu/a.yml:5: '/menu' would be read as a command; leave the / away" in found


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (["ừ"] * 9 + ["dài hơn năm chữ nhiều lắm"], "90% of the lines are of at most 5 words"),
        (["mot hai ba bon nam sau bay"] * 5 + ["sáu bảy"] * 5, "50% of the lines are without acc"),
        (DISTINCT.split(), "100% of the lines share no word with two others"),
        (["đổi số điện thoại a", "đổi số điện b c"] * 5, "100% of the lines begin with 'doi so d"),
    ],
)
def test_a_lopsided_intent_is_a_note_with_the_figure(texts: list[str], sentence: str) -> None:
    found = list(balance.findings(lines("nlu", "a", texts), GIST))

    assert all(one.is_note for one in found)
    assert any(sentence in str(one) for one in found), found


def test_an_intent_far_larger_than_the_others_is_a_note() -> None:
    small = [line for intent in "bcd" for line in lines("nlu", intent, ["mở thẻ"] * 10)]
    found = told(balance.findings([*lines("nlu", "a", ["khóa thẻ"] * 30), *small], GIST))

    assert "nlu/a.yml: 30 examples, 3.0 times as many as the median intent" in found


def test_letters_that_are_not_composed_are_told_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "data" / "guides").mkdir(parents=True)
    (tmp_path / "domain.yml").write_text("intents: [a]\n", encoding="utf-8")
    (tmp_path / "data" / "guides" / "thu.yml").write_text(
        "title: Thử\nfor_whom: o\u0302ng\n", encoding="utf-8"
    )

    (tmp_path / "data" / "places.tsv").write_text("o\u0302ng\n", encoding="utf-8")

    assert [
        "guides/thu.yml:2: the text is not NFC; compose its letters",
        "places.tsv:1: the text is not NFC; compose its letters",
    ] == told(files.findings(tmp_path))


def test_a_way_through_a_file_leads_to_its_line(tmp_path: Path) -> None:
    path = tmp_path / "thu.yml"
    path.write_text("a: 1\nsteps:\n  - id: x\n    text: >-\n      lời\n", encoding="utf-8")

    assert 4 == line_of(path, ("steps", 0, "text"))
    assert 3 == line_of(path, ("steps", 0, "missing"))
    assert 1 == line_of(path, ())


def test_a_mislabelled_line_is_found_in_a_folder_of_examples(tmp_path: Path) -> None:
    pytest.importorskip("scipy", reason="fitting needs the training packages")
    cards = [
        "khóa thẻ",
        "mất thẻ",
        "thẻ khóa",
        "thẻ atm",
        "làm thẻ",
        "thẻ mới",
        "thẻ cũ",
        "đổi thẻ",
    ]
    births = [
        "khai sinh",
        "sinh con",
        "con sinh",
        "khai sinh con",
        "sinh đôi",
        "tên con",
        "khóa thẻ",
    ]
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "data" / "lexicon").mkdir()
    (tmp_path / "data" / "lexicon" / "shorthand.yml").write_text("không: [ko]", encoding="utf-8")
    around = "openings: [dạo này]\nasides: [tôi già rồi]\nclosings: [phải làm sao]\n"
    (tmp_path / "data" / "lexicon" / "contexts.yml").write_text(around, encoding="utf-8")
    for intent, texts in (("card", cards), ("birth", births)):
        block = "".join(f"    - {text}\n" for text in texts)
        (tmp_path / "data" / "nlu" / f"{intent}.yml").write_text(
            f"nlu:\n- intent: {intent}\n  examples: |\n{block}", encoding="utf-8"
        )
    told: list[float] = []

    _, odd = oddities.look(tmp_path, told.append)

    assert ("nlu/birth.yml:10", "card") == (odd[0].example.where, odd[0].guess)
    assert told


def test_nothing_can_be_found_odd_among_no_examples(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="data/nlu holds no examples"):
        oddities.look(tmp_path, lambda share: None)


ODD = Odd(Example("mất thẻ", "birth", "nlu/birth.yml", 7), "card", 0.91, 0.02)


def test_the_report_names_both_ways_of_a_confusion_and_the_place_of_what_is_odd() -> None:
    confused = Confusion(("birth", "card"), (3, 0), ("mất thẻ", ""))

    report = oddities.write_report([confused], [ODD])

    assert "   3  birth – card\n         3 of birth taken for card: 'mất thẻ'" in report
    assert "0 of" not in report
    assert "nlu/birth.yml:7: card 0.91 instead of birth 0.02: 'mất thẻ'" in report


def test_a_spreadsheet_gets_every_odd_example(tmp_path: Path) -> None:
    oddities.write_table([ODD] * 200, tmp_path / "odd.tsv")

    header, first, *others = (tmp_path / "odd.tsv").read_text(encoding="utf-8-sig").splitlines()

    assert "tệp\tdòng\tcâu mẫu" in header
    assert "nlu/birth.yml\t7\tmất thẻ\tbirth\tcard\t0.910\t0.020" == first
    assert 199 == len(others)
