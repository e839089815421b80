"""Nothing that leads to a person is kept."""

import pytest

from bot.privacy import Private, looks_like_scam, luhn, mask, read_number


@pytest.mark.parametrize(
    ("said", "kept", "kind"),
    [
        ("cccd 001099012345 của tôi", "cccd [số định danh] của tôi", Private.ID_CARD),
        ("cmnd 123456789", "cmnd [số định danh]", Private.ID_CARD),
        ("gọi tôi số 0912 345 678 nhé", "gọi tôi số [số điện thoại] nhé", Private.PHONE),
        ("+84912345678", "[số điện thoại]", Private.PHONE),
        ("thẻ 4111 1111 1111 1111 bị khóa", "thẻ [số thẻ] bị khóa", Private.CARD),
        ("stk 19034567890123", "stk [dãy số]", Private.ACCOUNT),
        ("mã OTP của em 48 29 13", "mã OTP của em [mã OTP]", Private.OTP),
        ("otp la 482913 dung ko", "otp la [mã OTP] dung ko", Private.OTP),
        (
            "mật khẩu vneid của tôi là Abc@1234",
            "mật khẩu vneid của tôi là [mật khẩu]",
            Private.PASSWORD,
        ),
        ("pin 123456", "pin [mật khẩu]", Private.PASSWORD),
        ("thư tôi la.ng@gmail.com", "thư tôi [email]", Private.EMAIL),
        ("sinh ngày 12/03/1956", "sinh ngày [ngày sinh]", Private.BIRTH_DATE),
        ("không chín một hai ba bốn năm sáu bảy tám", "[số điện thoại]", Private.PHONE),
    ],
)
def test_private_things_are_masked(said: str, kept: str, kind: Private) -> None:
    masked = mask(said)

    assert kept == masked.text
    assert (kind,) == masked.found


@pytest.mark.parametrize(
    "said",
    [
        "mật khẩu là gì",
        "passcode 6 số là sao",
        "chuyển 20.000.000đ không được",
        "trừ 12000000 tiền",
        "gọi 1900 0368 hay 18001096",
        "otp năm 2025 không về",
        "ngày 20.11.2026",
        "báo lừa đảo otp gửi 5656",
        "nhận mã xác thực 3 lần",
        "phí 3,300đ",
        "nghị định 69/2024",
        "otp 10 phút chưa về",
    ],
)
def test_what_says_nothing_about_a_person_stays(said: str) -> None:
    assert said == mask(said).text


def test_masking_twice_changes_nothing() -> None:
    once = mask("stk 19034567890123, otp là 482913, mật khẩu: hoa123").text

    assert once == mask(once).text


def test_the_interpreter_reads_the_words_without_the_masks() -> None:
    assert (
        "số của tôi không nhận được otp" == mask("số 0912345678 của tôi không nhận được otp").words
    )


@pytest.mark.parametrize(
    ("said", "scam"),
    [
        ("tải vneid ở vneid-gov.top nhé", True),
        ("ho gui file vneid.apk", True),
        ("http://nganhang-capnhat.com cập nhật tài khoản", True),
        ("vào dichvucong.gov.vn đăng nhập vneid", False),
        ("https://play.google.com/store vneid", False),
        ("quên mật khẩu vneid", False),
    ],
)
def test_messages_that_swindlers_send_are_known(said: str, scam: bool) -> None:
    assert scam is looks_like_scam(said)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("0912 345 678", "0912345678"),
        ("số tôi +84 912.345.678 nha", "0912345678"),
        ("84912345678", "0912345678"),
        ("căn cước 001099012345 số 0387-654-321", "0387654321"),
        ("001099012345", ""),
        ("0212345678", ""),
        ("1900 0368", ""),
        ("không nhớ", ""),
    ],
)
def test_a_mobile_number_is_read_where_it_was_asked_for(said: str, number: str) -> None:
    assert number == read_number(said)


def test_luhn_knows_a_payment_card() -> None:
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")
