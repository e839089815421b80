"""What we ask back: the commune once, a telephone number only with consent, one at a time."""

import pytest

from bot.database.tables import contacts, conversations, outbox, turns
from tests.villagers import everything, rows

TIGER = "xin giấy phép nuôi hổ"
NUMBER = "0912 345 678"
PERSON = {"gặp người": "human", "quên mk": "vneid_forgot_password", "chao": "greet"}


def questions(person) -> list[str]:
    """What the last replies ask, of our own."""
    asked = {"place": "Bác ở xã, phường nào", "call": "gọi lại cho bác", "visit": "hẹn giờ đến"}
    return [name for name, words in asked.items() if words in person.heard]


async def test_the_commune_is_asked_after_the_first_code_and_never_again(villager) -> None:
    aunt = villager(PERSON)
    await aunt.says(TIGER)
    assert ["place"] == questions(aunt)
    await aunt.taps("Bỏ qua")

    await aunt.says("mở trại nuôi cá sấu ở đâu")

    assert [] == questions(aunt)


@pytest.mark.parametrize(
    "told", ["di linh", "xã Di Linh", "thi tran di linh", "em o gung re, di linh", "di lin nhé"]
)
async def test_new_and_old_names_are_read_with_accents_or_without(
    villager, store, told: str
) -> None:
    aunt = villager(PERSON)
    await aunt.says(TIGER)

    assert "Tôi nhớ rồi: Xã Di Linh, Lâm Đồng" in await aunt.says(told)
    assert ["Xã Di Linh, Lâm Đồng"] == [need.commune for need in rows(store)]
    assert ["Lâm Đồng"] == [need.province for need in rows(store)]


async def test_of_several_communes_of_a_name_one_is_tapped(villager, store) -> None:
    aunt = villager(PERSON)
    await aunt.says(TIGER)
    await aunt.says("tân phú")
    assert 6 == len(aunt.sees)

    await aunt.taps("Xã Tân Phú, Đồng Nai")

    assert ["Xã Tân Phú, Đồng Nai"] == [need.commune for need in rows(store)]


async def test_several_communes_are_narrowed_by_a_province(villager, store) -> None:
    aunt = villager(PERSON)
    await aunt.says(TIGER)
    await aunt.says("tân phú")

    await aunt.says("tân phú đồng nai")
    assert all(label.endswith(", Đồng Nai") for label in aunt.sees[:-1])

    await aunt.says("1")
    assert ["Xã Tân Phú, Đồng Nai"] == [need.commune for need in rows(store)]


async def test_a_name_of_many_communes_is_not_settled_by_its_sign(villager, store) -> None:
    aunt = villager(PERSON)
    await aunt.says(TIGER)

    assert "Bác bấm đúng nơi" in await aunt.says("xã Hòa Bình")


async def test_a_commune_told_a_turn_late_is_heard(villager, store) -> None:
    aunt = villager(PERSON)
    await aunt.says(TIGER)
    await aunt.says("chao")

    assert "Tôi nhớ rồi" in await aunt.says("di linh")
    assert ["Xã Di Linh, Lâm Đồng"] == [need.commune for need in rows(store)]


async def test_a_question_instead_of_a_commune_is_answered(villager, store) -> None:
    aunt = villager(PERSON)
    await aunt.says(TIGER)

    assert "Quên" in await aunt.says("quên mk")
    assert [""] == [need.commune for need in rows(store)]


@pytest.mark.parametrize("told", ["ấp năm nhà", "không nhớ", "thôn xa lắm", "bỏ qua"])
async def test_what_is_no_commune_is_let_go_and_not_logged(villager, store, told: str) -> None:
    aunt = villager(PERSON)
    await aunt.says(TIGER)

    assert "không sao" in await aunt.says(told)
    assert 1 == len(rows(store))


async def test_a_hamlet_with_the_name_of_a_commune_is_offered_not_taken(villager, store) -> None:
    aunt = villager(PERSON)
    await aunt.says(TIGER)

    await aunt.says("ấp Bàu Sen")

    assert ["Phường Xuân Lập, Đồng Nai", "Bỏ qua"] == aunt.sees
    assert [""] == [need.commune for need in rows(store)]


async def test_words_that_stop_somebody_at_a_step_are_no_commune(villager, store) -> None:
    aunt = villager({"a": "vneid_activate"})
    await aunt.says("a")
    await aunt.taps("Đã có tin báo được duyệt")
    await aunt.taps("Tôi bị vướng ở bước này")
    await aunt.taps("Vẫn chưa được")
    assert ["place"] == questions(aunt)

    await aunt.says("chụp mãi mà nó quay tròn hoài")

    assert "chụp mãi mà nó quay tròn hoài" == rows(store)[-1].words
    assert {""} == {need.commune for need in rows(store)}


async def test_a_link_of_a_commune_sets_the_place_and_says_so(villager, store) -> None:
    aunt = villager(PERSON)

    heard = await aunt.sends(".place/lam_dong-xa_di_linh")
    assert "Bác đang ở trang của Xã Di Linh." in heard
    await aunt.says(TIGER)

    assert [] == questions(aunt)
    assert ["Xã Di Linh, Lâm Đồng"] == [need.commune for need in rows(store)]


async def test_a_link_of_no_commune_opens_the_menu(villager) -> None:
    assert "Bác cần việc gì" in await villager().sends(".place/27043")


