from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "fahrwasser.work"
    label = "work"
