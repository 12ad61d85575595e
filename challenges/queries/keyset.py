"""Pages by key: where a page begins is a row value, so that the last page costs what the first does."""

import base64
import binascii
import json
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.db.models import BooleanField, Expression, F, Value


class After(Expression):
    """The row value comparison `(key, id) > (value, pk)`; with `down` it is `<`."""

    conditional = True

    def __init__(self, key: str, pk_name: str, value, pk: int, *, down: bool = False):
        super().__init__(output_field=BooleanField())
        self.down = down
        self.parts = [F(key), F(pk_name), value, pk]

    def get_source_expressions(self):
        return self.parts

    def set_source_expressions(self, expressions):
        self.parts = expressions

    def resolve_expression(self, query=None, allow_joins=True, reuse=None, summarize=False, for_save=False):
        """Resolve the two columns, and give the two values their columns' types; it may be asked again."""
        found = self.copy()
        columns = [part.resolve_expression(query, allow_joins, reuse, summarize) for part in self.parts[:2]]
        found.parts = [*columns, *map(typed, self.parts[2:], columns)]
        return found

    def as_sql(self, compiler, connection):
        """Write the comparison."""
        compiled = [compiler.compile(part) for part in self.parts]
        (a, first), (b, second), (c, third), (d, fourth) = compiled
        sign = "<" if self.down else ">"
        return f"({a}, {b}) {sign} ({c}, {d})", (*first, *second, *third, *fourth)


def typed(value, column):
    """Return a value as one of its column's type."""
    return value if isinstance(value, Value) else Value(value, column.output_field)


def mark(value, pk: int) -> str:
    """Return the opaque mark of a row: where the next page begins."""
    plain = value.isoformat() if isinstance(value, datetime) else str(value)
    return base64.urlsafe_b64encode(json.dumps([plain, pk]).encode()).decode().rstrip("=")


def read_mark(text: str, kind: type):
    """Return the key, of the type `kind`, and the id of a page mark. Raises ValueError when it is not one of ours."""
    try:
        plain, pk = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True))
        value = datetime.fromisoformat(plain) if kind is datetime else kind(plain)
        if isinstance(value, datetime) and value.tzinfo is None:
            raise ValueError(text)
        if isinstance(value, Decimal) and not value.is_finite():
            raise ValueError(text)
        return value, int(pk)
    except (binascii.Error, UnicodeDecodeError, InvalidOperation, TypeError) as forged:
        raise ValueError(text) from forged
