from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    """The framework's administration, with a site of our own."""

    default = False
    default_site = "config.administration.OperatorSite"
