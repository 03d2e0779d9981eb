"""Names of people on other platforms: a token after a platform's name or an invitation."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from bantay.kit.text.hits import CERTAIN, FAIR, LIKELY, Hit, Kind
from bantay.kit.text.late import late
from bantay.kit.text.markers.judged import Candidate, judged
from bantay.kit.text.markers.links import Linked, skip_links
from bantay.kit.text.markers.payments import paid_at, payments
from bantay.kit.text.markers.scan import Marker, markers
from bantay.kit.text.markers.tokens import NUMBER, TOKEN, is_amount, plain_name

_ASKS = late(r"(?:[加搜找➕佳伽迦嘉溲私]|联系|聯繫|添加|认准|下载)\s?我?的?\s?$")
_BACKWARDS = late(
    r"(?<![a-z0-9_@$.-])(?P<sign>[@$])?(?P<name>[a-z0-9_][a-z0-9._-]{2,31})\s{1,2}"
    r"(?:on|sa|in|via|en|no|na|di|pe|par|trên|в|على)\s{1,2}(?:my\s|the\s|ang\s)?$"
)
_FURTHER = late(
    r"[^@.!?;,。！？，；\n]{1,20}(?<![a-z0-9_])@(?P<name>[a-z0-9_]{4,32})(?![a-z0-9_@.])"
)
_TOLD = late(r"[:-]\s?@(?P<name>[a-z0-9_]{5,32})(?![a-z0-9_@.])")
_TELLS = late(r"[\u0400-\u04ff\u4e00-\u9fff]\s?[:-]?$")
_GIVES = late(
    r"(?:(?<![a-z])(?:add(?:\s(?:me|mo))?|i'?m|i\sam|find|search|hanapin|si|it'?s)\s"
    r"|[加搜找是]\s?)$"
)
_NUMBERED_NAME = late(r"[a-z]{3,}(?:[.-]?[a-z]+)*[0-9]{2,4}")
_MOBILE = late(r"1[3-9][0-9]{9}")
_REACH, _ASKED_WITHIN = 60, 16
_ASKING = frozenset(("invite", "ask", "named"))
_NUMBERED = frozenset(("number", "number asked"))
_BACKWARDS_OF = frozenset(("platform", "weak", "noun", "service", "sign"))


def handles(folded: str) -> Iterator[Hit]:
    """All names on other platforms and payment handles of a folded text, the surest first.

    They do not overlap.
    """
    found: list[Hit] = []
    asked_until = -_ASKED_WITHIN - 1
    for marker in markers(folded):
        hit = _beside(folded, marker, 0 <= marker.start - asked_until <= _ASKED_WITHIN)
        if hit is not None:
            found.append(hit)
        if marker.kind in _ASKING:
            asked_until = marker.end
    if "@" in folded:
        found.extend(payments(folded))
        found.extend(_told(folded))
    return _apart(found) if len(found) > 1 else iter(found)


def _apart(found: list[Hit]) -> Iterator[Hit]:
    """The hits, the surest first, without those that overlap a surer one."""
    found.sort(key=lambda hit: (-hit.confidence, hit.start, -hit.end))
    ends: list[int] = []
    starts: list[int] = []
    for hit in found:
        at = bisect_left(starts, hit.end)
        if at == 0 or ends[at - 1] <= hit.start:
            starts.insert(at, hit.start)
            ends.insert(at, hit.end)
            yield hit


def _told(folded: str) -> Iterator[Hit]:
    """A mention after ":" in a text of another script, which has no other use for the sign."""
    for match in _TOLD.finditer(folded):
        if _TELLS.search(folded, max(0, match.start() - 4), match.start()):
            yield Hit("handle", match["name"], match.start("name") - 1, match.end(), FAIR)


def _beside(folded: str, marker: Marker, asked: bool) -> Hit | None:
    found = _after(folded, marker, asked or _is_asked(folded, marker))
    if found is None and marker.kind in _BACKWARDS_OF:
        found = _before(folded, marker)
    if found is None and marker.kind == "platform" and (name := _FURTHER.match(folded, marker.end)):
        return Hit("handle", name["name"], name.start("name") - 1, name.end(), FAIR)
    return found


def _is_asked(folded: str, marker: Marker) -> bool:
    if folded.isascii() or marker.lang not in ("zh", "und"):
        return False
    return _ASKS.search(folded, max(0, marker.start - 6), marker.start) is not None


def _after(folded: str, marker: Marker, asked: bool) -> Hit | None:
    """The name that stands after a marker, past the small words between them."""
    linked = skip_links(folded, marker.end)
    if marker.list == "payment" and (paid := paid_at(folded, linked.end)):
        return paid
    if marker.lang == "zh" and (number := _number(folded, marker, linked, asked)):
        return number
    if marker.kind in _NUMBERED or (marker.list == "sound" and folded.isascii()):
        return None
    token = TOKEN.match(folded, linked.end)
    if token is None:
        return None
    name = plain_name(token)
    confidence = judged(Candidate(folded, marker, linked, asked, token["sign"], name, token.end()))
    if not confidence:
        return None
    of: Kind = "payment" if marker.list == "payment" else "handle"
    return Hit(of, name, token.start(), token.start("name") + len(name), confidence, marker.undone)


def _number(folded: str, marker: Marker, linked: Linked, asked: bool) -> Hit | None:
    """A bare number as id: of a platform that has such, or of another where a word asks."""
    number = NUMBER.match(folded, linked.end)
    if number is None or marker.kind == "ask":
        return None
    announced = linked.strong or asked
    if marker.kind != "number" and (not announced or _MOBILE.fullmatch(number[0])):
        return None
    confidence = CERTAIN if linked.strong and not marker.undone else LIKELY
    return Hit("handle", number[0], number.start(), number.end(), confidence, marker.undone)


def _is_name(folded: str, found: re.Match[str]) -> bool:
    """Whether what stands before a platform is a name: by a sign, or asked for and numbered."""
    name = found["name"]
    if is_amount(name):
        return False
    asked = _GIVES.search(folded, max(0, found.start() - 14), found.start()) is not None
    return "_" in name.strip("_") or (asked and _NUMBERED_NAME.fullmatch(name) is not None)


def _before(folded: str, marker: Marker) -> Hit | None:
    """A name that stands before its platform: "@name on …", "name_22 sa …"."""
    found = _BACKWARDS.search(folded, max(0, marker.start - _REACH), marker.start)
    if found is None:
        return None
    paid = marker.list == "payment"
    if found["sign"] == "$" and not paid:
        return None
    name = found["name"]
    if not found["sign"] and not _is_name(folded, found):
        return None
    of: Kind = "payment" if paid else "handle"
    return Hit(of, name, found.start(), found.end("name"), LIKELY)
