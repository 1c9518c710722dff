from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "fahrwasser.upkeep"
    label = "upkeep"
