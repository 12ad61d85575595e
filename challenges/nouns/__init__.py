"""What each domain declares of its nouns, read when the site starts."""

from importlib import import_module

# From the bottom to the top.
DOMAINS = ("core", "bulletin", "listing", "proposals", "review", "assignment", "collusion", "award")


def declare() -> None:
    """Let every domain register its nouns and what it adds to those of others."""
    for domain in DOMAINS:
        import_module(f"{__name__}.{domain}")
