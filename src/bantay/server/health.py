"""Health and metrics. Labels are closed lists of words, never an id of anybody."""

import resource

from litestar import Response, get
from msgspec import Struct

from bantay.model.version import VERSION
from bantay.server.given import TheMeter, TheSite
from bantay.server.problems import Refused

_TEXT = "text/plain; version=0.0.4"


class Health(Struct, frozen=True):
    """It is well, or `degraded`: it takes events, and the rounds in `failing` keep failing."""

    status: str
    failing: tuple[str, ...] = ()


@get("/health/live", opt={"right": "public"}, summary="Is it there?", tags=["health"])
async def live() -> Health:
    """It answers."""
    return Health("live")


@get("/health/ready", opt={"right": "public"}, summary="Can it take events?", tags=["health"])
async def ready(site: TheSite) -> Health:
    """The engine runs, its last batch was written, and there is room in the queue. What is done
    beside the events (cases, reports, the clock, seals) may fail: then it is degraded."""
    if not site.service.ready or site.stopping.is_set():
        raise Refused(503, "the engine does not take events now")
    if site.service.full:
        raise Refused(503, "the queue is full")
    failing = site.service.troubles.standing
    return Health("degraded" if failing else "ready", failing)


@get("/metrics", opt={"right": "metrics.read"}, summary="Prometheus metrics", tags=["health"])
async def metrics(site: TheSite, meter: TheMeter) -> Response[str]:
    """Counters and gauges, one unit each, in base units."""
    service = site.service
    used = resource.getrusage(resource.RUSAGE_SELF)

    def stored() -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
        watching = site.reader.watching
        return watching.open_alarms(), watching.orders(), site.reader.undelivered()

    alarms, orders, undelivered = await site.work(stored)
    counts = service.counts
    lines = [
        *_metric("bantay_build_info", "gauge", {f'version="{VERSION}"': 1}),
        *_metric("bantay_events_ingested_total", "counter", {"": counts.get("accepted", 0)}),
        *_metric("bantay_events_duplicate_total", "counter", {"": counts.get("duplicates", 0)}),
        *_metric("bantay_events_late_total", "counter", {"": counts.get("late", 0)}),
        *_metric("bantay_events_rejected_total", "counter", {"": counts.get("rejected", 0)}),
        *_metric("bantay_batches_total", "counter", {"": counts.get("batches", 0)}),
        *_metric("bantay_batches_broken_total", "counter", {"": counts.get("broken batches", 0)}),
        *_metric("bantay_faults_total", "counter", {"": counts.get("faults", 0)}),
        *_metric("bantay_decisions_total", "counter", {"": counts.get("decisions", 0)}),
        *_metric(
            "bantay_engine_cpu_seconds_total", "counter", {"": round(service.busy_seconds, 3)}
        ),
        *_metric("bantay_queue_events", "gauge", {"": service.depth}),
        *_metric(
            "bantay_rounds_failed_total", "counter", _labelled("round", service.troubles.ever)
        ),
        *_metric("bantay_degraded", "gauge", {"": int(bool(service.troubles.standing))}),
        *_metric("bantay_ready", "gauge", {"": int(service.ready)}),
        *_metric("bantay_alarms_open", "gauge", _labelled("hypothesis", alarms)),
        *_metric("bantay_orders", "gauge", _labelled("status", orders)),
        *_metric("bantay_undelivered", "gauge", {"": sum(undelivered.values())}),
        *_metric("bantay_responses_total", "counter", _labelled("status", dict(meter.responses))),
        *_metric("bantay_streams_open", "gauge", {"": meter.streams}),
        *_metric("process_cpu_seconds_total", "counter", {"": used.ru_utime + used.ru_stime}),
        *_metric("process_max_resident_memory_bytes", "gauge", {"": used.ru_maxrss * 1024}),
    ]
    return Response("\n".join(lines) + "\n", media_type=_TEXT)


def _labelled(name: str, counts: dict[str, int]) -> dict[str, float]:
    return {f'{name}="{key}"': float(value) for key, value in sorted(counts.items())}


def _metric(name: str, kind: str, values: dict[str, float]) -> list[str]:
    rows = [
        f"{name}{{{labels}}} {value:g}" if labels else f"{name} {value:.15g}"
        for labels, value in values.items()
    ]
    return [f"# TYPE {name} {kind}", *rows] if rows else []
