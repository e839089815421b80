"""No text asks for a secret or leads astray, and money comes with a warning."""

import pytest

from bot.check import safety
from bot.check.rules import Rules
from bot.check.texts import texts
from tests.drafts import Make, of_guides

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
