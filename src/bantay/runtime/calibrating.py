"""The operator's own sampled labels beside the sums they are about."""

from bantay.adapters.store import EmbeddedStore
from bantay.cases.calibration import calibration
from bantay.model.case_page import Band
from bantay.model.casework import AlarmTaken
from bantay.model.events import LabelGiven


def calibrated(store: EmbeddedStore) -> tuple[Band, ...]:
    """What the labels that were drawn at random say of the alarms' sums. Of several about one
    subject and hypothesis the last counts; the sum is the one that the person saw, which the
    log of cases holds: a label itself changes what stands now."""
    last: dict[tuple[str, str, str], LabelGiven] = {}
    for entry in store.journal():
        if isinstance(entry, LabelGiven) and entry.sampled and entry.alarm is not None:
            last[entry.subject_kind, entry.subject, entry.hypothesis] = entry
    if not last:
        return ()
    seen = [(_seen(store, one), one.verdict) for one in last.values()]
    return calibration((score, verdict) for score, verdict in seen if score is not None)


def _seen(store: EmbeddedStore, label: LabelGiven) -> float | None:
    """The sum of the label's alarm when it was given; None: no case ever took it up."""
    case = store.cases_of([label.alarm or ""]).get(label.alarm or "")
    records = () if case is None else (record for _, record in store.case_records(case))
    open_ones = [
        one.alarm
        for one in records
        if isinstance(one, AlarmTaken)
        and one.alarm.alarm == label.alarm
        and one.alarm.status == "open"
    ]
    before = [alarm for alarm in open_ones if alarm.time <= label.time]
    return next((alarm.score_db for alarm in [*reversed(before), *open_ones]), None)
