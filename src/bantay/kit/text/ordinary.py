"""Why a run of digits is no phone: dates, prices, addresses and the like, each a rule.

Rules look at the run and at what touches it; words further away are weighed in `near`.
"""

import re
from collections.abc import Callable

from bantay.kit.lexicon import matcher
from bantay.kit.text.late import late
from bantay.kit.text.runs import Run

_CURRENCY = late(r"[$€£¥₱₩₹฿₽¢]\s?$|(?<![a-z])(?:php|usd|us|rs|rm|rmb|p)\s?$")
_CURRENCY_AFTER = late(r"\s?[$€£¥₱₩₹฿₽%‰°]")
_YEAR = r"(?:19|20)\d\d"
_DATE = late(
    rf"{_YEAR}([-/. _])\d{{1,2}}\1\d{{1,2}}(?!\d)|\d{{1,2}}([-/. ])\d{{1,2}}\2{_YEAR}(?!\d)"
)
_SHORT_DATE = late(r"[0-3]?\d([-/.])[0-3]?\d\1\d\d")
_COMPACT_DATE = late(rf"{_YEAR}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?")
_TIME_AFTER = late(r":\d")
_TIME_BEFORE = late(r"\d:$")
_PATH_BEFORE = late(r"[a-z0-9_~.]/$|\\$|=$|#$")
_PATH_AFTER = late(r"[/\\_][a-z]|-[a-z]")
_COUNTING = (
    "01234567890123456789",
    "98765432109876543210",
    "".join(map(str, range(31))),
    "".join(map(str, range(30, -1, -1))),
)
_OCTET = 255


def _is_price(folded: str, run: Run) -> bool:
    before, after = folded[max(0, run.start - 6) : run.start], folded[run.end : run.end + 2]
    return bool(_CURRENCY.search(before) or _CURRENCY_AFTER.match(after))


def _is_measure(folded: str, run: Run) -> bool:
    after = folded[run.end : run.end + 24]
    found = matcher("messages", "unit").match(after.lstrip(" "))
    return found is not None


def _is_thousands(folded: str, run: Run) -> bool:
    before, after = folded[max(0, run.start - 2) : run.start], folded[run.end : run.end + 2]
    if "," in run.joints and all(len(g) == 3 for g in run.groups[1:]):
        return True
    return bool(re.search(r"\d,$", before) or re.match(r",\d", after))


def _is_date(folded: str, run: Run) -> bool:
    text = folded[run.start : run.end].lstrip("([")
    if all(len(group) == 1 for group in run.groups):
        text = text.replace(" ", "")
    short = _SHORT_DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(run.digits)
    return bool(_DATE.match(text) or short)


def _is_time(folded: str, run: Run) -> bool:
    before, after = folded[max(0, run.start - 2) : run.start], folded[run.end : run.end + 2]
    return bool(_TIME_AFTER.match(after) or _TIME_BEFORE.search(before))


def _is_years(folded: str, run: Run) -> bool:
    return len(run.groups) > 1 and all(re.fullmatch(_YEAR, group) for group in run.groups)


def _is_ip(folded: str, run: Run) -> bool:
    joined = set(run.joints) == {"."}
    if not joined or len(run.groups) not in (4, 5):
        return False
    return all(len(g) <= 3 and int(g) <= _OCTET and g[0] != "0" for g in run.groups[:4])


def _is_version(folded: str, run: Run) -> bool:
    dots = run.joints.count(".")
    short = sum(len(group) == 1 for group in run.groups)
    return dots >= 2 and short >= 1 and len(set(map(len, run.groups))) > 1


def _is_decimal(folded: str, run: Run) -> bool:
    first = run.groups[0]
    return run.joints == (".",) and not (first.startswith("0") and len(first) > 1)


def _is_named(folded: str, run: Run) -> bool:
    """Whether a number has its name after a dash: "555 0142-office"."""
    after = folded[run.end + 1 : run.end + 12]
    return len(run.groups) > 1 or matcher("messages", "phone").match(after) is not None


def _is_path(folded: str, run: Run) -> bool:
    before, after = folded[max(0, run.start - 2) : run.start], folded[run.end : run.end + 2]
    if after.startswith("-") and _is_named(folded, run):
        return bool(_PATH_BEFORE.search(before))
    return bool(_PATH_BEFORE.search(before) or _PATH_AFTER.match(after))


def _is_isbn(folded: str, run: Run) -> bool:
    digits = run.digits
    if len(digits) != 13 or not digits.startswith(("978", "979")):
        return False
    return sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(digits)) % 10 == 0


def _is_laughter(folded: str, run: Run) -> bool:
    return len(set(run.digits)) == 1


def _is_sequence(folded: str, run: Run) -> bool:
    return any(run.digits in counted for counted in _COUNTING)


RULES: dict[str, Callable[[str, Run], bool]] = {
    "price": _is_price,
    "measure": _is_measure,
    "thousands": _is_thousands,
    "date": _is_date,
    "time": _is_time,
    "years": _is_years,
    "internet address": _is_ip,
    "version": _is_version,
    "decimal": _is_decimal,
    "path": _is_path,
    "isbn": _is_isbn,
    "laughter": _is_laughter,
    "sequence": _is_sequence,
}
"""Every rule by its name: what the run is instead of a phone."""


def ordinary(folded: str, run: Run) -> str | None:
    """The name of the first rule that says what the run is instead of a phone, if any."""
    return next((name for name, rule in RULES.items() if rule(folded, run)), None)
