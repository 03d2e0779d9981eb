"""The families of cues in an offer of work: terms of the word list, and shapes that vary freely."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from bantay.kit.lexicon import matcher

FAMILIES = {
    "pay": "more pay than such work brings",
    "easy": "no experience asked",
    "travel": "travel or lodging supplied",
    "urgent": "urgency",
    "friend": "friends to be brought",
    "wanted": "people of one kind wanted",
}
"""The families, and what a summary calls them."""

_FEW = r"(?:\s+[\w'’-]+){0,3}?\s+"
_GOODS = (
    r"(?:flights?|tickets?|visa|passport|airfare|hotel|accomm?odation|lodging|housing|dorm|room"
    r"|travel|food|everything|expenses)"
)
_SUPPLIED = r"(?:covered|paid|free|provided|included|arranged|handled|on\s+us)"
_PEOPLE = (
    r"(?:girls|ladies|females|models|hostess(?:es)?|entertainers?|dancers|gros?"
    r"|babae|dalaga|waitress(?:es)?)"
)
_PERIOD = r"(?:week|month|day|night|weekly|monthly|daily|araw|linggo|buwan)"
_CHINESE_SUM = r"(?:[0-9]{3,}|[0-9.]+\s?[万千k]|[一二两三四五六七八九十]+[万千])"

_SHAPES: dict[str, tuple[tuple[str, str], ...]] = {
    "pay": (
        ("day week month night daily araw linggo buwan",
         rf"[0-9]\s?k?\s?(?:usd|dollars|php|pesos|euros?)?\s?(?:a|per|each|every|kada|/)\s?{_PERIOD}"
         rf"|[0-9]\s?k?\s?(?:usd|dollars|php|pesos|euros?)\s+{_PERIOD}"),
        ("salary pay money income",
         r"(?:good|great|nice|big|excellent|high|amazing)\s(?:salary|pay|money|income)(?![a-z])"
         r"|pays?\s(?:very\s|really\s|so\s)?well(?![a-z])"),
        ("sahod kita bayad",
         r"(?:malaki|mataas|laki)(?:ng)?\s(?:ang\s)?(?:sahod|kita|kitaan|bayad)(?![a-z])"
         r"|[0-9]k\s(?:ang\s)?sahod|sahod\s(?:na\s|mo\s)?[0-9]+k"),
        ("薪 工资 月入 日入 日结",
         rf"(?:月薪|日薪|底薪|工资|月入|日入|周薪|日结)[^，。!！?？\s]{{0,3}}{_CHINESE_SUM}"),
        ("快钱 大钱", r"快钱|大钱"),
    ),
    "easy": (
        ("exp", r"(?:no|without|zero|any)\s(?:work\s|previous\s)?exp(?:erience)?(?![a-z])"
                r"|wala(?:ng)?\s(?:ka(?:ng)?\s)?experience"),
        ("no", r"(?<![a-z])no\s(?:diploma|degree|papers|skills|english|requirements)(?![a-z])"),
        ("easy", r"easy\s(?:job|work)(?![a-z])"),
        ("madali", r"madali(?:ng)?\s(?:lang\s)?(?:ang\s)?(?:trabaho|work|pera)"),
        ("karanasan", r"walang?\s(?:ka(?:ng)?\s)?karanasan"),
        ("经验 新手 可以教 包教",
         r"(?:不用|不需|无需|不要|没有?|零|无)要?经验|(?:不会|没经验|新手)[^，。]{0,4}(?:可以教|包教|带)"),
    ),
    "travel": (
        ("paid covered free provided included arranged handled",
         rf"{_GOODS}(?:\s(?:and|,|&)\s{_GOODS})?(?:\s(?:is|are|all|will\sbe))*\s{_SUPPLIED}(?![a-z])"),
        ("free", rf"(?<![a-z])free{_FEW}{_GOODS}(?![a-z])"),
        ("cover pay arrange handle provide buy book",
         r"(?<![a-z])(?:we|they|i|company)\s(?:will\s)?(?:cover|pay|arrange|handle|provide|buy|book)"
         rf"{_FEW}{_GOODS}"),
        ("sagot libre bayad",
         r"(?:sagot|libre(?:ng)?|bayad)\s(?:na\s)?(?:namin\s|ko\s|nila\s)?(?:ang\s|ng\s)?"
         r"(?:lahat|pamasahe|tirahan|bahay|visa|ticket|pagkain|plane|gastos)"),
        ("stay", r"(?<![a-z])stay[\s-]in(?![a-z])"),
        ("包吃 包住 包食 包机票 包路费 包签 包来回 提供 免费",
         r"包(?:吃|住|食|机票|路费|签证|来回)|(?:免费|提供)(?:吃住|住宿|食宿|机票)"),
        ("机票 签证 路费 护照 住宿 食宿",
         r"(?:机票|签证|路费|护照|住宿|食宿)[^，。]{0,4}(?:我们|报销|免费|包|公司)"),
    ),
    "urgent": (
        ("urgent asap", r"(?<![a-z])(?:urgent(?:ly)?|asap)(?![a-z])"),
        ("leav", r"(?<![a-z])leav(?:e|ing)\s(?:on|this|next|tomorrow|tonight|by)(?![a-z])"),
        ("answer reply decide",
         r"(?:answer|reply|decide)\s(?:by|before|until|today|tonight)(?![a-z])"),
        ("agad start",
         r"(?:start|simula|alis|pasok|pm|apply)\s(?:na\s)?agad(?![a-z])|start\sna(?![a-z])"),
        ("走 出发 上岗 上班 定 快来 速来 名额",
         r"(?:马上|立刻|立即|今天|明天|这周|本周)就?(?:走|出发|上岗|上班|定)|快来|速来|名额"),
    ),
    "friend": (
        ("friend",
         r"(?:bring|refer|invite|take)\s(?:along\s)?(?:your|a|some|ur)\s(?:girl)?friends?(?![a-z])"
         r"|mga\sfriends?\smo"),
        ("isama yayain mag", r"isama\smo|magsama\ska|yayain\smo|magdala\ska\sng"),
        ("朋友 姐妹 闺蜜 同学 老乡",
         r"(?:带|叫|拉|介绍)(?:上|个|你)?的?(?:朋友|姐妹|闺蜜|同学|老乡)"),
    ),
    "wanted": (
        ("girl lad females model hostess entertainer dancer gro babae dalaga waitress",
         rf"(?:looking\sfor|need(?:ed)?|want(?:ed)?|hiring|seeking|kailangan|naghahanap){_FEW}"
         rf"{_PEOPLE}(?![a-z])|{_PEOPLE}\s(?:are\s)?(?:needed|wanted|only)(?![a-z])"),
        ("招 聘",
         r"招[^，。]{0,6}(?:女孩|女生|美女|佳丽|模特|公关|小姐姐|女主播|礼仪)"
         r"|(?:夜场|会所|ktv)[^，。]{0,6}(?:招|聘)"),
    ),
}  # fmt: skip
"""By family: words of which a text must hold one for a shape to be worth looking for, the shape."""


class Cue(NamedTuple):
    """A cue of a family at folded offsets `start` to `end`."""

    family: str
    start: int
    end: int


def families(folded: str, among: Iterable[str]) -> Iterator[Cue]:
    """The first cue of every family of those that a folded text holds."""
    for family in among:
        first = matcher("messages", "offer", family).search(folded) or _shaped(family, folded)
        if first is not None:
            yield Cue(family, first.start(), first.end())


def _shaped(family: str, folded: str) -> re.Match[str] | None:
    for hints, shape in _shapes(family):
        if any(hint in folded for hint in hints) and (found := shape.search(folded)):
            return found
    return None


@lru_cache(maxsize=16)
def _shapes(family: str) -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    compiled = ((hints.split(" "), re.compile(shape)) for hints, shape in _SHAPES[family])
    return tuple((tuple(h for h in hints if h), shape) for hints, shape in compiled)
