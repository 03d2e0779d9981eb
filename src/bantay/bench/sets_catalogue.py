"""The sets that are run as talk: which, of what kind, and what their labels can stand for."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from bantay.bench.sets import Row, Said, Talk, TalkSet, dialogues, family, language, single, singles
from bantay.model.vocabulary import Hypothesis

_WITHIN_A_MINUTE = 0.5  # seconds between messages of a set whose times are whole minutes


def channels(name: str, found: Iterable[Row]) -> Iterator[Talk]:
    """Group chat: one talk a file, times in minutes that may pass midnight."""
    for file, lines in groupby(found, key=lambda row: str(row["file"])):
        said, start, days, last, within = [], None, 0, 0, 0
        for row in lines:
            minute = int(row["time"][:2]) * 60 + int(row["time"][3:5])
            days, within = days + (minute < last), within + 1 if minute == last else 0
            last = minute
            start = minute if start is None else start
            after = (days * 1440 + minute - start) * 60 + min(59.0, within * _WITHIN_A_MINUTE)
            if row["text"].strip():
                said.append(Said(str(row["user"]), row["text"], after))
        if said:
            yield Talk(file, "en", "benign", f"{name}/{file}", tuple(said))


def comments(name: str, found: Iterable[Row]) -> Iterator[Talk]:
    """Comments below videos: one talk a video, everybody who wrote there, in time order."""
    for video, lines in groupby(
        sorted(found, key=lambda row: (row["video"], row["time"])), key=lambda row: row["video"]
    ):
        mine = [row for row in lines if row["text"].strip() and row["time"]]
        times = [datetime.fromisoformat(row["time"]).timestamp() for row in mine]
        said = tuple(
            Said(str(row["author"]), row["text"], at - times[0])
            for row, at in zip(mine, times, strict=True)
        )
        if said:
            yield Talk(str(video), "mixed", "unlabelled", f"{name}/{video}", said)


_POSTING = ("title", "company_profile", "description", "requirements", "benefits")


def postings(name: str, found: Iterable[Row]) -> Iterator[Talk]:
    """Job advertisements: all they say, as one public post."""
    for number, row in enumerate(found):
        text = "\n".join(row[part] for part in _POSTING if row.get(part))
        label = "fraudulent" if str(row["fraudulent"]) == "1" else "legitimate"
        yield from single(number, row | {"lang": "en"}, text[:20_000], label)


def domains(name: str, found: Iterable[Row]) -> Iterator[Talk]:
    """Internet names alone, each sent as a link."""
    for number, row in enumerate(found):
        said = (Said("0", f"https://{row['domain']}", 0.0),)
        yield Talk(str(number), language("-"), "scam", family(row["domain"]), said)


def _plain(name: str, found: Iterable[Row]) -> Iterator[Talk]:
    return singles(name, ({**row, "label": "benign"} for row in found))


BENIGN: tuple[TalkSet, ...] = (
    TalkSet("xdailydialog", "benign", "direct", dialogues),
    TalkSet("xpersona", "benign", "direct", dialogues),
    TalkSet("sgd_dialogues", "benign", "direct", dialogues),
    TalkSet("taskmaster4", "benign", "direct", dialogues),
    TalkSet("topical_chat", "benign", "direct", dialogues),
    TalkSet("irc_disentangle", "benign", "group", channels),
    TalkSet("nus_sms_en", "benign", "direct", _plain),
    TalkSet("nus_sms_zh", "benign", "direct", _plain),
    TalkSet("kdconv", "benign", "direct", dialogues),
    TalkSet("lccc_weibo", "benign", "public", dialogues),
    TalkSet("filipino_social", "benign", "public", _plain),
    TalkSet("cebuano_news", "benign", "public", _plain),
    TalkSet("koziev_ru", "benign", "direct", _plain),
    TalkSet("wisesight_th", "benign", "public", _plain),
    TalkSet("nusax", "benign", "public", _plain),
    TalkSet("chatterbot_corpus", "benign", "direct", dialogues),
)
"""Ordinary talk. A shop's own number in sgd_dialogues or wisesight_th is rightly *found*, and
wrongly an alarm all the same."""

SPAM: tuple[TalkSet, ...] = (
    TalkSet("sms_spam_uci", "spam", "direct", singles),
    TalkSet("exais_sms", "spam", "direct", singles),
    TalkSet("youtube_spam_uci", "spam", "public", singles),
    TalkSet("youtube_comments_raw", "spam", "public", comments),
    TalkSet("telegram_spam_ru", "spam", "group", singles),
    TalkSet("taglish_sms_spam", "spam", "direct", singles),
    TalkSet("zh_sms_spam_msglog", "spam", "direct", singles),
    TalkSet("zh_telegram_greymarket", "spam", "group", singles),
    TalkSet("thai_sms", "spam", "direct", singles),
    TalkSet("vi_spam_reviews", "spam", "public", singles),
    TalkSet("discord_scam_domains", "spam", "direct", domains),
    TalkSet("job_postings_emscad", "spam", "public", postings),
)
"""Spam and its like, by label. Finding rates only: "spam" means another thing in each set."""

POSITIVES: dict[Hypothesis, dict[str, frozenset[str]]] = {
    "contact_evasion": {
        "sms_spam_uci": frozenset({"spam"}),
        "youtube_spam_uci": frozenset({"spam"}),
        "thai_sms": frozenset({"scam"}),
        "zh_telegram_greymarket": frozenset({"spam"}),
    },
    "scam": {
        "sms_spam_uci": frozenset({"spam"}),
        "taglish_sms_spam": frozenset({"spam"}),
        "telegram_spam_ru": frozenset({"spam"}),
        "thai_sms": frozenset({"scam"}),
        "zh_telegram_greymarket": frozenset({"spam"}),
        "job_postings_emscad": frozenset({"fraudulent"}),
    },
}
"""Which labels stand for a hypothesis when weights are measured, and no others can.

For `contact_evasion` they are stand-ins: unsolicited messages most of which hand over a way
to answer elsewhere, often plainly. Sets whose contacts are masked are left out. No set here
speaks for any other hypothesis; those wait for worlds.
"""
