from django.apps import AppConfig


class SeparationConfig(AppConfig):
    name = "fahrwasser.separation"
    label = "separation"
