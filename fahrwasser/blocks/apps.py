from django.apps import AppConfig


class BlocksConfig(AppConfig):
    name = "fahrwasser.blocks"
    label = "blocks"
