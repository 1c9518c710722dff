from django.apps import AppConfig


class HsdsConfig(AppConfig):
    name = "fahrwasser.hsds"
    label = "hsds"
