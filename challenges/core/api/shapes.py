"""What an answer looks like, said once as a TypedDict beside the function that makes it, as a schema of the document.

Nothing here runs for a request: answers are plain dictionaries, and the suite holds each against its shape.
"""

from dataclasses import is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NotRequired, Required, TypedDict, Union, get_args, get_origin, get_type_hints

from django.db import models

# What the document calls a shape that may not keep its own name, because a body is called so.
REFERENCE = "#/components/schemas/"
# Shapes of columns are made at run time, which no type checker follows.
SHAPE: Any = TypedDict


class Wan(Decimal):
    """An amount of money, in 万元 (10,000 yuan) to two decimals."""


AMOUNT = "_wan"
IN_WAN = "In 万元, units of 10,000 yuan."
# How every amount is described, in bodies and answers; what ends in `_wan` is one.
MONEY: dict[str, Any] = {
    "type": "string",
    "format": "decimal",
    "pattern": r"^-?\d+\.\d{2}$",
    "description": IN_WAN,
    "x-currency": "CNY",
    "x-unit": 10000,
}
PLAIN = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time", "pattern": "Z$"},
    date: {"type": "string", "format": "date"},
    Decimal: {"type": "string", "format": "decimal", "pattern": r"^-?\d+(\.\d+)?$"},
    Wan: MONEY,
    NoneType: {"type": "null"},
    Any: {},
}
COLUMNS = (
    (models.BooleanField, bool),
    (models.IntegerField, int),
    (models.FloatField, float),
    (models.DecimalField, Decimal),
    (models.DateTimeField, datetime),
    (models.DateField, date),
    (models.JSONField, Any),
    (models.CharField, str),
    (models.TextField, str),
)


class Act(TypedDict):
    """Something the caller may do now: by which method and address, and which schema its body has (null for none)."""

    verb: str
    method: Literal["POST", "PUT", "PATCH"]
    href: str
    body: str | None


class Acted(TypedDict):
    """An object with what the caller may do with it now."""

    can: list[Act]


class Named(TypedDict):
    """Something by id and name."""

    id: int
    name: str


class Found:
    """The shapes that the document speaks of, by name."""

    def __init__(self):
        self.schemas: dict[str, dict] = {}
        self.hints: dict[str, Any] = {}

    def refer(self, hint) -> dict:
        """Return the reference to a shape or an enumeration, which is written down when it is met first."""
        name = hint.__qualname__.replace(".", "")
        if self.hints.setdefault(name, hint) is not hint:
            raise ValueError(f"two shapes are called {name}")
        if name not in self.schemas:
            self.schemas[name] = {}
            self.schemas[name].update(enumeration(hint) if is_enum(hint) else self.object(hint))
        return {"$ref": f"{REFERENCE}{name}"}

    def object(self, hint) -> dict:
        """Return the schema of a TypedDict: exactly its members, those that are always there required."""
        members, required = {}, []
        for name, member in get_type_hints(hint, include_extras=True).items():
            origin = get_origin(member)
            inner = get_args(member)[0] if origin in (NotRequired, Required) else member
            members[name] = self.schema(inner)
            if origin is not NotRequired and name in getattr(hint, "__required_keys__", (name,)):
                required.append(name)
        found = {"type": "object", "properties": members, "required": required, "additionalProperties": False}
        return found | ({"description": hint.__doc__} if hint.__doc__ else {})

    def told(self) -> dict[str, dict]:
        """Return all shapes by name, what enumerations mean in the language that is active now."""
        enums = {name: enumeration(hint) for name, hint in self.hints.items() if is_enum(hint)}
        return self.schemas | enums

    def map(self, name: str, hint, meaning: str) -> dict:
        """Return the reference to an object whose members have names of their own, such as ids, and all this shape."""
        inner = self.schema(hint)
        self.schemas[name] = {"type": "object", "description": meaning, "additionalProperties": inner}
        return {"$ref": f"{REFERENCE}{name}"}

    def schema(self, hint) -> dict:
        """Return the schema of any hint."""
        if hint in PLAIN:
            return dict(PLAIN[hint])
        if is_enum(hint) or hasattr(hint, "__total__") or is_dataclass(hint):
            return self.refer(hint)
        origin, inside = get_origin(hint), get_args(hint)
        if origin is list:
            return {"type": "array", "items": self.schema(inside[0])}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.schema(inside[1])}
        if origin is Literal:
            return {"enum": list(inside), "type": "string"}
        if origin in (Union, UnionType):
            return {"anyOf": [self.schema(one) for one in inside]}
        raise TypeError(f"no schema for {hint}")


FOUND = Found()


def is_enum(hint) -> bool:
    """Return True for an enumeration of ours."""
    return isinstance(hint, type) and issubclass(hint, Enum)


def enumeration(hint) -> dict:
    """Return the schema of an enumeration, with what each value means."""
    kind = "integer" if issubclass(hint, int) else "string"
    meant = "\n".join(f"* `{value}` - {label}" for value, label in hint.choices)
    return {"type": kind, "enum": list(hint.values), "description": meant}


def answers(hint, status: int = 200) -> dict:
    """Return the answer of an operation for `extend_schema`: this shape, with this status."""
    return {status: FOUND.schema(hint)}


@cache
def enumerations() -> dict:
    """Return every enumeration of the models by its choices."""
    found: dict = {}
    waiting = [models.TextChoices, models.IntegerChoices]
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            found.setdefault(tuple(one.values), []).append(one)
    return found


def hint_of(field) -> Any:
    """Return what a column of a model holds, as a hint."""
    if field.is_relation:
        kind: Any = int
    elif field.choices:
        values = tuple(value for value, _label in field.flatchoices if value != "")
        kind = enumerations()[values][0]
        if field.blank:
            kind = kind | Literal[""]
    else:
        kind = next(hint for column, hint in COLUMNS if isinstance(field, column))
        kind = Wan if field.name.endswith(AMOUNT) else kind
    return kind | None if field.null else kind


def columns(model, names) -> dict[str, Any]:
    """Return the hints of columns of a model by name; a name may lead over a relation (`lead__name`)."""
    found = {}
    for name in names:
        *way, last = name.split("__")
        owner = model
        for step in way:
            owner = owner._meta.get_field(step).related_model
        found[name] = hint_of(owner._meta.get_field(last))
    return found


def row_of(name: str, model, names, *, without=(), maybe=(), **more) -> Any:
    """Return the shape of rows that are columns of a model: those in `maybe` only for some readers, with `more`."""
    hints = columns(model, [one for one in names if one not in without])
    hints = {key: NotRequired[hint] if key in maybe else hint for key, hint in hints.items()}
    return SHAPE(name, hints | more)


def draft_of(name: str, members, kind, meaning: str, **more) -> Any:
    """Return the shape of an object of which any of the members, all of one kind, may be missing; with `more`."""
    hints: dict[str, Any] = dict.fromkeys(members, NotRequired[kind])
    shape = SHAPE(name, hints | more)
    shape.__doc__ = meaning
    return shape


@cache
def page_of(row) -> Any:
    """Return the shape of a list that comes by cursor."""
    return SHAPE(f"{row.__qualname__}Page", {"items": list[row], "next": str | None})


@cache
def items_of(row) -> Any:
    """Return the shape of a list that comes at once."""
    return SHAPE(f"{row.__qualname__}Items", {"items": list[row]})
