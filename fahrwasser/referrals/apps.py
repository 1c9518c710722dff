from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "fahrwasser.referrals"
    label = "referrals"
