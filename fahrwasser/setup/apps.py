from django.apps import AppConfig


class SetupConfig(AppConfig):
    name = "fahrwasser.setup"
    label = "setup"
