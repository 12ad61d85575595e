"""The column of plain data."""

import json

from django.core.exceptions import BadRequest
from django.db import models

from .plain import KEPT, UNKNOWN, Fault, fault_of


class Unstorable(BadRequest):
    """Data that a database or a page would choke on. The interfaces refuse it before; this is the last door."""

    def __init__(self, name: str, fault: Fault):
        super().__init__(f"{name}: {fault.code} at {fault.path or 'the whole'}")
        self.name, self.fault = name, fault


class PlainField(models.JSONField):
    """A JSON column that takes only what can be read back and shown by everybody who meets the row."""

    def get_db_prep_save(self, value, connection):
        """Refuse what cannot be shown again. Raises Unstorable."""
        if not hasattr(value, "as_sql"):
            fault = fault_of(value, KEPT)
            if fault is not None and fault.code == UNKNOWN and self.encoder is not None:
                # Times, dates and amounts, as the column's own encoder spells them.
                value = json.loads(json.dumps(value, cls=self.encoder))
                fault = fault_of(value, KEPT)
            if fault is not None:
                raise Unstorable(self.name, fault)
        return super().get_db_prep_save(value, connection)

    def deconstruct(self):
        """To the schema it is a JSON column like any other."""
        name, _path, args, keywords = super().deconstruct()
        return name, "django.db.models.JSONField", args, keywords
