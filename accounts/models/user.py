"""A person with an account."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """Create a person who signs in with this mail address."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Create an operator who may also open the administration."""
        fields = {"is_staff": True, "is_superuser": True, "is_operator": True, **fields}
        return self.create_user(email, password, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Signs in by mail address; what he may do comes from his memberships, never from the account itself."""

    email = models.EmailField(_("邮箱"), unique=True)
    name = models.CharField(_("姓名"), max_length=60, blank=True)
    phone = models.CharField(_("手机"), max_length=40, blank=True)
    language = models.CharField(_("语言"), max_length=8, default="zh-hans")
    theme = models.CharField(_("外观"), max_length=8, blank=True)
    is_operator = models.BooleanField(_("平台运营"), default=False)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        """Return the name people call this person by."""
        return self.name or self.email

    get_short_name = get_full_name
