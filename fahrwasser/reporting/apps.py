from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "fahrwasser.reporting"
    label = "reporting"
