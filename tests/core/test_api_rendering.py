"""How numbers stand in an answer: written out, whatever places their column keeps."""

import json
from decimal import Decimal

import pytest

from challenges.core.api.rendering import JSONRenderer


@pytest.mark.parametrize(
    ("value", "written"),
    [("0E-10", "0.0000000000"), ("1E-7", "0.0000001"), ("300.00", "300.00"), ("1E+3", "1000"), ("-0.5", "-0.5")],
)
def test_a_number_is_never_written_with_an_exponent(value, written):
    assert json.loads(JSONRenderer().render({"value": Decimal(value)})) == {"value": written}
