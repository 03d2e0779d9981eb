"""Names on other platforms and payment handles, in folded text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.kit.text.handles import handles
from bantay.kit.text.hits import CERTAIN, FAIR, LIKELY, Hit
from bantay.kit.text.reading import read


def found(text: str) -> list[Hit]:
    """What is sure enough to count."""
    return [hit for hit in handles(read(text).folded) if hit.confidence >= FAIR]


def only(text: str) -> Hit:
    """The only handle of a text."""
    [hit] = found(text)
    return hit


# ------------------------------------------------------------------ in every language


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("add me on snap: maria_r92", "maria_r92"),
        ("my snap is maria.r92", "maria.r92"),
        ("ig maria_r92", "maria_r92"),
        ("message me on whatsapp under username mar", "mar"),
        ("find me on instagram as maria.reyes92", "maria.reyes92"),
        ("my discord is maria#0042", "maria#0042"),
        ("kik me maria92x", "maria92x"),
        ("insta:pedro_92", "pedro_92"),
        ("signal: @maria92", "maria92"),
        ("wa: maria_r92", "maria_r92"),
        ("dm me @mariareyes", "mariareyes"),
        ("our telegram group admin @mariareyes", "mariareyes"),
        ("_maria_r on ig", "_maria_r"),
    ],
)
def test_english(text: str, value: str) -> None:
    assert (only(text).kind, only(text).value) == ("handle", value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("i-add mo ko sa fb, maria.reyes92", "maria.reyes92"),
        ("add mo ako sa telegram @mariareyes", "mariareyes"),
        ("pm mo ako sa ig maria_r92", "maria_r92"),
        ("ig ko maria_r92", "maria_r92"),
        ("hanapin mo ako sa ig: maria_r92", "maria_r92"),
        ("maria_r92 sa ig", "maria_r92"),
        ("tg ko po @mariareyes", "mariareyes"),
    ],
)
def test_filipino(text: str, value: str) -> None:
    assert (only(text).kind, only(text).value) == ("handle", value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("agrégame en insta maria_r92", "maria_r92"),
        ("mi usuario de instagram es maria_r92", "maria_r92"),
        ("búscame en telegram como @mariareyes", "mariareyes"),
        ("me segue no insta @maria.r92", "maria.r92"),
        ("meu insta é maria.reyes92", "maria.reyes92"),
        ("me chama no zap maria_r92", "maria_r92"),
        ("найди меня в телеграме maria_r92", "maria_r92"),
        ("мой ник в инсте maria_r92", "maria_r92"),
        ("пиши в тг @mariareyes", "mariareyes"),
        ("kết bạn zalo maria_r92", "maria_r92"),
        ("add ig mình nha: maria_r92", "maria_r92"),
        ("ไอดีไลน์ maria92", "maria92"),
        ("แอดไลน์มา @maria92", "maria92"),
        ("add line aku ya: mariar92", "mariar92"),
        ("ضيفني على سناب maria_r92", "maria_r92"),
        ("حسابي في تيليجرام @mariareyes", "mariareyes"),
        ("मेरी इंस्टा आईडी maria_r92", "maria_r92"),
        ("telegram par message karo @mariareyes", "mariareyes"),
    ],
)
def test_other_languages(text: str, value: str) -> None:
    assert (only(text).kind, only(text).value) == ("handle", value)


# ------------------------------------------------------------------ Chinese, by sound and shape


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("薇信 maria92x", "maria92x"),
        ("薇 信：maria92x", "maria92x"),
        ("威信：maria92", "maria92"),
        ("维信maria92x", "maria92x"),
        ("餵新：maria92x", "maria92x"),
        ("v❤️ maria92x", "maria92x"),
        ("微❤️：maria92", "maria92"),
        ("想聊的加微 maria92x", "maria92x"),
        ("佳喂 maria92x", "maria92x"),
        ("伽薇芯 maria92x", "maria92x"),
        ("加V/X：maria92", "maria92"),
        ("➕VX maria92x", "maria92x"),
        ("详情威：maria92x", "maria92x"),
        ("卫星：maria92", "maria92"),
        ("加卫星 maria92x", "maria92x"),
        ("加飞机 maria_92x", "maria_92x"),
        ("小飞机：maria92", "maria92"),
        ("灰机@maria92", "maria92"),
        ("合作请来：@maria92", "maria92"),
        ("绿泡泡：maria92", "maria92"),
        ("加💚 maria92x", "maria92x"),
        ("联系：maria92x", "maria92x"),
        ("微信：100200300", "100200300"),
        ("vx是maria92x", "maria92x"),
        ("我的qq是100200300", "100200300"),
    ],
)
def test_ids_announced_in_chinese(text: str, value: str) -> None:
    assert (only(text).kind, only(text).value) == ("handle", value)


@pytest.mark.parametrize(
    "marker",
    ["qq", "QQ：", "扣扣", "抠抠:", "加q", "佳筘", "企鹅号", "乞鹅", "🐧", "q群：", "丘丘："],
)
def test_numbers_of_a_platform_that_has_such(marker: str) -> None:
    assert only(f"{marker}100200300").value == "100200300"


def test_a_name_by_sound_says_so() -> None:
    assert only("薇芯：maria92").undone == ("messenger's name by sound or shape",)
    assert only("微信：maria92").undone == ()


@pytest.mark.parametrize(
    "text",
    [
        "微信支付 abc_12345",
        "微信公众号：dailynews88",
        "我们的卫星发射了 gps2000",
        "卫星电视2024版",
        "政府的威信很高",
        "维信金科 abc12345",
        "加微量元素b12345",
        "坐飞机 mu5735 去",
        "飞机：ca1234",
        "飞机号 b-1234",
        "私信@everyone",
        "联系：8:30-17:30",
        "佳为科技 abc_1234",
        "他打电报回来",
        "求求你了 123456",
        "球球 12345",
        "扣10000块",
        "qq等级 100000",
        "qq音乐 12345678",
        "企鹅100000只",
        "加v",
        "vx",
        "wx",
        "qq",
        "用vx聊 10.5",
        "微信：13800138000",  # a telephone number: the phone reader's
    ],
)
def test_ordinary_chinese_passes(text: str) -> None:
    assert found(text) == []


# ------------------------------------------------------------------ talk about platforms


@pytest.mark.parametrize(
    "text",
    [
        "my instagram is down",
        "i deleted fb",
        "my facebook is hacked again",
        "my instagram is suspended",
        "my insta is hilarious",
        "is telegram safe?",
        "signal: strong today",
        "line: wait here please",
        "add me to the group chat",
        "saw your facebook! :) congrats!",
        "lol@stand in line",
        "2 pm @home",
        "contact me @noon",
        "dm @everyone",
        "see line my_func2",
        "discord.py 2.0 released",
        "skype on my x86_64 laptop",
        "telegram desktop 1.8.15",
        "whatsapp v2.21.3",
        "insta360 camera on sale",
        "covid19 sa fb",
        "na-hack ang fb ko kahapon",
        "mi instagram es privado",
        "моя инста заблокирована",
        "zalo bị lỗi rồi",
        "ไลน์ล่ม",
        "انستا معطل",
        "💬 hello",
        "💚 love you",
        "✈️ ca1234",
        "👻 boo",
        "@maria how are you",
    ],
)
def test_platforms_only_spoken_of(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("telegram: @maria92", CERTAIN),
        ("telegram: maria92", CERTAIN),
        ("telegram maria92", LIKELY),
        ("find me on ig maria_r92", LIKELY),
        ("telegram: mariareyes", FAIR),
        ("contact @mariareyes", FAIR),
    ],
)
def test_how_sure(text: str, confidence: float) -> None:
    assert only(text).confidence == confidence


# ------------------------------------------------------------------ money


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("venmo @maria-r92", "maria-r92"),
        ("my cashtag is $mariareyes", "mariareyes"),
        ("$mariareyes on cash app", "mariareyes"),
        ("gcash ko 07700 900143", "07700900143"),
        ("gcash +44 7700 900143", "+447700900143"),
        ("pix: 123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"),
        ("send to maria.r92@okaxis", "maria.r92@okaxis"),
        ("支付宝：maria92", "maria92"),
        ("paypal: maria_r92", "maria_r92"),
    ],
)
def test_where_money_is_to_go(text: str, value: str) -> None:
    assert (only(text).kind, only(text).value) == ("payment", value)


@pytest.mark.parametrize(
    "text",
    [
        "meu pix é 123.456.789-09",
        "pix: 12345678909",
        "the price is $mariareyes",
        "gcash 500 lang",
        "paypal: payment failed",
        "maria@upier.example",
        "telegram $mariareyes",
        "gcash 00000000000",
    ],
)
def test_no_way_to_pay(text: str) -> None:
    assert found(text) == []


# ------------------------------------------------------------------ any text


_PARTS = st.sampled_from([
    "telegram", "薇", "信", "加", "v", ": ", "@", "maria_r92", "100200300", " ", "qq", "飞机",
    "gcash", "$", "тг", "ไลน์", "👻", "is", "my ", "号", ".", "_", "#0042", "okaxis", "\n",
])  # fmt: skip


@given(st.lists(st.one_of(_PARTS, st.text(max_size=3)), max_size=25).map("".join))
def test_handles_lie_in_the_text_and_apart(text: str) -> None:
    folded = read(text).folded
    places = sorted((hit.start, hit.end) for hit in handles(folded))
    end = 0
    for start, stop in places:
        assert end <= start < stop <= len(folded)
        end = stop
    assert all(hit.value and 0 < hit.confidence <= 1 for hit in handles(folded))


def test_of_two_that_overlap_the_surer_one_is_told() -> None:
    assert [(hit.value, hit.confidence) for hit in found("加飞机微信：@maria92")] == [
        ("maria92", CERTAIN)
    ]
    assert [hit.value for hit in found("tg @maria92, ig: rosa_77")] == ["maria92", "rosa_77"]
