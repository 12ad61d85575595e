"""The static files of a server: compressed, and named by what is in them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Statics(CompressedManifestStaticFilesStorage):
    """Whitenoise's, with the imports of our modules rewritten to the names that the modules have.

    Of ours alone: Django's own way reads every script there is, and libraries bring some whose imports lead nowhere.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("frontend/*.js", ((r'(?P<matched>(?P<word>import|from) "(?P<url>\./[^"]+)")', '%(word)s "%(url)s"'),)),
    )
