"""How the platform talks to PostgreSQL, on a server and in the suite alike."""


def spoken_to(database: dict, wait: int) -> dict:
    """Return the settings of a database as the platform uses it; another engine's are left as they are.

    `wait` is how long, in seconds, a statement waits for a lock, and a start for the server to answer: whoever waits
    longer is told so, instead of holding a place in the queue. Prepared statements halve the server's work on the
    pages that are read most.
    """
    if not database.get("ENGINE", "").endswith("postgresql"):
        return database
    given = dict(database.get("OPTIONS", {}))
    options = f"{given.pop('options', '')} -c lock_timeout={wait * 1000}".strip()
    own = {"server_side_binding": True, "prepare_threshold": 5, "connect_timeout": wait, "options": options}
    return database | {"OPTIONS": given | own}
