"""What our own words are held to: short, plain, safe; each fault with its file and line."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.check import guides, jargon, language, replies, safety
from bot.check.everything import findings
from bot.check.rules import Rules, read_rules
from bot.check.texts import texts
from bot.content import Content
from bot.guides import read_guides
from bot.message import Button, Reply

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 22)

GUIDE = """\
title: Làm thử
needs: [thu]
for_whom: Người muốn thử.
steps:
  - id: mot
    text: Mở ứng dụng.
    stuck:
      - {id: hong, cause: Hỏng, fix: Sửa lại.}
  - id: hai
    text: Xong.
    helper: Để họ tự làm.
works_when: mọi việc xong.
never: [Không chuyển tiền cho người lạ.]
help: Hỏi xã.
sources: [{name: Nguồn, where: trang, facts: [A1]}]
reviewed: 2026-11-01
review_by: 2027-05-01
owner: Nhóm
"""

Make = Callable[..., Content]


@pytest.fixture(scope="module")
def rules() -> Rules:
    return read_rules(ROOT / "data" / "rules")


@pytest.fixture
def make(content: Content, tmp_path: Path) -> Make:
    """The real content with other guides: ``thu`` with pieces replaced, and more by name."""

    def make(*changes: tuple[str, str], **others: str) -> Content:
        text = GUIDE
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        for name, written in {"thu": text, **others}.items():
            (tmp_path / f"{name}.yml").write_text(written, encoding="utf-8")
        return replace(content, guides=read_guides(tmp_path, {}), menu=())

    return make


def of_guides(found) -> list[tuple[tuple, str]]:
    """Way and sentence of what is told of guides; the assistant's own lines are the real ones."""
    return [(one.at, one.sentence) for one in found if one.file.startswith("guides/")]


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
    "changes",
    [
        [("Mở ứng dụng.", "Nhập mã OTP (dãy số gửi qua tin nhắn).")],
        [("Mở ứng dụng.", "Áp thẻ vào lưng máy (NFC).")],
        [("Mở ứng dụng.", 'Bấm "Gửi OTP".')],
        [("Mở ứng dụng.", "Chờ mã OTP (dãy số gửi qua tin nhắn)."), ("Xong.", "Gõ mã OTP.")],
        [("Người muốn thử.", "Người chờ dãy số gửi qua tin nhắn (OTP)."), ("Xong.", "Gõ OTP.")],
        [("cause: Hỏng", "cause: OTP hỏng")],
    ],
)
def test_a_hard_word_may_stand_where_it_is_explained(
    make: Make, rules: Rules, changes: list[tuple[str, str]]
) -> None:
    assert [] == of_guides(jargon.findings(make(*changes), rules))


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ([("Mở ứng dụng.", "Gõ mã OTP.")], ("steps", 0, "text")),
        ([("Sửa lại.", "Gõ lại mã OTP.")], ("steps", 0, "stuck", 0, "fix")),
        ([("Để họ tự làm.", "Để họ tự gõ mã OTP.")], ("steps", 1, "helper")),
        ([("Hỏi xã.", "Gọi hỏi mã OTP.")], ("help",)),
        (
            [("Mở ứng dụng.", "Gõ OTP."), ("Xong.", "Mã OTP (dãy số gửi qua tin nhắn) về.")],
            ("steps", 0, "text"),
        ),
    ],
)
def test_a_hard_word_is_told_where_nobody_has_explained_it(
    make: Make, rules: Rules, changes: list[tuple[str, str]], at: tuple
) -> None:
    [(told_at, sentence)] = of_guides(jargon.findings(make(*changes), rules))

    assert at == told_at
    assert sentence.startswith("'OTP' is not explained; say for instance 'OTP (dãy số gửi qua")


def test_an_explanation_for_one_phone_does_not_count_for_the_others(
    make: Make, rules: Rules
) -> None:
    """Who has named their phone reads only the lines for it."""
    explains = "Chờ mã OTP (dãy số gửi qua tin nhắn)."
    one = ("Mở ứng dụng.", f"Mở ứng dụng.\n    iphone: {explains}")
    both = ("Mở ứng dụng.", f"Mở ứng dụng.\n    iphone: {explains}\n    android: {explains}")
    used = ("Xong.", "Gõ OTP.")

    assert [] == of_guides(jargon.findings(make(both, used), rules))
    [(at, _)] = of_guides(jargon.findings(make(one, used), rules))
    assert ("steps", 1, "text") == at


def test_a_helper_has_read_the_step_too(make: Make, rules: Rules) -> None:
    explained = ("Xong.", "Chờ mã OTP (dãy số gửi qua tin nhắn).")

    assert [] == of_guides(
        jargon.findings(make(explained, ("Để họ tự làm.", "Để họ tự gõ OTP.")), rules)
    )


def test_an_explanation_counts_only_when_every_way_passes_it(make: Make, rules: Rules) -> None:
    explained = ("Mở ứng dụng.", "Chờ mã OTP (dãy số gửi qua tin nhắn).")
    used = ("Xong.", "Gõ OTP.")
    straight_in = GUIDE.replace("fix: Sửa lại.}", "fix: Sửa lại., to: thu/hai}")

    assert [] == of_guides(jargon.findings(make(explained, used), rules))
    [(at, _)] = of_guides(jargon.findings(make(explained, used, khac=straight_in), rules))
    assert ("steps", 1, "text") == at


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


