from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "fahrwasser.desk"
    label = "desk"
