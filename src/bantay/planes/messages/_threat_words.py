"""The grammar of threats in English, Filipino and Chinese, over folded text.

Word lists say which words; these patterns say how they stand together: who acts, how a time
is given, how money is asked for. Every pattern is bounded, so no text makes it slow.
"""

from bantay.kit.text.late import late

_COUNT = r"(?:\d+|an?|one|two|three|five|six|ten|twelve|thirty)"
_SPAN = r"(?:min(?:ute)?s?|hours?|hrs?|days?)(?![a-z])"
_DAY = (
    r"(?:noon|midnight|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"\d{1,2}\s?(?:am|pm|:\d\d))"
)
_HAN = "[0-9一二两三四五六七八九十百千万半]"
_NOUN = (
    r"(?:vids?|videos?|clips?|pics?|photos?|pictures?|images?|recordings?|footage|files|"
    r"screen\s?shots?|convos?|chats?|messages|tape|cop(?:y|ies))"
)

I_WILL = late(
    r"(?<![a-z0-9])(?:(?:i|we)(?:['’]?ll|\s+(?:will|shall|can|swear|promise))|"
    r"(?:i['’]?m|i\s+am|we\s+are|we['’]?re)(?:\s+(?:going\s+to|gonna|about\s+to|ready\s+to))?|"
    r"i\s+(?:have|need)\s+to|ill|imma|ima|gonna|(?:or|then|and)\s+(?:i|we)|want\s+me\s+to|"
    r"(?:i|we)\s[^.!?\n]{1,60}\swill)"
    r"(?:\s+(?!not\b|never\b)[a-z'’]+){0,3}\s*$"
)
"""Ends where the writer is about to act: "i'm going to", "or i", "we have … and will"."""

THING_WILL = late(
    rf"(?<![a-z0-9])(?:it|this|that|these|those|they|everything|all|face|{_NOUN})(?:\s+of\s+you)?\s+"
    r"(?:(?:will|is|are|gonna|is\s+gonna)\s*(?:going\s+to\s+)?(?:be|get)?\s*)?$"
)
"""Ends where a thing is about to go: "the video will be", "this"."""

MINE = late(
    r"\s*(?:na\s+|na\s+lang\s+|lang\s+|din\s+|talaga\s+)?(?:ko|namin|natin|kita|kong)(?![a-z])"
)
YOURS = late(r"\s*(?:mo|nyo|niyo|ninyo|niya|nya|nila|ka|siya|sila)(?![a-z])")
"""After a Filipino verb: the writer acts, or somebody else does."""

ITSELF = late(
    r"(?<![a-z0-9])(?:it|this|that|them|these|those|everything|all|lahat|'to|to(?=\s+sa)|ito|'?yan|iyan|"
    r"'?yun|'?yon|iyon)(?![a-z0-9])"
)
THING = late(
    rf"(?<![a-z])(?:{_NOUN}|what\s+(?:you|u)\s+(?:did|do|sent)|who\s+(?:you|u)\s+(?:really\s+)?are|litrato|larawan|usapan|gina(?:ga)?wa\s+mo)(?![a-z])|"
    "[视視][频頻]|影片|照片|[录錄][像屏音]|截[图圖]|聊天[记紀][录錄]|你[做干]的"
)
AT_YOU = late(r"\s*(?:you|u|ur|your|kita|mo|你|您|妳)(?![a-z])")
YOUR_THING = late(
    rf"\s*(?:(?:all|the|these|those|ung|yung|ang|mga)\s+){{0,2}}(?:(?:your|ur)\s+(?:\w+\s+)?{_NOUN}|{_NOUN}\s+mo)(?![a-z])"
)

