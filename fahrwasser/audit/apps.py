from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "fahrwasser.audit"
    label = "audit"
