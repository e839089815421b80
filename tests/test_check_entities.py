"""What `trolyso check` tells of word lists, of kinds of entities, and of lines that judge them."""

import shutil
from pathlib import Path

import pytest

from bot.check.entities import findings
from bot.check.everything import findings as everything
from bot.content import Content
from nlu.lexicon import read_procedures

ROOT = Path(__file__).parent.parent
INTENTS = frozenset(read_procedures(ROOT / "data" / "lexicon").values())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Our own word lists, held-out lines and domain, to be spoilt."""
    shutil.copy(ROOT / "domain.yml", tmp_path)
    for name in ("lexicon", "holdout_entities"):
        shutil.copytree(ROOT / "data" / name, tmp_path / "data" / name)
    return tmp_path


def test_our_own_have_no_faults(root: Path) -> None:
    assert [] == list(findings(root, INTENTS))


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("banks", "A: [momo]\nB: [x, MoMo]\n", "banks.yml:2: 'MoMo' is 'A' and 'B'"),
        ("banks", "A: [momo]\nnone: [momo]\n", "banks.yml:2: 'momo' is 'A' and 'none'"),
        ("banks", "A:\n- vcb\n- '# tk'\nB: ['# tk']\n", "banks.yml:4: '# tk' is 'A' and 'B'"),
        (
            "phones",
            "ios:\n- iphone\n- (iphone\n",
            "phones.yml:3: '(iphone' has a bracket that is never closed",
        ),
        ("phones", "ios: ['…']\n", "phones.yml:1: 'ios' has an empty spelling"),
        (
            "procedures",
            "Làm thẻ:\n  said: [làm thẻ]\n  need: proc_x\n",
            "procedures.yml:3: need 'proc_x' is not an intent of domain.yml",
        ),
        ("procedures", "Làm thẻ: {said: [làm thẻ]}\n", "procedures.yml:1: 'Làm thẻ' has no need"),
        (
            "procedures",
            "Làm thẻ:\n  need: proc_birth\n  said:\n  - a\n  - làm <Sổ lạ>\n",
            "procedures.yml:5: 'làm <Sổ lạ>' names <Sổ lạ>, which does not exist",
        ),
    ],
)
def test_a_fault_of_a_word_list_is_told_with_its_line(
    content: Content, root: Path, file: str, text: str, fault: str
) -> None:
    for name in ("nlu", "holdout"):
        (root / "data" / name).mkdir()
    (root / "data" / "rules").symlink_to(ROOT / "data" / "rules")
    (root / "data" / "lexicon" / f"{file}.yml").write_text(text, encoding="utf-8")

    told = [
        str(one)
        for one in everything(root, content, content.guides.by_id["pay_fee"].reviewed)
        if one.file.startswith("lexicon/")
    ]

    assert [f"lexicon/{fault}"] == told


def test_a_kind_that_only_one_side_knows_is_told(root: Path) -> None:
    domain = root / "domain.yml"
    text = domain.read_text(encoding="utf-8")
    assert "  - phone_os\n" in text
    domain.write_text(text.replace("  - phone_os\n", "  - colour\n"), encoding="utf-8")

    assert [
        "domain.yml: entity 'colour' is never found",
        "domain.yml: entity 'phone_os' is not declared",
    ] == [str(one) for one in findings(root, INTENTS)]


def test_a_held_out_line_names_kinds_that_exist(root: Path) -> None:
    path = root / "data" / "holdout_entities" / "thu.yml"
    path.write_text('"máy đỏ": {colour: red, phone_os: ios}\n', encoding="utf-8")

    [told] = findings(root, INTENTS)

    assert "holdout_entities/thu.yml" == told.file
    assert "'máy đỏ' names the kind 'colour', which does not exist" == told.sentence
    assert ("máy đỏ",) == told.at


def test_the_list_of_places_is_read(root: Path) -> None:
    (root / "data" / "lexicon" / "places.tsv").write_text("Lâm Đồng\n", encoding="utf-8")

    with pytest.raises(ValueError, match=r"lexicon/places\.tsv:1: not enough values"):
        list(findings(root, INTENTS))
