"""Requests to hide an age, and requests for secrecy, in English, Filipino and Chinese.

    hiding("if they ask say you're 18")  ->  (Cue(kind="age", start=13, end=29, …),)
    hiding("delete this chat")           ->  (Cue(kind="secret", start=0, end=16, …),)

A cue of kind "age" says it outright: claim to be of age, do not tell how old you are. The
others ("secret", "alone") are everyday words that mean something only beside a sign that the
person written to may be under age. "Never lie about your age" asks for the opposite.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bantay.kit.text.late import late
from bantay.kit.text.reading import read
from bantay.kit.text.said import Said, spoken

CueKind = Literal["age", "secret", "alone"]

_CACHED = 2_000  # characters; longer texts are read anew


@dataclass(frozen=True, slots=True)
class Cue:
    """A request and its place at original offsets."""

    kind: CueKind
    start: int
    end: int
    undone: tuple[str, ...] = ()


_YOU_ARE = r"(?:you\s*['’]?re|you\s+are|you\s+r|ur|u\s+r|u\s+are|u['’]?re|your)"
_ADULT = (
    r"(?:already\s+|over\s+|at\s+least\s+|turning\s+)?"
    r"(?:1[89]|20|eighteen|of\s+(?:legal\s+)?age|legal|an?\s+adult)(?![0-9a-z:%])"
    r"(?!\s*(?:min|hour|hrs|day|km|miles|kg|people|steps|points|floors?))"
)
_YOUNG = (
    r"(?:only\s+|just\s+|still\s+)?"
    r"(?:[89]|1[0-7]|under\s?age|under\s+18|a\s+minor|in\s+(?:high|middle)\s+school)(?![0-9])"
)
_THEM = (
    r"(?:anyone|anybody|any\s?one\s+else|them|him|her|people|others|nobody|"
    r"(?:the|your|ur|my)\s+[a-z]+)"
)
_YOUR = r"(?:your|ur|yr)"
_FORM = r"(?:profile|bio|age|form|birthday|account|sign\s?up|app|id)"
_BIRTH = r"(?:birth\s?day|birth\s?date|birth\s?year|year\s+of\s+birth|date\s+of\s+birth|dob|age)"
_NEVER = r"(?:don['’]?t|do\s+not|never|no\s+need\s+to)\s+(?:ever\s+|you\s+)?"

_SAY_SO = (
    rf"(?:say|tell\s+{_THEM}|claim|pretend|act\s+(?:like|as\s+if))\s+(?:that\s+)?{_YOU_ARE}\s+{_ADULT}",
    rf"pretend\s+to\s+be\s+{_ADULT}",
    rf"(?:put|write|type|enter|choose|select)\s+(?:down\s+|that\s+|in\s+)?(?:{_YOU_ARE}\s+)?(?:1[89]|eighteen)"
    rf"\s+(?:on|in|as|for|into)\s+(?:{_YOUR}\s+|the\s+)?{_FORM}(?![a-z])",
    rf"(?:if|when|in\s+case)\s+(?:anyone|anybody|someone|they|he|she|people)\s+asks?\W+"
    rf"(?:just\s+)?(?:(?:say\s+)?{_YOU_ARE}\s+|say\s+){_ADULT}",
    rf"{_YOU_ARE}\s+(?:1[89]|eighteen)\s*,?\s+(?:if\s+(?:anyone|they|he|she)\s+asks?|remember\s+that)(?![a-z])",
    rf"(?:lie|fib)\s+(?:to\s+{_THEM}\s+)?about\s+{_YOUR}\s+(?:real\s+)?age(?![a-z])",
    rf"(?:hide|fake)\s+{_YOUR}\s+(?:real\s+|true\s+)?{_BIRTH}(?![a-z])",
    rf"(?:change|set|edit)\s+{_YOUR}\s+{_BIRTH}\s+(?:to|as)\s+(?:19[89]\d|200\d|1[89]|20)(?![0-9])",
    r"sabihin\s+mo(?:ng)?\s*(?:na\s*lang|nalang|nlng|lang|na)?\s*(?:na\s+)?(?:18|19|20|disiotso|eighteen)(?![0-9:])",
    r"i?lagay\s+mo(?:ng)?\s*(?:na\s*lang|nalang|lang)?\s*(?:na\s+)?(?:age\s+)?(?:18|19)(?![0-9:])",
    r"(?:palitan|baguhin|itago|i-?edit)\s+mo\s+(?:na\s+lang\s+|lang\s+)?(?:yung\s+|ang\s+|iyong\s+)?"
    r"(?:edad|age|birthday|birthdate|birth\s?year)",
    r"(?:kunwari|magpanggap\s+ka(?:ng)?)\s*(?:na\s+)?(?:18|19|disiotso)(?:\s+ka)?(?![0-9])",
    r"说(?:你|自己|你自己)(?:已经|今年|是|有|满|也|都)*\s*(?:18|十八|19|十九|成年)(?![0-9]|\s*[号点块元楼])",
    r"(?:年龄|年齡|岁数|生日|出生(?:年份|日期|年)?)(?:那里|那栏|就|要|你)*(?:填|写|寫|改成|改为|改到|改|选)(?:成|为|上)?"
    r"\s*(?:18|十八|19|20|成年)",
    r"(?:谎报|虚报|隐瞒|瞒报)(?:一下|下)?(?:你的|自己的|真实)?(?:年龄|岁数)",
    r"(?:假装|装作|装成)(?:你|自己)?(?:已经|是|满|有)*(?:18|十八|成年)",
)
"""To claim an age; said with a "never" before it, the opposite is asked."""

_DO_NOT_SAY = (
    rf"{_NEVER}(?:tell|say|mention|show|let|reveal|admit)\s+(?:to\s+)?(?:{_THEM}\s+)?(?:know\s+|see\s+)?(?:that\s+)?"
    rf"(?:how\s+(?:old|young)\s+(?:you|u)|{_YOUR}\s+(?:real\s+|true\s+)?age(?![a-z])|{_YOU_ARE}\s+{_YOUNG})",
    r"(?:nobody|no\s?one)\s+(?:has|needs)\s+to\s+know\s+(?:how\s+old\s+(?:you|u)|(?:your|ur)\s+(?:real\s+)?age)",
    r"(?:huwag|wag)\s+mo(?:ng)?\s+(?:sasabihin|sabihin|ipaalam|babanggitin|banggitin|ipagsabi)\s+[^.!?\n]{0,20}?"
    r"(?:edad|age|ilang\s+taon|menor|(?:1[0-7])\s+ka)",
    r"(?:别|不要|不许|不能|千万别)(?:跟|和|对|给|告诉|说|让|透露|提)[^，。！？,.!?\n]{0,8}?"
    r"(?:你(?:才|只有)?几岁|你多大|(?:真实|你的|自己的)年龄|未成年|你才1[0-7]|你(?:还)?是(?:初|高)中)",
)
_SECRET = (
    r"(?:delete|erase|clear)\s+(?:this|the|our|these|those|all\s+(?:the|our|of\s+this))\s*"
    r"(?:chats?|convo|conversation|messages?|msgs?|texts?|thread|history)",
    rf"{_NEVER}tell\s+(?:anyone|anybody|{_YOUR}\s+(?:mom|mum|mommy|mother|dad|father|parents?|sister|brother|family|"
    r"teacher|friends?))(?![a-z])",
    r"(?:it['’]?s|is|be|as|keep\s+it)\s+our\s+(?:little\s+)?secret|our\s+(?:little\s+)?secret(?![a-z])",
    r"keep\s+(?:this|it)\s+(?:just\s+)?(?:a\s+)?(?:secret|quiet|between\s+us)",
    r"(?:burahin|i-?delete|idelete)\s+mo\s+(?:na\s+)?(?:yung\s+|ang\s+|itong\s+|'?to(?:ng)?\s+)?"
    r"(?:chat|convo|usapan|messages?|mensahe)",
    r"(?:huwag|wag)\s+mo(?:ng)?\s+(?:sasabihin|sabihin|ipagsabi|ikuwento|ikwento|ipaalam)\s+"
    r"(?:kahit\s+kanino|(?:sa|kay)\s+(?:nanay|mama|mommy|tatay|papa|daddy|magulang|parents|iba|ate|kuya|teacher))",
    r"(?:secret|sikreto|lihim)\s+(?:lang\s+)?(?:natin|nating)|sa\s?atin\s+lang",
    r"(?:删(?:掉|了|除)?|清空|清掉)(?:一下)?(?:这个|这些|这段|咱们的?|我们的?|掉)?(?:聊天|记录|对话|消息)|"
    r"(?:聊天|对话)记录(?:都|全)?(?:给我)?(?:删|清)",
    r"(?:别|不要|不许|不能)(?:告诉|跟|和|对)(?:你)?(?:的)?(?:任何人|别人|爸|妈|家里|家人|父母|老师|同学|其他人)",
    r"(?:我们|咱们|咱俩|我俩)(?:的|之间的|俩的)(?:小)?秘密",
)
_ALONE = (
    r"(?:are|r)\s+(?:you|u)\s+(?:all\s+|home\s+|at\s+home\s+)?alone|(?:you|u)\s+home\s+alone",
    rf"(?:is|are|r)\s+{_YOUR}\s+(?:mom|mum|mommy|mother|dad|daddy|father|parents?|folks|sister|brother)\s+"
    r"(?:at\s+)?(?:home|there|around|asleep|sleeping|in\s+the\s+(?:house|room))",
    r"(?:who['’]?s|who\s+is)\s+(?:at\s+)?(?:home|there\s+with\s+(?:you|u)|with\s+(?:you|u)\s+(?:right\s+)?now)",
    r"(?:nandyan|nandiyan|nanjan|anjan|andyan|andiyan|nasa\s+bahay)\s+ba\s+(?:ang\s+|yung\s+|sina\s+|si\s+)?"
    r"(?:nanay|mama|mommy|tatay|papa|daddy|magulang|parents)",
    r"mag-?isa\s+ka\s+(?:lang\s+)?(?:ba|dyan|diyan)|ikaw\s+lang\s+ba\s+(?:mag-?isa|dyan|diyan|sa\s+bahay)|"
    r"may\s+kasama\s+ka\s+ba\s+(?:dyan|diyan|sa\s+bahay|ngayon)",
    r"(?:你)?(?:是)?(?:一个人|自己)在家(?:吗|嘛|么|不)|家里(?:现在)?(?:有没有|有|没)人(?:吗|嘛|么|在)?|"
    r"(?:你)?(?:爸妈|爸爸|妈妈|父母|家长|你爸|你妈)(?:现在)?(?:在不在|在)家?(?:吗|嘛|么|不|没)",
)

_HAN = late("[一-鿿]")
_Patterns = tuple[tuple[CueKind, Said, re.Pattern[str]], ...]


def _compiled(spaceless: bool) -> _Patterns:
    """The patterns of Chinese or of the others; each with the ways of saying that undo it."""
    several: tuple[tuple[CueKind, Said, tuple[str, ...]], ...] = (
        ("age", Said.NEGATED | Said.REPORTED | Said.PAST, _SAY_SO),
        ("age", Said.REPORTED, _DO_NOT_SAY),
        ("secret", Said.REPORTED, _SECRET),
        ("alone", Said.REPORTED, _ALONE),
    )
    chosen = (
        (k, u, [p for p in many if bool(_HAN.search(p)) == spaceless]) for k, u, many in several
    )
    return tuple((kind, undone, late("|".join(some))) for kind, undone, some in chosen)


_SPACED, _SPACELESS = _compiled(False), _compiled(True)
_LEAD = late(
    "say|tell|claim|pretend|act|put|write|type|enter|choose|select|if|when|in case|you|ur|u|"
    "lie|fib|hide|fake|change|set|edit|sabihin|ilagay|lagay|palitan|baguhin|itago|i-?edit|"
    "kunwari|magpanggap|don|do not|never|no|huwag|wag|delete|erase|clear|it|is|be|as|our|keep|"
    "burahin|i-?delete|secret|sikreto|lihim|sa|are|r|who|nan|an|nasa|mag|ikaw|may"
)
"""How a request begins; a word must begin there too."""
_LEAD_SPACELESS = late("[说年岁生出谎虚隐瞒假装别不千删清聊对我咱你一自家爸妈父是]")


def hiding(text: str) -> tuple[Cue, ...]:
    """All such requests in a text, those about an age first."""
    return _cached(text) if len(text) <= _CACHED else _hiding(text)


def _hiding(text: str) -> tuple[Cue, ...]:
    reading = read(text)
    found = list(_places(reading.folded, _LEAD, _SPACED))
    if not reading.folded.isascii():
        found += _places(reading.folded, _LEAD_SPACELESS, _SPACELESS)
    return tuple(
        Cue(kind, *reading.span(start, end), reading.undone(start, end))
        for kind, start, end in sorted(found, key=lambda one: (one[0] != "age", one[1:]))
    )


def _places(
    folded: str, leads: re.Pattern[str], patterns: _Patterns
) -> Iterator[tuple[CueKind, int, int]]:
    """Every request at its place; of one kind none within another."""
    ends: dict[CueKind, int] = {}
    for lead in leads.finditer(folded):
        at = lead.start()
        if at and folded[at].isascii() and folded[at - 1].isalnum():
            continue
        for kind, undoing, pattern in patterns:
            match = pattern.match(folded, at) if at >= ends.get(kind, 0) else None
            if match is not None and not spoken(folded, at, match.end()) & undoing:
                ends[kind] = match.end()
                yield kind, at, match.end()


_cached = lru_cache(maxsize=1_024)(_hiding)
