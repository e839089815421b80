"""What our own words are held to: short, plain, dated; each fault with its file and line."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.check import guides, language, replies
from bot.check.everything import findings
from bot.check.rules import Rules, read_rules
from bot.check.texts import texts
from bot.content import Content
from bot.guides import read_guides
from bot.message import Button, Reply
from tests.drafts import GUIDE, Make, of_guides

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 22)
LONG = "Bác " + "đi " * 25 + "nhé."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Một. Hai? Ba", ["Một.", "Hai?", "Ba"]),
        ("Vào dichvucong.gov.vn, xong.", ["Vào dichvucong.gov.vn, xong."]),
        ('Bấm "Gửi." Rồi chờ.', ['Bấm "Gửi.', "Rồi chờ."]),
        ("Một\n• Hai\n\n…", ["Một", "• Hai"]),
    ],
)
def test_sentences_end_at_marks_and_lines(text: str, expected: list[str]) -> None:
    assert expected == language.sentences(text)


def test_a_sentence_of_more_than_25_words_is_told(make: Make) -> None:
    content = make(("Mở ứng dụng.", LONG))

    [(at, sentence)] = of_guides(language.findings(list(texts(content))))

    assert ("steps", 0, "text") == at
    assert "the sentence 'Bác đi đi đi đi đi …' has 27 words, at most 25" == sentence


def test_a_sentence_is_measured_in_the_frame_in_which_it_is_said(make: Make) -> None:
    short_alone = " ".join(["từ"] * 24) + "."
    content = make(("mọi việc xong.", short_alone))

    [(at, _)] = of_guides(language.findings(list(texts(content))))

    assert ("works_when",) == at  # "Làm được khi:" makes it 27


def test_a_harder_text_has_a_higher_level(rules: Rules) -> None:
    plain = language.level(["Mở máy. Bấm nút. Chờ tin."], rules)
    long = language.level(["Mở máy lên rồi bấm nút xanh và ngồi chờ tin nhắn gửi về."], rules)
    hard = language.level(["Sao kê OTP. Tra soát NFC. Mở máy."], rules)

    assert 1.74 + 0.13 * 2 == pytest.approx(plain)
    assert plain < long < hard


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (Reply("chữ " * 175 + "."), "the message has 701 letters, at most 700 are read"),
        (Reply("a\n" * 33), "the message fills 2.1 screens of a small phone, at most 2"),
        (
            Reply("", (Button("nút", "x"),) * 17),
            "the message fills 2.2 screens of a small phone, at most 2",
        ),
        (Reply("😀" * 1001), "the message has 2002 UTF-16 units, Zalo takes 2000"),
        (Reply("x" * 4097), "the message has 4097 UTF-16 units, Telegram takes 4096"),
        (
            Reply("x" * 650, (Button("y" * 40, "x"),) * 31),
            "the message has 2098 UTF-16 units, Zalo takes 2000",
        ),
    ],
)
def test_a_message_that_is_too_long_is_told(reply: Reply, sentence: str) -> None:
    assert sentence in list(replies._too_long(reply))


def test_a_message_is_measured_as_it_is_sent(make: Make) -> None:
    """Neither half is too long, both together are: a step is said with what differs by phone."""
    half = "Mở máy ra. " * 32
    content = make(("    text: Mở ứng dụng.", f"    text: {half}\n    iphone: {half}"))

    told = of_guides(replies.findings(content))

    assert (("steps", 0, "text"), "the message has 726 letters, at most 700 are read") in told


def test_a_message_is_measured_as_a_helper_gets_it(make: Make) -> None:
    half = "Mở máy ra. " * 32
    content = make(("text: Xong.", f"text: {half}"), ("Để họ tự làm.", half))

    told = of_guides(replies.findings(content))

    assert (("steps", 1, "text"), "the message has 726 letters, at most 700 are read") in told


def test_a_line_for_one_phone_is_measured_in_its_frame(make: Make) -> None:
    short_alone = " ".join(["từ"] * 24) + "."
    content = make(("Mở ứng dụng.", f"Mở ứng dụng.\n    android: {short_alone}"))

    [(at, _)] = of_guides(language.findings(list(texts(content))))

    assert ("steps", 0, "android") == at  # "Máy Android:" makes it 26


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("review_by: 2027-05-01", "review_by: 2026-11-21"), "to be reviewed since 21/11/2026"),
        (("[{name: Nguồn, where: trang, facts: [A1]}]", "[]"), "no source is named"),
        (("where: trang, facts: [A1]", "where: trang"), "a source has its name, where it is found"),
    ],
)
def test_sources_and_dates_are_held_to(make: Make, change: tuple[str, str], sentence: str) -> None:
    [(_, told)] = of_guides(guides.findings(make(change), TODAY))

    assert sentence in told


def test_a_figure_needs_a_source_that_was_compared(make: Make) -> None:
    unchecked = ("name: Nguồn", 'name: "Hiểu biết chung, chưa đối chiếu"')
    figure = ("Mở ứng dụng.", "Chờ 3 ngày.")

    assert [] == of_guides(guides.findings(make(figure), TODAY))
    assert [] == of_guides(guides.findings(make(unchecked), TODAY))
    [(at, sentence)] = of_guides(guides.findings(make(figure, unchecked), TODAY))
    assert ("steps", 0, "text") == at
    assert "'3 ngày' needs a source" in sentence


def test_a_label_that_does_not_fit_on_a_button_is_told(make: Make) -> None:
    [(at, sentence)] = of_guides(
        guides.findings(make(("cause: Hỏng", f"cause: {'a' * 41}")), TODAY)
    )

    assert ("steps", 0, "stuck", 0, "cause") == at
    assert "has 41 letters, at most 40 fit" in sentence


def test_every_finding_has_its_file_and_line(content: Content, tmp_path: Path) -> None:
    """A guide in the real folder's place: the line is that of the field in its file."""
    for name in ("nlu", "holdout"):
        (tmp_path / "data" / name).mkdir(parents=True)
    for name in ("lexicon", "rules"):
        (tmp_path / "data" / name).symlink_to(ROOT / "data" / name)
    (tmp_path / "domain.yml").symlink_to(ROOT / "domain.yml")
    folder = tmp_path / "data" / "guides"
    folder.mkdir()
    (folder / "thu.yml").write_text(GUIDE.replace("Xong.", "Đọc mã OTP."), encoding="utf-8")
    made = replace(content, intents=("thu",), guides=read_guides(folder, {}), menu=())

    told = [str(one) for one in findings(tmp_path, made, TODAY) if one.file == "guides/thu.yml"]

    assert len(told) == 2
    assert told[0].startswith("guides/thu.yml:10: 'OTP' is not explained")
    assert told[1].startswith("guides/thu.yml:10: 'Đọc mã OTP.' asks for a secret")


def test_a_word_list_that_is_missing_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"rules/jargon\.yml holds no word lists: "):
        read_rules(tmp_path)
    for name in ("jargon", "hosts", "warnings", "secrets"):
        (tmp_path / f"{name}.yml").write_text("official: [gov.vn]", encoding="utf-8")
    with pytest.raises(ValueError, match=r"rules/warnings\.yml lacks the list 'about'"):
        read_rules(tmp_path)


def test_guides_that_lead_nowhere_are_told_without_reading_them_aloud(make: Make) -> None:
    made = make(("fix: Sửa lại.}", "fix: Sửa lại., to: nhac}"), ("Xong.", "Đọc mã OTP."))

    told = [one.sentence for one in findings(ROOT, made, TODAY) if one.file == "guides/thu.yml"]

    assert "trouble 'hong' leads to 'nhac', which does not exist" in told
    assert not any("asks for a secret" in sentence for sentence in told)