OTHERS = late(
    r"(?:他们?|她们?|对方|别人|有人|谁|大家|你们?|您)(?:也|都|就|可以|能|要|会|先|再|去|自己|快|赶紧|把[^，,]{0,8})*$"
)
"""Ends where in Chinese somebody else than the writer acts."""
DONE = late(r"[了过](?![^\s，,。!！])")
TOLD_TO = late(
    r"(?:^|[,:;]\s*|(?<![a-z])(?:please|pls|and|to|can\s+you|could\s+you|you\s+(?:can|should|could|must))\s+)"
    r"(?:send|show|share|give|ask|forward|post|tag|bring|take|print|email|tell)\s[^.!?\n]{0,40}$|"
    r"你(?:可以|要|去|先|快|把|记得)?[^,，。]{0,8}[发给寄传拿]{1,2}$|(?:pa)?(?:ipakita|ipasa|isend|ipadala)\s+mo\s[^.!?\n]{0,40}$"
)
"""Ends where the other is told, or reminded, to show something themselves."""
ABOUT_TO = late(r"我(?:就|会|马上|立刻|现在|今晚|明天)|否则|不然|马上|立刻|就")

CLOCK = late(
    rf"(?<![a-z])(?:(?:you|u)\s+(?:only\s+)?(?:have|got|get)\s+(?:\w+\s+){{1,2}}{_SPAN}|"
    rf"(?:in|within|next)\s+(?:the\s+next\s+)?{_COUNT}\s+(?:more\s+)?{_SPAN}|(?:by|until|till|before)\s+{_DAY}|"
    r"(?:pay|send|transfer|paid)\s[^.!?\n]{0,25}(?:today|tonight|right\s+now|tomorrow)|"
    r"(?:may|bibigyan\s+kita\s+ng|meron\s+kang)\s+(?:\w+\s+){1,3}(?:oras|minuto|araw)(?![a-z])|"
    r"bago\s+mag\s?-?(?:alas|\d|hating)|hanggang\s+(?:mamaya|bukas|alas|\d)|ngayon\s+din|wala\s+pa\s+bukas|last\s+na\s+(?:to|ito)|(?:at|by)\s+\d{1,2}(?:\s?[ap]m|:\d\d)?\s+(?:unless|or|if)|mamayang\s+(?:gabi|\d)|at\s+\d{1,2}\s+tonight|tomorrow\s+morning|"
    r"(?:have|got)\s+(?:until|till|til)|last\s+day|at\s+midnight|before\s+then)|"
    rf"(?:给你|限你|只有|你有|还有){_HAN}+个?(?:分钟|小时|钟头|天)|{_HAN}+(?:分钟|个?小时|天)(?:之?内|后)|"
    r"(?:今晚|今天|明天|明早|天亮|点)(?:之?前|以前)|半小时内|月底之?前|最后一天"
)
ASKED_FOR = late(
    r"(?:^|[.!?,;:]\s*|(?<![a-z])(?:and|so|then|just|or|now|will\s+you)\s+)(?:pay|transfer|deposit|wire)(?![a-z])|"
    r"(?:^|[.!?]\s*)[$€£₱]?\d{2,5}k?\s+(?:and|now|or|then|today|na|lang)(?![a-z])|"
    r"(?<![a-z])(?:send|pay|give|transfer|wire|want|need|get)\s+(?:me\s+|us\s+)?[$€£₱]?\d|"
    r"(?:[$€£₱¥]|(?<![a-z])(?:php|usd|rm|eur)\s?)\d{2,}|"
    r"(?<![\d.])\d[\d,]{0,9}\s?(?:(?:k|usd|dollars|bucks|pesos|piso|php|euros|pounds)(?![a-z])|[元块]|万)|"
    r"(?<![a-z])(?:send|pay|wire|transfer)\s+(?:me\s+)?(?:the\s+|your\s+)?(?:cash|money|rest|other\s+half|balance|"
    r"fee|amount)(?![a-z])|(?<![a-z])be\s+(?:online|live)\s+(?:at|by|tonight)|(?<![a-z])bayad\s+(?:ka|o)(?![a-z])|"
    r"(?<![a-z])(?:keep|start|go\s+back\s+to)\s+(?:streaming|performing|working|broadcasting)(?![a-z])|"
    r"(?<![a-z])(?:nag|mag)(?:pa)?-?(?:send|padala|bayad|hulog|transfer|live)(?![a-z])|bayaran\s+mo|"
    r"(?:bigyan|padalhan)\s+mo\s+(?:ako|ko)|(?<![a-z])(?:ng|pang?)\s+\d{3,}|(?<![a-z])(?:do|go\s+live|perform|stream)\s+(?:\w+\s+){0,2}(?:again|another|one\s+more|for\s+me)(?![a-z])|"
    r"(?<![a-z])(?:do\s+)?(?:another|one\s+more)\s+(?:show|session|stream|live)(?![a-z])|(?<![a-z])(?:the\s+)?payment(?![a-z])|"
    rf"[付转打给拿交还掏汇](?:我|来|过来|出来)?(?:钱|款|{_HAN}+[块元千万百]?)|{_HAN}+[千万百]?[块元]|(?:继续|接着|再)直?播"
)
UNLESS = late(
    r"(?<![a-z])(?:if\s+(?:(?:it|this|that|they)\s*(?:['’]?s|is|are)\s+)?not\s+(?:paid|settled|sent)|"
    r"unless\s+(?:it|the|i|we|you|u)|(?:delete|erase)\s+(?:it|them|everything|this|that|all)|take\s+(?:it|this|them)\s+down|"
    r"(?:if|when|until|before)\s[^.!?\n]{0,25}(?:payment|money|pay|paid)(?:\s+is\s+not|\s+isn['’]?t|\s+does)?|"
    r"(?:walk\s+away|leave|refuse|say\s+no)\s[^.!?\n]{0,60}and|either\s+(?:you|u)|(?:really\s+)?want\s+(?:your|ur)|or\s+(?:i|we|the|those|these|this|your|everyone)|"
    r"(?:pay|send|transfer|wire|bayad)\s[^.!?\n]{0,30}?or|bayad\s+o|(?:one\s+more|ignore\s+me|try\s+that|do\s+that)\s[^.!?\n]{0,25}and|if\s+(?:you|u)\s+(?:want|keep|try|block|ignore)|"
    r"(?:and|then|so)\s+i(?:['’]ll|\s+will)?\s+(?:stop|delete|forget)|they\s+never|nobody\s+(?:will\s+)?(?:ever\s+)?(?:sees?|knows?)|"
    r"still\s+stop\s+(?:it|this)|para\s+(?:ma|i)?-?(?:delete|burahin|mabura|tanggal)|"
    r"(?:kung|pag|kapag|hanggat|hangga['’]t)\s+(?:hindi|di|ayaw|wala|walang|wala\s+pang?)|gusto\s+mo\s+bang?)(?![a-z])|"
    r"[不没][给转打付还交拿按听照来播][^,，。!！]{0,10}?(?:就|马上|立刻|明天)|想删|我就删|想要?我删|再不|[没不](?:收|见)到?钱|"
    "[没不](?:给|转|打|付|还|交)|想让|不想让|要是不|如果不|不然|要么|不到账|信不信|再拖|再不"
)
NO_WAY_OUT = late(
    r"(?<![a-z])(?:block(?:ing)?\s+me|i-?block\s+(?:mo\s+)?(?:ako|ko)|bluffing|where\s+(?:you|u)\s+live|"
    r"saan\s+ka\s+nakatira)(?![a-z])|敢拉黑|报警"
)
BARRED = late(
    r"(?<![a-z])no\s+(?:agency|agent|manager|club|studio|boss|broker|group|one)(?:\s+\w+){0,5}\s+will\s+"
    r"(?:ever\s+)?(?:take|book|hire|use|accept|work\s+with|touch)(?![a-z])|"
    r"(?<![a-z])blacklist(?:ed)?\s+(?:group|channel|(?:in|with|by|at)\s+(?:every|all))|"
    r"(?:所有|全部|各个?)[^,，。]{0,6}(?:群|中介|公会|公司|平台)[^,，。]{0,6}(?:拉黑|封杀|不要)|别想在这一?[行个]"
)
"""Shut out everywhere, whoever does it."""
IN_GROUPS = late(
    r"(?<![a-z])(?:every\s+|all\s+(?:the\s+)?)?(?:groups?|channels?|gcs?|agents?|agency|agencies|blacklist|page|facebook|fb)(?![a-z])|群|黑名单"
)
PERCENT = late(
    r"(?<![a-z])(?:my|our)\s+(?:\w+\s+)?(?:\d+\s?%|percent(?:age)?)(?![a-z])|(?<![a-z])owe\s+(?:me|us)\s+\d+\s?(?:%|percent)"
)
"""A share that somebody claims."""
