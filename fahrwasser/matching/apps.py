from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "fahrwasser.matching"
    label = "matching"
