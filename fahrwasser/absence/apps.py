from django.apps import AppConfig


class AbsenceConfig(AppConfig):
    name = "fahrwasser.absence"
    label = "absence"
