"""The operator's own sampled labels beside the sums they are about."""

from bantay.adapters.store import EmbeddedStore
from bantay.cases.calibration import calibration
from bantay.model.case_page import Band
from bantay.model.events import LabelGiven
from bantay.ports.reading import AlarmFilter


def calibrated(store: EmbeddedStore) -> tuple[Band, ...]:
    """What the labels that were drawn at random say of the alarms' sums. Of several about one
    subject and hypothesis the last counts."""
    last: dict[tuple[str, str, str], LabelGiven] = {}
    for entry in store.journal():
        if isinstance(entry, LabelGiven) and entry.sampled and entry.alarm is not None:
            last[entry.subject_kind, entry.subject, entry.hypothesis] = entry
    if not last:
        return ()
    scores = {alarm.alarm: alarm.score_db for alarm in store.alarms(AlarmFilter())}
    return calibration(
        (scores[one.alarm], one.verdict) for one in last.values() if one.alarm in scores
    )
