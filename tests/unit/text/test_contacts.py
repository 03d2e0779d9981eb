"""Contacts of one text: what is found, where, how it was disguised; and what is none."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.kit.lexicon import lexicon
from bantay.kit.text.contacts import CERTAIN, FAIR, LIKELY, WEAK, Contact, contacts
from bantay.kit.text.mails import providers

# Real services, so that no address of theirs need stand in a file.
MAIL = min(providers())
HOST = next(t for t in lexicon("messages", "host").terms("personal") if "/" not in t)
PAID = lexicon("messages", "host").terms("payment")[0]


def only(text: str) -> Contact:
    found = contacts(text)
    assert len(found) == 1, found
    return found[0]


def quoted(text: str) -> str:
    contact = only(text)
    return text[contact.start : contact.end]


@pytest.mark.parametrize(
    ("text", "value", "quote"),
    [
        ("call me 07700 900143 ok", "07700900143", "07700 900143"),
        ("0491-570-156", "0491570156", "0491-570-156"),
        ("06.39.98.12.34", "0639981234", "06.39.98.12.34"),
        ("(212) 555-0142", "2125550142", "(212) 555-0142"),
        ("555-0142", "5550142", "555-0142"),
        ("打给我13800138000吧", "13800138000", "13800138000"),
        ("+44 7700 900143", "+447700900143", "+44 7700 900143"),
        ("+33 6 39 98 12 34", "+33639981234", "+33 6 39 98 12 34"),
        ("00 44 7700 900143", "+447700900143", "00 44 7700 900143"),
        ("0_4_9_1_5_7_0_1_5_6", "0491570156", "0_4_9_1_5_7_0_1_5_6"),
        ("0 4 9 1 5 7 0 1 5 6", "0491570156", "0 4 9 1 5 7 0 1 5 6"),
        ("call07700900143now", "07700900143", "07700900143"),
        ("number: 0491 [570] 156", "0491570156", "0491 [570] 156"),
        ("07700 900143 ext. 12", "07700900143", "07700 900143 ext. 12"),
        ("07700-900-143x12 ok", "07700900143", "07700-900-143x12"),
        ("home 07700 900143-office", "07700900143", "07700 900143"),
        ("02 (07700) 900143", "07700900143", "(07700) 900143"),
    ],
)
def test_telephone_numbers(text: str, value: str, quote: str) -> None:
    contact = only(text)
    assert (contact.kind, contact.value, quoted(text)) == ("phone", value, quote)


def test_two_numbers_side_by_side() -> None:
    found = contacts("07700 900143 / 07700 900144 or 0491570156 0491570157")
    assert [c.value for c in found] == ["07700900143", "07700900144", "0491570156", "0491570157"]


@pytest.mark.parametrize(
    ("text", "undone"),
    [
        ("１３８００１３８０００", ("full-width",)),
        ("①③⑧⓪⓪①③⑧⓪⓪⓪", ("circled digits",)),
        ("1️⃣3️⃣8️⃣00138000", ("keycap digits",)),
        ("138\u200b0013\u200b8000", ("zero-width",)),
        ("1\u03363\u03368\u033600138000", ("combining marks",)),
        ("138 0013 8000", ("separators",)),
        ("138-００13-8000", ("full-width", "separators")),
    ],
)
def test_disguised_numbers_say_what_was_undone(text: str, undone: tuple[str, ...]) -> None:
    contact = only(text)
    assert contact.value == "13800138000"
    assert contact.undone == undone
    assert (contact.start, contact.end) == (0, len(text))


@pytest.mark.parametrize(
    "text",
    [
        "your order number is 07700900143",
        "order 07700900143",
        "tracking no: 07700 900143",
        "booking reference 07700900143 thanks",
        "07700900143 is the order number",
        "resibo 0491570156",
        "快递单号13800138000",
        "flight 13800138000",
        "₱ 0770 0900 143",
        "0770 0900 143 pesos",
        "07700900143%",
        "13800138000元",
        "2026-01-05 2026-02-07",
        "05/01/2026 10:30",
        "20260105",
        "20260105103000",
        "2001 2002 2003",
        "192.0.2.146",
        "203.0.113.255.1",
        "version 2.6.8.1386",
        "3.1415926535",
        "978-0-306-40615-7",
        "5555555",
        "55555555555555",
        "1234567890",
        "9876543210",
        "https://example.com/07700900143",
        "example.com/a/07700900143",
        "a07700900143b",
        "commit 0770090014",
        "/var/0770090014/x",
        "score 3-2 4-1 2-0",
        "7 8 9",
        "it was 1234567 to them",
        "98765432",
        "4111 1111 1111 1111",
        "room 0770 0900 flight 7700 143",
        "open 09:00-17:30 and 10:00-11:45",
        "9-5 9-5 9-5 9-5",
        "55555555 555555 55555",
        "1999-2004, 2005-2010",
        "$1,250,000 to $2,500,000",
        "[18-12-2015] 10:30",
        "10.0.0.1 10.0.0.2",
        "v7.70.09.0014",
        "1 2 3 4 5 6 7 8 9 10",
        "cases: 1100011, 0110110",
    ],
)
def test_other_numbers_are_no_contact(text: str) -> None:
    assert [c for c in contacts(text) if c.kind == "phone"] == []


def example(region: str) -> str:
    """National digits of the number plan's own example of a mobile."""
    kind = phonenumbers.PhoneNumberType.MOBILE
    number = phonenumbers.example_number_for_type(region, kind)
    return phonenumbers.national_significant_number(number)


