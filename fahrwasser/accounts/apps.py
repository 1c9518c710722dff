from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "fahrwasser.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Seal what the library stores about second factors; its model gives no other place to do it."""
        from allauth.mfa.models import Authenticator
        from django.contrib.auth.signals import user_logged_in

        from fahrwasser.accounts import idle
        from fahrwasser.accounts.adapters import SealedJSON

        Authenticator._meta.get_field("data").__class__ = SealedJSON
        user_logged_in.connect(idle.begin)
