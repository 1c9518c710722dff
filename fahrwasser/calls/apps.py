from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "fahrwasser.calls"
    label = "calls"