async def test_a_number_is_kept_only_after_a_yes(villager, store) -> None:
    aunt = villager(PERSON)
    await aunt.says("gặp người")
    assert ["place"] == questions(aunt)
    await aunt.says("di linh")
    assert ["call"] == questions(aunt)
    await aunt.says("có")

    heard = await aunt.says(f"số tôi {NUMBER}")

    assert "… 56 78" in heard
    assert [("0912345678", "call")] == [(row.phone, row.wish) for row in rows(store, contacts)]
    assert [rows(store)[0].id] == [row.need_id for row in rows(store, contacts)]


async def test_for_a_visit_the_number_is_asked_first_then_the_commune(villager, store) -> None:
    aunt = villager(PERSON)
    await aunt.says("gặp người")
    await aunt.taps("Bỏ qua")
    await aunt.taps("Mời tổ đến nhà")
    assert ["visit"] == questions(aunt)

    await aunt.says(NUMBER)

    assert [("0912345678", "visit")] == [(row.phone, row.wish) for row in rows(store, contacts)]
    reasons = [(need.reason, need.code is None) for need in rows(store)]
    assert [("asked_person", True), ("asked_visit", False)] == reasons


async def test_no_stays_no(villager, store) -> None:
    aunt = villager(PERSON)
    await aunt.sends(".place/lam_dong-xa_di_linh")
    await aunt.says("gặp người")

    assert "không giữ số" in await aunt.says("không")
    assert "đã che đi" in await aunt.says(NUMBER)
    assert [] == rows(store, contacts)


async def test_what_is_no_number_is_asked_once_more_and_then_left(villager, store) -> None:
    aunt = villager(PERSON)
    await aunt.sends(".place/lam_dong-xa_di_linh")
    await aunt.says("gặp người")
    await aunt.taps("Có, gọi cho tôi")

    assert "chưa đọc được số" in await aunt.says("12345 hay sao á")
    assert "không giữ số" in await aunt.says("thôi chịu không nhớ nổi")
    assert 1 == len(rows(store))


async def test_what_sounds_like_a_scam_is_heard_while_a_number_is_awaited(villager) -> None:
    aunt = villager(PERSON | {"no bat chuyen tien": ("pay_scam", "pay_wrong_transfer")})
    await aunt.says("gặp người")
    await aunt.taps("Bỏ qua")
    await aunt.taps("Có, gọi cho tôi")

    assert "Ý bác là việc nào" in await aunt.says("no bat chuyen tien")


async def test_a_question_instead_of_a_number_is_answered(villager) -> None:
    aunt = villager(PERSON)
    await aunt.sends(".place/lam_dong-xa_di_linh")
    await aunt.says("gặp người")
    await aunt.taps("Có, gọi cho tôi")

    assert "Quên" in await aunt.says("quên mk")


async def test_the_number_stands_nowhere_but_in_the_contacts(villager, store, caplog) -> None:
    aunt = villager(PERSON)
    await aunt.sends(".place/lam_dong-xa_di_linh")
    await aunt.says("gặp người")
    await aunt.says("co goi di")
    await aunt.says(f"{NUMBER} nhà con Tư")

    assert 1 == everything(store).count("0912345678")
    assert "345" not in str([*rows(store, turns), *rows(store, outbox)])
    assert "345" not in str(rows(store, conversations))
    assert "345" not in caplog.text


async def test_an_otp_beside_the_number_is_still_warned_about(villager, store) -> None:
    aunt = villager(PERSON)
    await aunt.sends(".place/lam_dong-xa_di_linh")
    await aunt.says("gặp người")
    await aunt.taps("Có, gọi cho tôi")

    heard = await aunt.says(f"{NUMBER}, otp là 482913")

    assert "có mã OTP nên đã che" in heard
    assert "số điện thoại nên" not in heard
    assert ["0912345678"] == [row.phone for row in rows(store, contacts)]


async def test_a_button_of_somebody_elses_code_keeps_no_number(villager, store) -> None:
    aunt = villager(PERSON)
    await aunt.says(TIGER)
    code = aunt.codes[0].replace("-", "")
    other = villager(name="other")
    await other.sends(f".call/{code}")

    await other.says(NUMBER)

    assert [] == rows(store, contacts)


@pytest.mark.parametrize("before", ["vao vneid-gov.top cap nhat dinh danh", "có người gọi dọa"])
async def test_whoever_is_being_lied_to_is_urgent_and_not_asked_for_a_place(
    villager, store, before: str
) -> None:
    aunt = villager(PERSON | {"có người gọi dọa": "vneid_scam"})
    await aunt.says(before)

    await aunt.says("gặp người")

    assert [True] == [need.urgent for need in rows(store)]
    assert ["call"] == questions(aunt)


async def test_a_possible_scam_makes_the_wish_for_a_person_urgent(villager, store) -> None:
    doubt = {"ho bao doc ma": ("vneid_otp_not_received", "vneid_scam")}
    aunt = villager(PERSON | doubt)
    await aunt.says("ho bao doc ma")

    await aunt.says("gặp người")

    assert [True] == [need.urgent for need in rows(store)]


async def test_a_day_to_day_wish_for_a_person_is_not_urgent(villager, store) -> None:
    aunt = villager(PERSON)
    await aunt.says("quên mk")
    await aunt.says("gặp người")

    assert [False] == [need.urgent for need in rows(store)]


async def test_a_strangers_number_in_a_story_is_not_kept(villager, store) -> None:
    aunt = villager(PERSON)
    await aunt.sends(".place/lam_dong-xa_di_linh")
    await aunt.says("gặp người")

    await aunt.says("có số 0987654321 gọi điện bảo tôi chuyển tiền, tôi sợ quá")

    assert [] == rows(store, contacts)
