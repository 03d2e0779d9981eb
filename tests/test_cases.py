"""Every case beside every detector, through the real screen, windows and detector."""

import pytest

from bantay.engine.detect import AnyDetector
from bantay.runtime.cases import Case, cases_of, run
from bantay.runtime.catalogue import catalogue

ALL = [(detector, case) for detector in catalogue() for case in cases_of(detector)]


@pytest.mark.parametrize(("detector", "case"), ALL, ids=[f"{d.spec.id}: {c.name}" for d, c in ALL])
def test_case(detector: AnyDetector, case: Case) -> None:
    (result,) = run(detector, [case])
    assert result.passed, result.reason
