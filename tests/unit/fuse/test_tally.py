"""A sum that is kept says at every moment what one added up from nothing says."""

from hypothesis import given
from hypothesis import strategies as st

from bantay.fuse.evidence import Mark, Sum, Tally, add_up, scales_of
from bantay.model.clock import DAY
from bantay.model.vocabulary import Hypothesis
from tests.unit.fuse.test_sums import mark, settings, spec

GROUPS = {"messages.a": "one", "messages.b": "one", "money.c": "two", "profiles.d": "three"}
SPECS = {id: spec(id, group) for id, group in GROUPS.items()}
SETTINGS = settings({"messages.a": 9.0, "messages.b": 7.5, "money.c": -3.0})
"""profiles.d has no weight, and is never in a sum."""

Step = tuple[int, str, int, bool]
steps = st.lists(
    st.tuples(
        st.integers(0, 8), st.sampled_from(sorted(GROUPS)), st.integers(-40, 3), st.booleans()
    ),
    max_size=30,
)


def told(total: Sum) -> tuple[object, ...]:
    lines = [(line.mark.given.id, line.db, line.counted, line.shown()) for line in total.lines]
    return (lines, total.weight_db, total.score_db, total.enough, total.reached)


@given(steps, st.sampled_from(["contact_evasion", "controller"]))
def test_a_kept_sum_is_the_sum(history: list[Step], hypothesis: Hypothesis) -> None:
    scales = scales_of(hypothesis, SETTINGS, SPECS)
    tally = Tally(hypothesis, SETTINGS.bars[hypothesis], scales, 2 * DAY)
    marks: dict[str, Mark] = {}
    for number, detector, day, gone in history:
        if gone:
            marks.pop(f"f{number}", None)
        else:
            new = mark(number, detector, GROUPS[detector], last=day * DAY)
            marks[new.given.id] = new
        fresh = add_up(marks.values(), hypothesis, SETTINGS, SPECS, 2 * DAY + 5)
        assert told(tally.sum(marks)) == told(fresh)
