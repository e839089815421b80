"""Word lists: what a spelling stands for."""

import shutil
from pathlib import Path

import pytest

from nlu.lexicon import ENTITY_FILES, read_procedures, read_spellings, spellings

LEXICON = Path(__file__).parent.parent / "data" / "lexicon"


@pytest.mark.parametrize(
    ("template", "stands_for"),
    [
        ("momo", ["momo"]),
        ("(ví|app) momo", ["ví momo", "app momo"]),
        ("momo [của tôi]", ["momo", "momo của tôi"]),
        ("(a|b [c|d]) e", ["a e", "b e", "b c e", "b d e"]),
        ("<làm> thẻ", ["làm thẻ", "xin thẻ", "xin cấp thẻ"]),
    ],
)
def test_a_spelling_stands_for_several(template: str, stands_for: list[str]) -> None:
    assert stands_for == spellings(template, {"làm": ("làm", "xin [cấp]")})


@pytest.mark.parametrize("template", ["(a|b", "a]", "<không có>", "(a]", "<vòng>"])
def test_a_spelling_that_cannot_be_read_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match=r"bracket|does not exist|names itself"):
        spellings(template, {"vòng": ("a <vòng>",)})


def test_traps_have_no_value() -> None:
    assert ("# mb", "") in read_spellings(LEXICON, "bank_or_wallet")


def test_each_procedure_belongs_to_a_need() -> None:
    assert "proc_birth" == read_procedures(LEXICON)["Đăng ký khai sinh"]


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("banks.yml", "A: momo\n", "lexicon/banks.yml: 'A' needs a list of spellings"),
        ("banks.yml", "A: [momo\n", "lexicon/banks.yml is not a word list: "),
        ("banks.yml", "- momo\n", "lexicon/banks.yml is not a word list: it has no headings"),
        ("banks.yml", "parts: [a]\n", "lexicon/banks.yml: 'parts' has no headings"),
        ("banks.yml", "A: ['(momo']\n", "lexicon/banks.yml: '(momo' has a bracket"),
    ],
)
def test_a_broken_word_list_is_refused_in_one_sentence(
    tmp_path: Path, file: str, text: str, fault: str
) -> None:
    for name in ENTITY_FILES:
        shutil.copy(LEXICON / name, tmp_path)
    (tmp_path / file).write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match=r"lexicon/banks\.yml") as refused:
        read_spellings(tmp_path, "bank_or_wallet")

    assert str(refused.value).startswith(fault)
    assert "\n" not in str(refused.value)
