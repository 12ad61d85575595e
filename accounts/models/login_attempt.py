from django.db import models


class LoginAttempt(models.Model):
    """A password did not fit. Kept for a day, without saying whose or from where: only a hash to count by."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="login_attempt_key")]

    def __str__(self):
        return self.key[:8]
