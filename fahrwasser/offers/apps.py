from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "fahrwasser.offers"
    label = "offers"
