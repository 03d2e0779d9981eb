"""How control over a worker is said, in English, Filipino and Chinese, over folded text.

Two sides: the one who holds speaks to "you", the one who is held speaks of "me" and "them".
Every pattern is bounded, so no text makes it slow.
"""

import re

from bantay.kit.text.late import late

_PAPERS = r"(?:passports?|papers|documents|ids?|id\s+cards?)"
_PAY = r"(?:pay|salary|money|earnings|wages|atm(?:\s+card)?|bank\s+card|payouts?|share)"
_HAVE = r"(?:have|has|hold|holds|keep|keeps|kept|got|take|takes|took|holding|keeping)"
_THEY = (
    r"(?:they|he|she|the\s+(?:agency|owner|boss|manager)|(?:my|our)\s+(?:boss|manager|agent|handler|"
    r"employer|madam|agency|owner)|the\s+(?:lady|man|woman|guy|one)\s+who(?:\s+\w+){1,4})"
)
_OUT = (
    r"(?:leave|go\s+out(?:side)?|go\s+anywhere|go\s+home|quit|go\s+nowhere|"
    r"talk\s+to\s+(?:anyone|the\s+others))"
)
_HELD = r"(?:护照|身份证|证件)"
_HAN = "[0-9一二两三四五六七八九十百千万半]"
_BOSS = r"(?:老板|他们|公司|经理|中介|他那|她那|主管|妈咪|那边)"
_AT_ME = (
    r"(?:sa\s?(?:akin|amin)|hawak\s+(?:ko|namin)|nasa\s+(?:akin|amin)|"
    r"ita(?:ta)?go\s+ko|akin\s+muna)"
)
_BY_THEM = (
    r"(?:hawak|kinuha|kinukuha|i?tinago|tinatago|nasa)\s+"
    r"(?:nila|niya|nya|kanila|ng\s+(?:\w+\s+){1,4}|[ns]i\s+\w+\s+)"
)
_NO = r"(?:bawal|di|hindi|wag|huwag|ayaw)"
_GO = r"(?:lumabas|lalabas|umalis|aalis|makaalis|makakaalis|umuwi|makauwi|makakauwi|makalabas)"

Patterns = tuple[tuple[str, re.Pattern[str]], ...]


def _compiled(words: dict[str, str]) -> Patterns:
    return tuple((kind, late(pattern)) for kind, pattern in words.items())


