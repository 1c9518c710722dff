from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "fahrwasser.imports"
    label = "imports"