def test_what_is_said_nearby_decides_how_sure_it_is() -> None:
    assert only("07700 900143").confidence == LIKELY
    assert only("call 07700 900143").confidence == CERTAIN
    plain = example("ES")
    printed = " ".join((plain[:3], plain[3:5], plain[5:7], plain[7:]))
    assert only(plain).confidence == WEAK
    assert only(printed).confidence == FAIR
    assert only(f"text me {printed}").confidence == LIKELY
    assert contacts(plain, ()) == ()
    assert contacts(f"call me {plain}", ())[0].confidence == FAIR


def test_the_nearest_word_before_a_number_decides() -> None:
    number = example("ES")
    assert contacts(f"call about order {number}") == ()
    assert only(f"about that order, call {number}").value == number


def test_regions_are_the_operators() -> None:
    number = f"0{example('PH')}"
    assert contacts(number, ("US",)) == ()
    assert contacts(number, ("PH",))[0].value == number


@pytest.mark.parametrize(
    ("text", "value", "quote"),
    [
        ("Maria.R92@Example.com", "maria.r92@example.com", "Maria.R92@Example.com"),
        ("<maria@example.com>", "maria@example.com", "maria@example.com"),
        ("maria@example.com.ph, ok", "maria@example.com.ph", "maria@example.com.ph"),
        ("maria@example.com. my other", "maria@example.com", "maria@example.com"),
        ("maria (at) example (dot) com", "maria@example.com", "maria (at) example (dot) com"),
        ("maria[at]example.org", "maria@example.org", "maria[at]example.org"),
        ("maria.r at example dot com", "maria.r@example.com", "maria.r at example dot com"),
        ("email: maria at example dot net", "maria@example.net", "maria at example dot net"),
        (f"maria at {MAIL} dot com", f"maria@{MAIL}.com", f"maria at {MAIL} dot com"),
        (f"maria.r92@{MAIL}", f"maria.r92@{MAIL}", f"maria.r92@{MAIL}"),
        ("邮箱是maria@example.com哦", "maria@example.com", "maria@example.com"),
        (f"maria arroba {MAIL} punto com", f"maria@{MAIL}.com", f"maria arroba {MAIL} punto com"),
        (
            "ｍａｒｉａ＠ｅｘａｍｐｌｅ．ｃｏｍ",
            "maria@example.com",
            "ｍａｒｉａ＠ｅｘａｍｐｌｅ．ｃｏｍ",
        ),
    ],
)
def test_addresses(text: str, value: str, quote: str) -> None:
    contact = only(text)
    assert (contact.kind, contact.value, quoted(text)) == ("email", value, quote)


@pytest.mark.parametrize(
    "text",
    [
        f"see you at {MAIL} dot com",
        "meet me at the office. dot the i",
        "root@localhost",
        "lunch @ noon",
        "n=maria@192.0.2.1",
        "i am at work. at last",
    ],
)
def test_other_ats_are_no_address(text: str) -> None:
    assert contacts(text) == ()


def test_a_place_to_look_at_is_no_address() -> None:
    assert [c.kind for c in contacts("look at example dot org")] == ["url"]


def test_an_address_spelled_out_says_so() -> None:
    assert only("maria (at) example (dot) com").undone == ("spelled at and dot",)


@pytest.mark.parametrize(
    ("text", "value", "confidence"),
    [
        (f"https://{HOST}/maria_r92", f"{HOST}/maria_r92", CERTAIN),
        (f"{HOST}/447700900143", f"{HOST}/447700900143", CERTAIN),
        (f"www.{HOST}/maria.r92/", f"{HOST}/maria.r92", CERTAIN),
        (f"m.{HOST}/maria.reyes", f"m.{HOST}/maria.reyes", CERTAIN),
        (f"{HOST}/p/Cxyz", f"{HOST}/p/cxyz", WEAK),
        (f"https://{HOST}", HOST, WEAK),
        ("see https://example.com/a?b=c.", "example.com/a?b=c", WEAK),
        ("visit example.com!", "example.com", WEAK),
        ("http://192.0.2.1:8000/x", "192.0.2.1:8000/x", WEAK),
        ("(https://example.org/x)", "example.org/x", WEAK),
    ],
)
def test_links(text: str, value: str, confidence: float) -> None:
    contact = only(text)
    assert (contact.kind, contact.value, contact.confidence) == ("url", value, confidence)


