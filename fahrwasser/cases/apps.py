from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "fahrwasser.cases"
    label = "cases"
