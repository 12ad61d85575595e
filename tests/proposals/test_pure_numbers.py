"""A pure number has no unit that anybody reads: what is stored as 1 is nowhere shown as one."""

from decimal import Decimal

import pytest

from challenges.listing.models import Indicator
from challenges.proposals.queries.commitment import compare
from frontend.kit.amounts import asked

pytestmark = pytest.mark.pure


def test_it_is_neither_asked_for_nor_compared_with_a_unit():
    indicator = Indicator(comparator="le", target=Decimal("1.2"), unit="1")
    assert compare(indicator, {"value": "1.176"}).words == "优 0.024"
    assert asked(indicator) == "≤ 1.2"
    assert asked(Indicator(comparator="le", target=Decimal("1.2"), unit="ppm")) == "≤ 1.2 ppm"