HOLDER: Patterns = _compiled({
    "papers": (
        rf"(?<![a-z])(?:i|we)(?:['’]?ve|['’]?m|\s+(?:\w+\s+){{0,2}})?\s*{_HAVE}\s+(?:\w+\s+){{0,2}}your\s+{_PAPERS}(?![a-z])|"
        rf"your\s+{_PAPERS}\s+(?:\w+\s+){{0,2}}(?:stays?|remains?|with\s+(?:me|us)|in\s+my)(?![a-z])|"
        rf"(?:back|return)\s+your\s+{_PAPERS}(?:\s+back)?\s+(?:when|once|after|until|if)(?![a-z])|"
        rf"(?:give|gives|get|gets|see|have)\s+(?:you\s+)?your\s+{_PAPERS}\s+(?:\w+\s+){{0,1}}(?:when|once|after|until|till)(?![a-z])|"
        rf"(?:hindi|di)\s+mo\s+makukuha\s+(?:\w+\s+){{0,3}}(?:passport|pasaporte|papeles|id)|"
        rf"your\s+{_PAPERS}\s+back\s+(?:when|once|after|until|if)(?![a-z])|"
        rf"{_AT_ME}\s+(?:\w+\s+){{0,3}}(?:passport|pasaporte|papeles|id)\s+mo(?![a-z])|(?:passport|pasaporte|papeles|id)\s+mo\s+(?:\w+\s+){{0,2}}{_AT_ME}(?![a-z])|"
        rf"{_HELD}[^,，。]{{0,4}}(?:放|在|交|押|给)[^,，。]{{0,2}}我(?:[^们老]|$)|我[^,，。]{{0,4}}(?:扣|拿|收|押|保管)[^,，。]{{0,4}}你[^,，。]{{0,2}}{_HELD}|{_HELD}[^,，。]{{0,2}}我[^,，。]{{0,4}}(?:扣|拿|收|押|保管)"
    ),
    "pay": (
        rf"(?<![a-z])(?:i|we)(?:\s+\w+){{0,2}}\s+{_HAVE}\s+(?:\w+\s+){{0,2}}your\s+{_PAY}(?![a-z])|"
        rf"your\s+{_PAY}\s+(?:\w+\s+){{0,2}}(?:stays?|remains?|goes|go|comes?)\s+(?:\w+\s+){{0,2}}(?:me|us|my|our)(?![a-z])|"
        rf"{_AT_ME}\s+(?:\w+\s+){{0,3}}(?:sahod|sweldo|pera|kita|atm)\s+mo(?![a-z])|(?:sahod|sweldo|pera|kita|atm)\s+mo\s+(?:\w+\s+){{0,2}}{_AT_ME}(?![a-z])|"
        r"你?的?工资[^,，。]{0,4}(?:我先|先扣|先压|放我|归我|打到我)|我[^,，。]{0,4}(?:扣着|压着|替你|帮你)[^,，。]{0,4}工资"
    ),
    "debt": (
        r"(?<![a-z])(?:what|money|all)\s+you\s+owe(?![a-z])|(?<![a-z])you\s+(?:still\s+)?owe\s+(?:me|us|the\s+(?:agency|house|boss))\s+for(?![a-z])|"
        r"(?:ticket|visa|flight|debt|fare)\s+(?:\w+\s+){0,4}(?:paid|pay)\s+(?:it\s+)?(?:off|back)(?![a-z])|"
        r"(?:until|till|when|once)\s+you\s+(?:\w+\s+){0,3}(?:paid|pay)\s+(?:\w+\s+){0,2}(?:off|back)(?![a-z])|"
        r"(?:ticket|travel|visa|flight|debt)\s+is\s+(?:\w+\s+){0,2}worked\s+off(?![a-z])|who\s+(?:bought|paid\s+for)\s+your\s+(?:\w+\s+)?(?:ticket|visa|flight)|(?:worked|earned)\s+(?:it\s+)?(?:off|back)(?![a-z])|"
        r"(?:hanggat|hangga['’]t)\s+may\s+utang\s+ka(?![a-z])|utang\s+mo\s+(?:\w+\s+){0,2}(?:ticket|pamasahe|visa|amin|akin)(?![a-z])|(?:ibabawas|bawas)\s+(?:\w+\s+){0,3}utang\s+mo(?![a-z])|"
        r"[欠没][^,，。]{0,4}还[^,，。]{0,2}[清完]|(?:机票|路费|签证)[^,，。]{0,4}我[^,，。]{0,2}[垫出付]|(?:机票|路费|签证)[^,，。]{0,4}(?:还完|还清|没还)|你[^,，。]{0,4}(?:还完|还清)[^,，。]{0,4}(?:再|才|之前)"
    ),
    "fine": (
        r"(?<![a-z])(?:another|extra|that['’]?s)\s+(?:another\s+)?[$€£₱]?\d+\s+(?:off|on\s+top|less|minus|fine)(?![a-z])|(?<![a-z])the\s+fines(?![a-z])|(?<![a-z])i\s+cut\s+(?:\w+\s+){0,2}your\s+pay(?![a-z])|(?:kada|bawat)\s+\w+\s+(?:\d+\s+)?(?:ang\s+)?multa|"
        r"bawas\s+(?:pa\s+)?sa\s+(?:sahod|sweldo|kita)\s+mo(?![a-z])|"
        r"(?:kulang|late)\s+(?:\w+\s+){0,4}(?:kaltas|multa|bawas)(?![a-z])|"
        rf"(?:扣|罚)(?:你|她们?|工资)?{_HAN}{{1,6}}"
    ),
    "quota": (
        r"(?<![a-z])(?:until|till)\s+you\s+(?:make|reach|earn|hit|finish)\s+(?:\w+\s+){0,2}[$€£₱]?\d+|(?:reach|make|hit|meet)\s+(?:the|your)\s+quota(?![a-z])|hours\s+(?:\w+\s+){0,2}(?:on\s+cam|online|live)\s+(?:minimum|a\s+day|every\s+day|per\s+day)(?![a-z])|"
        rf"(?:没|不够|没有)[^,，。]{{0,2}}(?:播|做)够?[^,，。]{{0,2}}{_HAN}*|[播做]不?[够满]{_HAN}"
    ),
    "phone": (
        r"手机[^,，。]{0,4}(?:交给我|给我保管|放我)|"
        r"(?:cp|cellphone|phone)\s+mo\s+(?:\w+\s+){0,2}sa\s?(?:akin|amin)(?![a-z])"
    ),
    "leave": (
        r"(?<![a-z])(?:no|think\s+(?:about|of))\s+(?:going|walking|leaving)(?:\s+(?:out|outside|home))?(?![a-z])|di\s+kita\s+pap?ayagan|bawal\s+ka(?:ng)?\s+(?:\w+\s+){0,1}(?:lumabas|umalis)|"
        rf"(?<![a-z])you\s+(?:can['’]?t|cannot|don['’]?t|won['’]?t|are\s+not|aren['’]?t|do\s+not|will\s+not|never)\s+(?:\w+\s+){{0,3}}{_OUT}(?![a-z])(?=[^.!?\n]{{0,30}}(?:until|unless|without|till|before|with\s+me|tonight))|"
        r"(?<![a-z])you\s+(?:go\s+nowhere|stay\s+in\s+the\s+(?:room|house|apartment|flat))(?![a-z])|without\s+(?:asking\s+me|my\s+permission)(?![a-z])|"
        rf"{_NO}\s+(?:ka\s+|kang\s+)?(?:\w+\s+){{0,1}}{_GO}\s+(?:\w+\s+){{0,2}}(?:hangga|hanggat|nang\s+hindi|nang\s+di|pag|kapag|bukas|mamaya)(?![a-z])|"
        r"(?:哪|哪儿|哪里)?也?都?(?:别想|休想|不准|不许)[^,，。]{0,4}(?:出去|出门|离开|走|回家|回国|去)"
    ),
})  # fmt: skip

