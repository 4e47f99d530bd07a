"""axe-core finds nothing on any page in any state, light and dark."""

import pytest

from tests.tools.audit.walk import Faults, told

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.mark.parametrize("question", ["violations", "violations in the dark"])
def test_axe_finds_nothing(faults: Faults, question: str) -> None:
    assert not told(faults[question])
