"""Pages by key: where a page begins is a row value, so that the last page costs what the first does."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Expression, F, Value

from notifications import typed


class After(Expression):
    """The row value comparison `(key, id) > (value, pk)`; with `down` it is `<`."""

    conditional = True

    def __init__(self, key: str, pk_name: str, value: Any, pk: int, *, down: bool = False) -> None:
        super().__init__(output_field=BooleanField())
        self.down = down
        self.parts = [F(key), F(pk_name), value, pk]

    def get_source_expressions(self) -> Any:
        return self.parts

    def set_source_expressions(self, expressions: Any) -> None:
        self.parts = expressions

    def resolve_expression(
        self,
        query: Any = None,
        allow_joins: bool = True,
        reuse: Any = None,
        summarize: bool = False,
        for_save: bool = False,
    ) -> Any:
        """Resolve the two columns, and give the two values their columns' types; it may be asked again."""
        found = self.copy()
        columns = [part.resolve_expression(query, allow_joins, reuse, summarize) for part in self.parts[:2]]
        found.parts = [*columns, *map(of_type, self.parts[2:], columns)]
        return found

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Write the comparison."""
        compiled = [compiler.compile(part) for part in self.parts]
        (a, first), (b, second), (c, third), (d, fourth) = compiled
        sign = "<" if self.down else ">"
        return f"({a}, {b}) {sign} ({c}, {d})", (*first, *second, *third, *fourth)


def of_type(value: Any, column: Any) -> Any:
    """Return a value as one of its column's type."""
    return value if isinstance(value, Value) else Value(value, column.output_field)


def mark(value: Any, pk: int) -> str:
    """Return the opaque mark of a row: where the next page begins."""
    return typed.write_mark(value if isinstance(value, datetime) else str(value), pk)


def read_mark(text: str, kind: type) -> Any:
    """Return the key, of the type `kind`, and the id of a page mark. Raises ValueError when it is not one of ours."""
    plain, pk = typed.read_mark(text)
    value = READERS[kind](plain)
    if value is None or typed.whole(pk) is None:
        raise ValueError(text)
    return value, pk


def text_of(plain: Any) -> str | None:
    """Return a text, or None for anything else."""
    return plain if isinstance(plain, str) else None


def amount_of(plain: Any) -> Decimal | None:
    """Return a plain decimal number such as columns hold, or None."""
    return Decimal(plain) if isinstance(plain, str) and AMOUNT.fullmatch(plain) else None


AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?")
READERS = {
    datetime: typed.moment,
    int: lambda plain: typed.whole(plain, lowest=typed.SMALLEST),
    str: text_of,
    Decimal: amount_of,
}
