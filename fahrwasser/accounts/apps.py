from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "fahrwasser.accounts"
    label = "accounts"
