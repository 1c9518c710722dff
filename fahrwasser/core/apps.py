from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "fahrwasser.core"
    label = "core"
