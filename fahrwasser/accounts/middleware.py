"""The floor under all doors: logged in, and with a second factor."""

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import ResolverMatch

from fahrwasser.accounts.queries import second_factor_missing

# allauth's own pages decide for themselves who may see them.
OWN_DOOR = ("account_", "mfa_")
TO_ENROL = {
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_reauthenticate",
}


class LoginRequired(LoginRequiredMiddleware):
    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs) -> HttpResponseBase | None:  # type: ignore[no-untyped-def]
        match = request.resolver_match
        if match and (match.url_name or "").startswith(OWN_DOOR):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class SecondFactorRequired:
    """Whoever is logged in without a second factor sees only the pages to set one up."""

    def __init__(self, get_response):  # type: ignore[no-untyped-def]
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self.get_response(request)
        return response

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs) -> HttpResponse | None:  # type: ignore[no-untyped-def]
        if not settings.FAHRWASSER_MFA_REQUIRED or not request.user.is_authenticated:
            return None
        match: ResolverMatch | None = request.resolver_match
        if getattr(view_func, "login_required", True) is False or (match and match.url_name in TO_ENROL):
            return None
        return redirect("mfa_index") if second_factor_missing(request.user) else None
