"""The data-protection sheet: what is kept and how long, read from the settings in the code."""

from collections.abc import Iterator

from bantay.cli.render.prose import prose

KEPT = {
    "finding": "texts with a finding, and their five neighbours in the thread, encrypted",
    "other": "all other texts and private fields, encrypted",
    "raw": "lines that could not be read, as they came, encrypted",
    "delivered": "parcels and orders after their receipt",
}


def data_page() -> str:
    """The page, in Markdown."""
    return prose("data-protection").substitute(
        kept="".join(_kept()),
        private="".join(_private()),
        limits="".join(_limits()),
        switches="".join(_switches()),
    )


def _kept() -> Iterator[str]:
    from bantay.adapters.store.site import RETENTION

    yield "| class | what | days |\n| --- | --- | --- |\n"
    for name, days in RETENTION.items():
        yield f"| `{name}` | {KEPT[name]} | {days} |\n"


def _private() -> Iterator[str]:
    from bantay.model.events import EVENTS

    yield "| event | fields |\n| --- | --- |\n"
    for event in EVENTS:
        if event.PRIVATE:
            name = event.__struct_config__.tag
            yield f"| `{name}` | {', '.join(f'`{field}`' for field in event.PRIVATE)} |\n"


def _limits() -> Iterator[str]:
    from bantay.cases.settings import CaseSettings
    from bantay.fuse.exceptions import LONGEST
    from bantay.model.clock import DAY, HOUR
    from bantay.policy.deciding.limits import Limits
    from bantay.policy.deciding.people import APPEAL_WINDOW
    from bantay.server.settings import ServerSettings

    acting, cases, server = Limits(), CaseSettings(), ServerSettings()
    yield "| what | limit |\n| --- | --- |\n"
    yield f"| an appeal, counted from delivery of the notice | {APPEAL_WINDOW // DAY} days |\n"
    yield f"| an exception, at most | {LONGEST.days} days |\n"
    hours = acting.act_within // HOUR
    yield f"| only events younger than this reach a real capability | {hours} h |\n"
    yield f"| what waits for people lapses after | {acting.patience // DAY} days |\n"
    share = f"{cases.second_look_share:.0%}, `refer` always"
    yield f"| answers that a second person reads, blind | {share} |\n"
    yield f"| a session that nobody uses ends after | {server.idle_seconds // 60} minutes |\n"
    yield f"| any session ends after | {server.session_seconds // 3600} hours |\n"


def _switches() -> Iterator[str]:
    from typing import get_args

    from bantay.model.vocabulary import Plane
    from bantay.policy.switches import READS

    yield "| key | may be |\n| --- | --- |\n"
    yield f"| `plane` | {', '.join(f'`{one}`' for one in get_args(Plane))} |\n"
    yield "| `countries` | two letters each; none named: everywhere |\n"
    yield f"| `reads` | {', '.join(f'`{one}`' for one in READS)} |\n"
    yield "| `reason` | in words; it is in the audit log |\n"
