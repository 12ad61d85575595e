"""Sessions sealed in the database: what somebody typed and was refused waits there, and codes sent by mail."""

import base64

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.signing import JSONSerializer
from django.utils.crypto import salted_hmac


def sealer() -> MultiFernet:
    """Return what seals with the secret key, and opens what an earlier one has sealed."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = [salted_hmac("config.sessions", "session", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])


class SealedSerializer(JSONSerializer):
    """JSON that whoever copies the table cannot read. A session that does not open counts as none: sign in again."""

    def dumps(self, obj):
        """Return the sealed bytes of a session's content."""
        return sealer().encrypt(super().dumps(obj))

    def loads(self, data):
        """Return a session's content."""
        return super().loads(sealer().decrypt(data))
