"""What pages show by a running number is spelled without figures: no test of a hidden figure hangs on the number."""

import re

import factory
import pytest

from tests.factories import accounts, challenges, files, notifications, proposals, review

# Told to nobody, or only to who may see it: addresses of mail, codes of firms and certificates, places in a list.
UNSPOKEN = {"email", "uscc", "number", "position"}


def spoken():
    for module in (accounts, challenges, files, notifications, proposals, review):
        for made in vars(module).values():
            if isinstance(made, type) and issubclass(made, factory.Factory):
                for name, value in made._meta.base_declarations.items():
                    if isinstance(value, factory.Sequence) and name not in UNSPOKEN:
                        yield pytest.param(value.function, id=f"{made.__name__}.{name}")


@pytest.mark.parametrize("make", spoken())
def test_a_running_number_is_spelled_without_figures(make):
    assert re.sub(r"\D", "", make(1804)) == "" and make(1804) != make(1805)
