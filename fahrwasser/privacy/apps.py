from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "fahrwasser.privacy"
    label = "privacy"
