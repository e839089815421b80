"""What an utterance names, judged on lines that no word list was made from."""

import time
from pathlib import Path
from zlib import crc32

import pytest

from bot.evaluation.entities import judge_entities
from nlu.training_data import Named, read_named
from nlu.understanding import Entity
from tests.fakes import extractor

LABELLED = read_named(Path(__file__).parent.parent / "data" / "holdout_entities")
FLOORS = {  # precision and recall, slightly under what was reached
    "amount": (0.95, 0.95),
    "bank_or_wallet": (0.95, 0.95),
    "commune": (0.95, 0.92),
    "document": (0.95, 0.95),
    "phone_os": (0.92, 0.92),
    "procedure": (0.93, 0.95),
    "province": (0.95, 0.93),
    "relation": (0.93, 0.93),
}


def kept_aside() -> list[tuple[str, Named]]:
    """The half on which the word lists were not tuned: lines with an odd checksum."""
    return [(line, named) for line, named in LABELLED if crc32(line.encode()) % 2]


def of_kinds(entities: tuple[Entity, ...]) -> list[tuple[str, str, str]]:
    return [(entity.kind, entity.value, entity.text) for entity in entities]


def test_there_is_enough_to_judge_by() -> None:
    assert 300 <= len(kept_aside())
    assert 80 <= sum(not named for _, named in kept_aside())


@pytest.mark.parametrize("kind", FLOORS)
def test_entities_are_found_and_little_else(kind: str) -> None:
    judged = judge_entities(kept_aside(), extractor().find)
    precision, recall = FLOORS[kind]

    assert judged is not None
    [figures] = [one for one in judged.kinds if one.kind == kind]
    assert figures.precision.value >= precision
    assert figures.recall.value >= recall


def test_every_entity_stands_where_it_says() -> None:
    for line, _ in LABELLED:
        for entity in extractor().find(line):
            assert entity.text == line[entity.start : entity.end]


def test_a_story_is_read_whole() -> None:
    story = (
        "Em ở xã Di Linh tỉnh Lâm Đồng, mẹ em dùng samsung, chuyển nhầm 2 triệu qua vcb, "
        "con em cần làm giấy khai sinh"
    )

    assert [
        ("commune", "Xã Di Linh, Lâm Đồng", "xã Di Linh"),
        ("province", "Lâm Đồng", "tỉnh Lâm Đồng"),
        ("relation", "mother", "mẹ em"),
        ("phone_os", "android", "samsung"),
        ("amount", "2000000", "2 triệu"),
        ("bank_or_wallet", "Vietcombank", "vcb"),
        ("relation", "child", "con em"),
        ("procedure", "Đăng ký khai sinh", "làm giấy khai sinh"),
        ("document", "Giấy khai sinh", "giấy khai sinh"),
    ] == of_kinds(extractor().find(story))


def test_offsets_hold_in_a_text_with_loose_accents_and_spaces() -> None:
    typed = "ở  tinh\u0309 Lâm  Đô\u0300ng\u200b nhe"

    [place] = extractor().find(typed.replace("tinh\u0309", "ti\u0309nh"))

    assert "Lâm Đồng" == place.value
    assert place.text.endswith("ng")


def test_what_stands_in_a_longer_name_is_part_of_it() -> None:
    [bank] = extractor().find("ngân hàng sài gòn thương tín")

    assert "Sacombank" == bank.value


@pytest.mark.parametrize("text", ["", "  ", "?!", "123", "🙂"])
def test_a_text_without_words_names_nothing(text: str) -> None:
    assert () == extractor().find(text)


def test_a_long_story_is_read_in_a_few_milliseconds() -> None:
    words = " ".join(line for line, _ in LABELLED[::7]).split()
    stories = [" ".join(words[at : at + 60]) for at in range(0, 600, 5)]
    took = []
    for story in stories:
        started = time.thread_time()
        extractor().find(story)
        took.append(time.thread_time() - started)

    assert sorted(took)[len(took) // 2] < 0.01