HELD: Patterns = _compiled({
    "papers": (
        rf"(?<![a-z]){_THEY}\s+(?:\w+\s+){{0,2}}{_HAVE}\s+(?:\w+\s+){{0,3}}(?:my|our)\s+{_PAPERS}(?![a-z])|"
        rf"(?:my|our)\s+{_PAPERS}\s+(?:is|are|was|were)\s+(?:still\s+)?(?:with|held\s+by|kept\s+by|taken\s+by)\s+{_THEY}(?![a-z])|"
        rf"{_BY_THEM}\s*(?:ang\s+|yung\s+|mga\s+){{0,2}}(?:passport|pasaporte|papeles|id)\s+(?:ko|namin)(?![a-z])|"
        r"(?:hindi|di)\s+ko\s+(?:\w+\s+)?makuha\s+(?:\w+\s+){0,2}(?:passport|pasaporte|papeles|id)\s+ko(?![a-z])|"
        rf"{_HELD}[^,，。]{{0,4}}(?:被|在|给了?|交给)[^,，。]{{0,2}}{_BOSS}|{_BOSS}[^,，。]{{0,4}}(?:拿|扣|收|押)[^,，。]{{0,6}}{_HELD}"
    ),
    "pay": (
        rf"(?<![a-z]){_THEY}\s+(?:\w+\s+){{0,2}}{_HAVE}\s+(?:\w+\s+){{0,3}}(?:my|our)\s+{_PAY}(?![a-z])|{_THEY}\s+{_HAVE}\s+(?:half|most|all)\s+(?:\w+\s+){{0,2}}{_PAY}(?![a-z])|"
        rf"{_BY_THEM}\s*(?:\w+\s+){{0,4}}(?:sahod|sweldo|kita|pera|atm)\s+(?:ko|namin)(?![a-z])|"
        rf"(?:工资|钱|收入|银行卡)[^,，。]{{0,4}}(?:被|在|都在|交给|都给)[^,，。]{{0,2}}{_BOSS}|{_BOSS}[^,，。]{{0,4}}(?:拿|扣|收|压)[^,，。]{{0,6}}(?:工资|收入|银行卡)|工资[^,，。]{{0,4}}不(?:发|给)|"
        r"(?:hindi|di)\s+(?:pa\s+)?(?:nila|niya|nya)\s+(?:pa\s+)?(?:bini|i)bigay\s+(?:ang\s+)?(?:sahod|sweldo|pera)\s+(?:ko|namin)(?![a-z])"
    ),
    "debt": (
        r"(?<![a-z])(?:have|had)\s+to\s+work\s+(?:it\s+)?off|(?:have|need)\s+to\s+pay\s+(?:\w+\s+){0,2}debt(?![a-z])|(?<![a-z])i\s+(?:still\s+)?owe\s+(?:him|her|them|the\s+(?:agency|owner|boss)|my\s+(?:boss|manager|agent|madam))(?![a-z])|"
        r"(?:until|till|when|once|unless)\s+(?:i|we)(?:['’]ve)?\s+(?:\w+\s+){0,2}(?:paid|pay)\s+(?:\w+\s+){0,3}(?:off|back)(?![a-z])|"
        r"utang\s+(?:\w+\s+){0,3}ako\s+sa\s+(?:kanya|kanila|boss|amo|agency|manager)(?![a-z])|"
        rf"我[^,，。]{{0,3}}欠[^,，。]{{0,2}}{_BOSS}|我欠他|{_BOSS}?说?[^,，。]{{0,4}}(?:还清|还完)[^,，。]{{0,6}}(?:才|再|不)"
    ),
    "fine": (
        rf"(?<![a-z]){_THEY}\s+(?:\w+\s+)?(?:fines?|fined)\s+(?:me|us)(?![a-z])|{_THEY}\s+(?:\w+\s+)?(?:deducts?|takes?)\s+(?:\w+\s+){{0,3}}from\s+(?:my|our)\s+{_PAY}(?![a-z])|"
        rf"(?:kinakaltasan|minumultahan|binabawasan)\s+(?:nila|niya|nya)\s+(?:ako|kami|ang)(?![a-z])|"
        rf"{_BOSS}[^,，。]{{0,4}}(?:扣|罚)我们?"
    ),
    "quota": (
        r"(?<![a-z])(?:if\s+)?(?:i|we)\s+(?:don['’]?t|didn['’]?t|do\s+not|have\s+to|must|can['’]?t\s+stop\s+until)\s+(?:\w+\s+){0,3}quota(?![a-z])|"
        r"(?:播|做)不够[^,，。]{0,4}(?:不让|不给|不准)"
    ),
    "phone": (
        rf"(?<![a-z])(?:my|our)\s+phones?\s+(?:is|are|was|were)\s+(?:\w+\s+)?(?:checked|taken|locked)(?![a-z])|{_THEY}\s+(?:\w+\s+){{0,2}}(?:{_HAVE}|check|checks|checked)\s+(?:\w+\s+)?(?:my|our)\s+phones?(?![a-z])|"
        rf"{_BY_THEM}\s*(?:ang\s+|yung\s+|mga\s+){{0,2}}(?:cp|cellphone|phone)\s+(?:ko|namin)(?![a-z])|"
        rf"{_BOSS}[^,，。]{{0,4}}(?:拿|收|没收|查)[^,，。]{{0,6}}手机|{_BOSS}把[^,，。]{{0,6}}手机[^,，。]{{0,3}}(?:收|拿)"
    ),
    "leave": (
        r"(?<![a-z])(?:won['’]?t|don['’]?t|doesn['’]?t|didn['’]?t|never|not)\s+let\s+(?:me|us)\s+(?:leave|go|out|talk|quit)(?![a-z])|"
        r"(?:i['’]?m|i\s+am|we['’]?re|we\s+are)\s+not\s+allowed\s+(?:to\s+)?(?:leave|go|out|quit|talk)(?![a-z])|"
        rf"{_THEY}\s+locks?\s+(?:me|us|the\s+door)(?![a-z])|(?:i|we)\s+(?:can['’]?t|cannot)\s+(?:leave|stop|quit|go\s+home|go\s+out(?:side)?)\s+(?:\w+\s+){{0,2}}(?:until|unless|before|till|alone)(?![a-z])|i\s+can\s+(?:only\s+)?leave\s+when(?![a-z])|"
        rf"{_NO}\s+(?:daw\s+|raw\s+)?(?:ako|akong|kami|kaming)\s+(?:\w+\s+){{0,1}}{_GO}(?![a-z])|"
        r"不[让准许]我们?[^,，。]{0,4}(?:出|走|离开|回)|想走也?走不了|走不了|(?:晚上)?(?:把)?门(?:是|被)?[^,，。]{0,2}锁"
    ),
})  # fmt: skip
