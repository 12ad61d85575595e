"""What a form's hidden fields say, read once for every page."""

from django.core.exceptions import BadRequest

from notifications.typed import whole


def version_of(given, name: str = "version") -> int | None:
    """Return the version that the reader had before them, None where the form names none.

    Raises BadRequest for a version that is no number: going on without it could overwrite what others wrote.
    """
    typed = given.get(name, "")
    found = whole(typed)
    if typed and found is None:
        raise BadRequest(name)
    return found
