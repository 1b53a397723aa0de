"""The machine's own loop."""

from deployments.bench.machine import calibrating
from deployments.bench.measurements import MACHINE


def test_the_machine_is_measured_by_a_loop_of_its_own() -> None:
    [figure] = calibrating()
    assert (figure.case, figure.target, figure.bound) == (MACHINE, None, None)
    assert figure.value > 0
