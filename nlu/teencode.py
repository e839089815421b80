"""Teencode: short forms and spelling by ear, as hurried and young people write.

The words are our own, not those of data/lexicon/shorthand.yml: what reads shorthand must not set
its own exam. Some stand for several things (*mk*, *ck*, *nh*), as they do in life.
"""

import re
from random import Random

from nlu.vietnamese import fold

SHORTENED = 0.7
"""How many of the words that can be written short are."""
BY_EAR = 0.35
"""How many writers also spell by ear; of the words that can be, they spell as many."""

# fmt: off
_SHORT = {
    # the small words of every sentence
    "không": "k ko kg kh hok khum", "được": "đc dc đk", "gì": "j ji zì", "rồi": "r rùi ròi",
    "biết": "bít bik", "vậy": "z zậy v", "nhưng": "nhg nhưg", "những": "nhữg nhg", "với": "vs dzới",
    "cũng": "cg cx", "vẫn": "vx", "nữa": "nx", "chưa": "chx", "trước": "trc", "thôi": "thui",
    "luôn": "lun", "muốn": "mún", "nhiều": "nhìu", "buồn": "bùn", "giờ": "h", "bây giờ": "bh bgio",
    "sao": "s", "quá": "wá qá", "nói": "ns", "nhé": "nha nhá", "làm": "lm", "như thế nào": "ntn",
    "thế nào": "tnao", "làm sao": "lsao", "tại sao": "tsao", "vì sao": "vsao", "bao giờ": "bao h",
    "bao nhiêu": "bnhiu bn", "bao lâu": "blau", "hôm nay": "hnay", "hôm qua": "hqua",
    "cảm ơn": "tks cmon", "tháng": "thg", "trong": "trg",
    # people
    "mọi người": "mn", "người": "ng ngừi", "mình": "mk mih", "anh": "a", "chị": "c", "em": "e",
    "bạn": "b bn", "vợ": "vk", "chồng": "ck", "công an": "ca", "cán bộ": "cb",
    # what the talk is about
    "tài khoản": "tk tkhoan acc", "số tài khoản": "stk", "chuyển khoản": "ck ckhoan",
    "ngân hàng": "nh nhag bank", "mật khẩu": "mk pass mkhau", "điện thoại": "đt dt dthoai",
    "số điện thoại": "sđt sdt", "tin nhắn": "tn", "nhắn tin": "nt ib", "chuyển tiền": "ct",
    "đăng ký": "đk dki", "đăng nhập": "đn dnhap login", "ứng dụng": "app ud", "hồ sơ": "hs",
    "giấy tờ": "gt", "thủ tục": "tt ttuc", "thông tin": "ttin", "thông báo": "tbao",
    "hướng dẫn": "hd hdan", "giao dịch": "gd", "kích hoạt": "kh", "xác nhận": "xn",
    "xác minh": "xminh", "sinh trắc học": "sth", "định danh": "đdanh", "liên kết": "lk",
    "căn cước công dân": "cccd", "căn cước": "cc", "dịch vụ công": "dvc", "hộ chiếu": "hc",
    "bảo hiểm y tế": "bhyt", "bảo hiểm xã hội": "bhxh", "giấy phép lái xe": "gplx",
    "bằng lái": "blx", "sổ hộ khẩu": "shk", "trực tuyến": "onl",
}
# fmt: on

_MANY_MEANINGS = {"vay", "chi", "nua", "thoi", "qua", "ban", "noi"}  # without accents: left alone
_SHORTS = {
    **{fold(full): fold(shorts).split() for full, shorts in _SHORT.items()},
    **{full: shorts.split() for full, shorts in _SHORT.items()},
}
_FULL = re.compile(
    rf"\b(?:{'|'.join(sorted(_SHORTS.keys() - _MANY_MEANINGS, key=len, reverse=True))})\b", re.I
)
_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,7}(?![^\W\d_])")  # longer ones are no syllables
_HEARD = [
    (re.compile(sound, re.I), spelt)
    for sound, spelt in (
        ("^ph", "f"), ("^qu", "w"), ("^ngh", "ng"), ("^gh", "g"), ("^gi(?=.)", "j"),
        ("(?<![bcdđfghklmnpqrstvx])c$", "k"), ("nh$", "h"), ("ng$", "g"), ("i$", "j"),
    )
]  # fmt: skip


def teencode(text: str, chance: Random) -> str:
    """The text with most of what can be written short written short."""

    def shorten(found: re.Match[str]) -> str:
        full = found.group()
        if chance.random() >= SHORTENED:
            return full
        short = chance.choice(_SHORTS[full.lower()])
        return short.upper() if len(full) > 1 and full.isupper() else short

    text = _FULL.sub(shorten, text)
    if chance.random() >= BY_EAR:
        return text
    return _WORD.sub(lambda word: _by_ear(word.group(), chance), text)


def _by_ear(word: str, chance: Random) -> str:
    """A syllable as it sounds: *phải* becomes *fải*, *mình* becomes *mìh*."""
    for sound, spelt in _HEARD:
        if sound.search(word):
            spelt = spelt.upper() if word.isupper() else spelt
            return sound.sub(spelt, word) if chance.random() < SHORTENED else word
    return word
