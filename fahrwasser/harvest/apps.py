from django.apps import AppConfig


class HarvestConfig(AppConfig):
    name = "fahrwasser.harvest"
    label = "harvest"
