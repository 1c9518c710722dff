from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "fahrwasser.letters"
    label = "letters"
