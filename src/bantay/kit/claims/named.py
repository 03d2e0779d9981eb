"""Claims that name something: the words before or within the name, then the name itself.

A name is what stands in quotation marks, a run of capitalised words, or, in Chinese, what
stands in title marks or runs up to the next sign. Without such a name there is no claim:
"won the respect of her peers" names nothing.
"""

import re
from collections.abc import Iterator

from bantay.kit.claims.words import Claim, Kind, plain
from bantay.kit.lexicon import lexicon, matcher
from bantay.kit.text.late import late
from bantay.kit.text.reading import read

_BEFORE: tuple[Kind, ...] = ("film", "award", "magazine", "pageant", "employer", "origin")
_WITHIN: tuple[Kind, ...] = ("pageant", "award")
_HAN = "\u3400-\u9fff"
_UPPER = "A-ZÀ-ÖØ-Þ"
_WORD = rf"[{_UPPER}0-9][A-Za-zÀ-ɏ0-9'’&-]*(?:\.[A-Za-z0-9]+)*"
_LINK = r"of|the|and|in|for|at|ng|sa|na|de|la|&"
_RUN = rf"{_WORD}(?:[ \u00a0]+(?:{_LINK}|{_WORD})){{0,8}}"
_GLUE = late(
    r"[\s:,(]*(?:(?:the|a|an|ang|si|ng|sa|of|in|at|by|film|movie|series|drama|tv|musical"
    r"|magazine|magasing|magasin na|magasin|title of|pelikulang|titulo ng)[\s:]+)*"
    r"(?:电影|電影|电视剧|電視劇|杂志|雜誌|了|过|過|于|於|在)*[\s:]*"
)
_NAME = late(
    rf"[《〈「『“\"‘](?P<quoted>[^》〉」』”\"\n]{{2,80}})[》〉」』”\"]|(?P<run>{_RUN})"
    rf"|(?P<han>[{_HAN}]{{2,12}})"
)
_RUN_BEFORE = late(rf"(?:{_WORD}[ \u00a0]+(?:(?:{_LINK})[ \u00a0]+)?){{1,6}}$")
_PAGEANT_HAN = late(
    rf"(?P<name>[{_HAN}]{{2,8}}小姐)[{_HAN}\s]{{0,6}}?(?:冠军|冠軍|亚军|亞軍|季军|季軍|得主)"
)
_AWARD_HAN = late(rf"[{_HAN}]{{2,10}}?[奖獎](?![{_HAN}]{{0,1}}[金学學励勵])")
_AWARD_WORD = late(r"award|prize|medal|trophy|gawad|parangal|奖|獎|honou?r|best ", re.I)
_OPENING = late(
    r"(?:[A-Z]\w+\s+)?(?:Won|Winner|Received|Recipient|Awarded)\s+(?:of\s+)?(?:(?:the|a)\s+)?"
)
_CLAUSE = late(r"[,，。.;；\n、!！]")
_COVER = late(rf"《(?P<name>[^》\n]{{2,30}})》[{_HAN}]{{0,4}}封面")
_PLAYED = late(
    rf"在《(?P<name>[^》\n]{{2,30}})》[{_HAN}]{{0,4}}?(?:中|里|裡|内|內)?[{_HAN}]{{0,4}}?(?:饰演|飾演|扮演|出演)"
)
_WORKS = late(
    rf"(?:在|现任|現任)(?P<name>[{_HAN}]{{2,10}}?(?:公司|集团|集團|学校|學校|大学|大學|医院|醫院|银行|銀行))"
    r"(?=工作|上班|任职|任職|就职|就職|担任|擔任|经理|經理|主管|教师|教師|护士|護士)"
)
_YEAR = late(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_NEAR_YEAR = 12  # characters on either side of a claim
_REACH = 90


def named(text: str) -> Iterator[Claim]:
    """Every claim with a name, in no order."""
    reading = read(text)
    for kind in _BEFORE:
        for cue in matcher("profiles", "claim_before", kind).finditer(reading.folded):
            yield from _after(text, kind, *reading.span(*cue.span()))
    for kind in _WITHIN:
        for cue in matcher("profiles", "claim_within", kind).finditer(reading.folded):
            yield from _around(text, kind, *reading.span(*cue.span()))
    yield from _chinese(text)


def _after(text: str, kind: Kind, start: int, cue: int) -> Iterator[Claim]:
    glue = _GLUE.match(text, cue)
    at = glue.end() if glue else cue
    found = _NAME.match(text, at, at + _REACH)
    if found is None:
        return
    group = str(found.lastgroup)
    value, (begin, end) = found[group], found.span(group)
    if group == "run" and _is_number(value):
        return
    if kind == "award" and not _AWARD_WORD.search(value):
        return
    if group == "han" and kind not in ("origin", "employer"):
        return  # titles of works stand in title marks; a bare run would be any sentence
    if kind == "origin" and group == "han":
        value, end = _place_han(value, begin)
    yield _claim(text, kind, value, begin, end)


def _place_han(value: str, begin: int) -> tuple[str, int]:
    """A place ends where its word for a town or a county does, else after a few characters."""
    cut = re.match(
        rf"[{_HAN}]{{1,4}}?[省市县縣州区區岛島镇鎮村](?:[{_HAN}]{{1,3}}[市县縣区區])?", value
    )
    kept = cut[0] if cut else value[:2]
    return kept, begin + len(kept)


def _around(text: str, kind: Kind, start: int, cue: int) -> Iterator[Claim]:
    if kind == "pageant":
        if not text[start : start + 1].isupper():
            return
        found = re.compile(rf"[ \u00a0]+(?P<run>{_RUN})").match(text, cue)
        if found and _is_title(text, start, found["run"]):
            yield _claim(text, kind, text[start : found.end()], start, found.end())
    elif text[start : start + 1].isupper():
        before = _RUN_BEFORE.search(text[max(0, start - _REACH) : start])
        if before:
            opening = _OPENING.match(before[0])
            begin = start - len(before[0]) + (opening.end() if opening else 0)
            yield _claim(text, kind, text[begin:cue], begin, cue)


def _is_title(text: str, start: int, run: str) -> bool:
    """Whether "Miss" begins a title and not a form of address: "Miss Harbour 2019", "crowned
    Miss Harbour", not "Miss Reyes teaches us"."""
    before = text[max(0, start - 24) : start].lower()
    crowned = re.search(r"crown|title|winner|won|as|bilang|former|reigning|runner", before)
    return bool(_YEAR.search(run) or crowned)


def _chinese(text: str) -> Iterator[Claim]:
    for found in _PAGEANT_HAN.finditer(text):
        yield _claim(text, "pageant", found["name"], *found.span("name"))
    for found in _COVER.finditer(text):
        yield _claim(text, "magazine", found["name"], *found.span("name"))
    for found in _PLAYED.finditer(text):
        yield _claim(text, "film", found["name"], *found.span("name"))
    for found in _WORKS.finditer(text):
        yield _claim(text, "employer", found["name"], *found.span("name"))
    for cue in matcher("profiles", "claim_before", "award").finditer(text):
        if award := _AWARD_HAN.match(text, cue.end()):
            yield _claim(text, "award", award[0], *award.span())


def _claim(text: str, kind: Kind, value: str, begin: int, end: int) -> Claim:
    return Claim(kind, plain(value), begin, end, _year(text, begin, end))


def _year(text: str, begin: int, end: int) -> int | None:
    """A year said within the name or right beside it, the one behind it first."""
    after = _CLAUSE.split(text[end : end + _NEAR_YEAR], maxsplit=1)[0]
    before = _CLAUSE.split(text[max(0, begin - _NEAR_YEAR) : begin])[-1]
    for said in (text[begin:end], after, before):
        if found := _YEAR.search(said):
            return int(found[1])
    return None


def _is_number(value: str) -> bool:
    return not any(map(str.isalpha, value))


def cue_languages() -> frozenset[str]:
    """The languages in which claims are read."""
    return lexicon("profiles", "claim_before").languages()
