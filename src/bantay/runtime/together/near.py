"""The keeper's side: postings that another worker took are put where its own wait."""

import asyncio

from bantay.runtime.serving.service import OtherBody, Service
from bantay.runtime.serving.waiting import Full, Posting
from bantay.runtime.together.readings import Readings
from bantay.runtime.together.wire import Answered, Given, Refusal, Sent


async def taken(sent: Sent, service: Service, readings: Readings, mark: bytes) -> Answered:
    """What the engine answers to requests that came over another worker. Readings made with other
    detectors than ours are not used."""
    events = [event for post in sent.posts for event in post.events]
    if sent.read is not None and sent.mark == mark:
        readings.put(events, sent.read)
    try:
        waits = [
            _posted(Posting(p.events, p.rejects, p.slot, p.print), service) for p in sent.posts
        ]
        return Answered(list(await asyncio.gather(*waits)))
    finally:
        readings.drop(events)


async def _posted(posting: Posting, service: Service) -> Given:
    try:
        taken = await asyncio.wrap_future(service.post(posting))
        return Given(taken)
    except Full as full:
        return Given(refusal=Refusal("full", str(full), full.wait))
    except OtherBody as other:
        return Given(refusal=Refusal("other", str(other)))
    except Exception:
        return Given(refusal=Refusal("stopped", ""))
