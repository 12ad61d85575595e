"""`check --deploy` with the settings of a server, and the API's own description, both without a warning."""

import os
import sys

PLACE = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "a-key-of-this-check-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "jiebang.example",
    "SITE_URL": "https://jiebang.example",
    "DATABASE_URL": "postgres://jiebang:none@127.0.0.1/none",
    "REDIS_URL": "redis://127.0.0.1/0",
    "EMAIL_HOST": "127.0.0.1",
    "TRUSTED_PROXY_COUNT": "1",
}

if __name__ == "__main__":
    os.environ.update(PLACE)
    from django.core.management import execute_from_command_line

    execute_from_command_line([sys.argv[0], "check", "--deploy", "--fail-level", "WARNING"])
    execute_from_command_line(
        [sys.argv[0], "spectacular", "--validate", "--fail-on-warn", "--api-version", "v1", "--file", os.devnull]
    )
