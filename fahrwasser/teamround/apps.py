from django.apps import AppConfig


class TeamroundConfig(AppConfig):
    name = "fahrwasser.teamround"
    label = "teamround"
