from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "fahrwasser.intake"
    label = "intake"