@pytest.mark.parametrize(
    "text", ["ok.so then", "yes.it is", "done.in a bit", "setup.py", "v2.me", "..."]
)
def test_dots_between_words_are_no_link(text: str) -> None:
    assert contacts(text) == ()


@pytest.mark.parametrize(
    ("text", "value", "quote"),
    [
        ("telegram: @maria_reyes", "maria_reyes", "@maria_reyes"),
        ("my viber is mariareyes", "mariareyes", "mariareyes"),
        ("add me on telegram maria_r92", "maria_r92", "maria_r92"),
        ("line id: maria.r", "maria.r", "maria.r"),
        ("my ig is maria.r_92", "maria.r_92", "maria.r_92"),
        ("@maria_r on ig", "maria_r", "@maria_r"),
        ("maria_eyes22 sa telegram", "maria_eyes22", "maria_eyes22"),
        ("fb ko maria_reyes9", "maria_reyes9", "maria_reyes9"),
        ("加微信：abc_123456 详聊", "abc_123456", "abc_123456"),
        ("v信号 maria92", "maria92", "maria92"),
        ("vx:maria92", "maria92", "maria92"),
        ("QQ 100200300", "100200300", "100200300"),
        ("telegram: @username", "username", "@username"),
    ],
)
def test_names_on_other_platforms(text: str, value: str, quote: str) -> None:
    contact = only(text)
    assert (contact.kind, contact.value, quoted(text)) == ("handle", value, quote)


@pytest.mark.parametrize(
    "text",
    [
        "telegram is great",
        "my telegram is broken",
        "telegram 10th anniversary",
        "skype 1.4.0.99 crashed",
        "微信支付 abc_123456",
        "微信公众号 daily_news1",
        "qq音乐 100200300x",
        "my twitter status",
        "my username and password",
        "line: this one",
        "the discord is down, see #general",
        "i met maria_reyes there",
    ],
)
def test_platforms_spoken_of_are_no_contact(text: str) -> None:
    assert contacts(text) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("gcash 07700 900143", "07700900143"),
        ("paypal maria@example.com", "maria@example.com"),
        ("venmo: @maria_r92", "maria_r92"),
        ("cashapp: $mariareyes", "mariareyes"),
        (f"https://{PAID}/mariareyes", f"{PAID}/mariareyes"),
        ("支付宝 13800138000", "13800138000"),
    ],
)
def test_where_money_is_to_go(text: str, value: str) -> None:
    contact = only(text)
    assert (contact.kind, contact.value) == ("payment", value)


def test_several_kinds_in_order_and_without_overlap() -> None:
    text = f"mail maria@example.com or {HOST}/maria_r92, call 07700 900143"
    assert [c.kind for c in contacts(text)] == ["email", "url", "phone"]


def test_a_digit_run_inside_a_link_is_not_told_twice() -> None:
    assert [c.kind for c in contacts(f"{HOST}/447700900143")] == ["url"]


def test_long_texts_are_read_to_their_end() -> None:
    text = "word " * 19_000 + "call 07700 900143"
    assert quoted(text) == "07700 900143"


_PARTS = st.sampled_from([
    "0770", "900143", " ", "-", "call ", "telegram", ": ", "@", "maria_r92", ".com", "example",
    "１３８", "①", "\ufe0f\u20e3", "\u200b", "\u0301", "(at)", " dot ", "微信", "我",
    "https://", "/", "$", "+44", "555-01", "\n",
])  # fmt: skip


@given(st.lists(st.one_of(_PARTS, st.text(max_size=3)), max_size=30).map("".join))
def test_contacts_lie_in_the_text_apart_and_in_order(text: str) -> None:
    found = contacts(text)
    end = 0
    for contact in found:
        assert end <= contact.start < contact.end <= len(text)
        assert 0 < contact.confidence <= 1
        assert contact.value
        end = contact.end
    assert found == contacts(text)


@given(st.integers(0, 999), st.sampled_from([" ", "-", ".", "/", "_", ""]))
def test_every_number_of_the_test_plan_is_found(last: int, sign: str) -> None:
    text = sign.join(("07700", "900", f"{last:03d}"))
    assert only(f"call {text}").value == f"07700900{last:03d}"