ASKING = [
    "Hãy gửi mã OTP cho chúng tôi.",
    "Đọc mã OTP.",
    "Bác đọc mã OTP trong tin nhắn cho tôi.",
    "Bác nhắn mật khẩu VNeID vào đây để tôi kiểm tra.",
    "Bác chụp ảnh căn cước rồi gửi qua Zalo này.",
    "Gửi ảnh hai mặt căn cước.",
    "Nhập mật khẩu vào đây.",
    "Cho tôi xin số thẻ.",
    "Mật khẩu của bác là gì?",
    "Nếu chưa nhận được thì gửi mã OTP cho tôi.",
    "Không nhận được mã thì đọc mật khẩu cho cán bộ.",
    "Đừng lo, gửi mã OTP cho tôi.",
    "Bác vui lòng cung cấp mã OTP (dãy số gửi qua tin nhắn).",
    "Mã OTP về thì bác gửi cho chúng tôi.",
    "Bấm tiếp (gửi mã OTP cho tôi).",
]
HARMLESS = [
    "Không đọc mã OTP cho ai.",
    "Nhập mã OTP vào ứng dụng VNeID.",
    "Không đọc mã OTP, mật khẩu cho bất kỳ ai, kể cả người xưng là công an.",
    "Bác đừng gửi mã OTP, mật khẩu hay ảnh giấy tờ, ảnh thẻ vào đây.",
    "Đừng bấm đường link lạ, đọc mã OTP cho người lạ.",
    "Tôi lỡ đọc mã OTP.",
    "Đã lỡ đọc mã, đưa mật khẩu cho ai thì gọi ngay ngân hàng.",
    "Họ bảo bác đọc mã OTP.",
    "Ai gọi báo được tiền rồi bảo đọc mã OTP là lừa đảo.",
    "Chờ tin nhắn có mã OTP (dãy số gửi qua tin nhắn).",
    "VNeID báo sẽ gửi mã OTP, bấm tiếp.",
    'Bấm "Gửi mã OTP".',
    "Nói số thẻ bảo hiểm y tế với cán bộ.",
    "Đọc dòng chữ dưới ô mật khẩu.",
    "Chụp hai mặt thẻ căn cước theo khung trên màn hình.",
    "Đăng nhập bằng mật khẩu mới.",
    "Mã OTP là gì?",
]


@pytest.mark.parametrize("sentence", ASKING)
def test_no_text_may_ask_for_a_secret(make: Make, rules: Rules, sentence: str) -> None:
    content = make(("Mở ứng dụng.", f"'{sentence}'"))

    [(at, told)] = of_guides(safety.findings(list(texts(content)), rules))

    assert ("steps", 0, "text") == at
    assert "asks for a secret" in told


@pytest.mark.parametrize("sentence", HARMLESS)
def test_a_warning_or_an_official_app_asks_for_nothing(
    make: Make, rules: Rules, sentence: str
) -> None:
    content = make(("Mở ứng dụng.", f"'{sentence}'"))

    assert [] == of_guides(safety.findings(list(texts(content)), rules))


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("Mở dichvucong.gov.vn, hoặc https://vneid.gov.vn/app.", []),
        ("Tải ở https://apps.apple.com/vn/app/vneid.", []),
        ("Tên trang phải có đuôi .gov.vn, ở TP.HCM cũng vậy.", []),
        ("Mở vneid.gov.vn.xyz ngay.", ["vneid.gov.vn.xyz"]),
        ("Mở https://gov.vn@evil.top/a", ["https://gov.vn@evil.top/a"]),
        ("Xem bit.ly/abc, zalo.me/123.", ["bit.ly/abc", "zalo.me/123"]),
        ("Vào http://103.1.2.3/x", ["http://103.1.2.3/x"]),
        ("Gửi về hotro@gmail.com", ["hotro@gmail.com"]),
        ("Trang dichvucong-gov.vn là giả.", ["dichvucong-gov.vn"]),
    ],
)
def test_links_lead_to_official_hosts_only(rules: Rules, text: str, strange: list[str]) -> None:
    assert strange == safety.strange_links(text, rules.hosts)


def test_an_answer_about_money_warns_first(make: Make, rules: Rules) -> None:
    money = ("Mở ứng dụng.", "Chuyển tiền phí hồ sơ.")
    vague = ("[Không chuyển tiền cho người lạ.]", "[Không vội.]")
    urgent = ("needs: [thu]", "needs: [thu]\nurgent: true")

    assert [] == of_guides(safety.unwarned(make(money), rules))
    assert [] == of_guides(safety.unwarned(make(vague), rules))
    [(at, _)] = of_guides(safety.unwarned(make(money, vague), rules))
    assert ("never", 0) == at
    [(at, _)] = of_guides(safety.unwarned(make(money, urgent), rules))  # its warning is not heard
    assert ("steps", 0, "text") == at


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
