"""The one settings file: everything comes from the environment, the defaults serve a small town and the demo."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from fahrwasser.catalogue.town import town
from fahrwasser.core.keys import read_or_create
from fahrwasser.pg import Server

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("FAHRWASSER_VAR", ROOT / "var")).resolve()

# Which role this process logs in as: the application, or the owner (migrations), or the worker (jobs).
DB_ROLE = os.environ.get("FAHRWASSER_DB_ROLE", "fw_app")
_URL_OF_ROLE = {
    "fw_app": "DATABASE_URL",
    "fw_owner": "OWNER_DATABASE_URL",
    "fw_worker": "WORKER_DATABASE_URL",
}


def database_url() -> str:
    """The operator's address for this process's role, or the embedded server's."""
    if os.environ.get("DATABASE_URL"):
        return os.environ[_URL_OF_ROLE[DB_ROLE]]
    return Server(VAR).url(DB_ROLE, os.environ.get("FAHRWASSER_DB_NAME", "fahrwasser"))


_database = dj_database_url.parse(database_url(), conn_max_age=60, conn_health_checks=True)
DATABASES = {
    "default": {**_database, "ATOMIC_REQUESTS": True},
    # Rate limits and replay protection must survive a request that is rolled back: a connection of their own.
    "cache": {**_database, "ATOMIC_REQUESTS": False, "TEST": {"MIRROR": "default"}},
}
DATABASE_ROUTERS = ["fahrwasser.core.routers.CacheRouter"]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # a flood at the public form must not push out the limits of the log-in
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = read_or_create(Path(os.environ.get("FAHRWASSER_SECRET_KEY_FILE", VAR / "keys" / "secret_key")))
ENCRYPTION_KEY_FILE = Path(os.environ.get("FAHRWASSER_KEY_FILE", VAR / "keys" / "encryption_keys"))
DEBUG = os.environ.get("FAHRWASSER_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]

# The day of the domain (demo and tests), in tests with a time of day; empty means today.
FAHRWASSER_TODAY = os.environ.get("FAHRWASSER_TODAY", "")
FAHRWASSER_DEMO = os.environ.get("FAHRWASSER_DEMO") == "1"
FAHRWASSER_ENVIRONMENT_NOTICE = os.environ.get("FAHRWASSER_ENVIRONMENT_NOTICE", "")
# After so many minutes without an act the next one asks again who is there; 0 never asks.
FAHRWASSER_IDLE_MINUTES = int(os.environ.get("FAHRWASSER_IDLE_MINUTES", "30"))
# Multi-factor authentication is a must; only a demo may switch the must off.
FAHRWASSER_MFA_REQUIRED = not (FAHRWASSER_DEMO and os.environ.get("FAHRWASSER_MFA") == "off")

INSTALLED_APPS = [
    "fahrwasser.desk",
    "fahrwasser.absence",
    "fahrwasser.setup",
    "fahrwasser.teamround",
    "fahrwasser.upkeep",
    "fahrwasser.harvest",
    "fahrwasser.hsds",
    "fahrwasser.imports",
    "fahrwasser.counter",
    "fahrwasser.privacy",
    "fahrwasser.reporting",
    "fahrwasser.network",
    "fahrwasser.separation",
    "fahrwasser.intake",
    "fahrwasser.letters",
    "fahrwasser.calls",
    "fahrwasser.feedback",
    "fahrwasser.referrals",
    "fahrwasser.matching",
    "fahrwasser.plan",
    "fahrwasser.deadlines",
    "fahrwasser.assessment",
    "fahrwasser.contacts",
    "fahrwasser.outcomes",
    "fahrwasser.clients",
    "fahrwasser.work",
    "fahrwasser.cases",
    "fahrwasser.offers",
    "fahrwasser.blocks",
    "fahrwasser.audit",
    "fahrwasser.accounts",
    "fahrwasser.catalogue",
    "fahrwasser.core",
    "fahrwasser.demo",
    "django.contrib.auth",
    "django.contrib.postgres",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "template_partials",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "fahrwasser.offers.middleware.Speaking",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fahrwasser.audit.middleware.ActingAs",
    "fahrwasser.accounts.middleware.LoginRequired",
    "fahrwasser.accounts.middleware.SecondFactorRequired",
    "fahrwasser.accounts.idle.IdleLock",
    "fahrwasser.work.once.Once",
]

ROOT_URLCONF = "fahrwasser.urls"
WSGI_APPLICATION = "fahrwasser.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["fahrwasser.core.templatetags.fw"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "fahrwasser.navigation.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "fahrwasser.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False  # a shared office machine: the session ends with the browser
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
MFA_ADAPTER = "fahrwasser.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Fahrwasser"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # finger, face or PIN: two factors in one touch
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}  # an office shares one address, as for the password
MFA_FORMS = {
    "add_webauthn": "fahrwasser.accounts.forms.AddPasskey",
    "authenticate_webauthn": "fahrwasser.accounts.forms.SecondStepByPasskey",
    "edit_webauthn": "fahrwasser.accounts.forms.RenamePasskey",
    "login_webauthn": "fahrwasser.accounts.forms.LogInByPasskey",
    "reauthenticate_webauthn": "fahrwasser.accounts.forms.ConfirmByPasskey",
}

SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("FAHRWASSER_HTTPS") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "fahrwasser.core.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Bytes of one file of a letter. What is accepted never touches the disk readable; only what is larger does, and goes.
FAHRWASSER_FILE_LIMIT = int(os.environ.get("FAHRWASSER_FILE_LIMIT", "15000000"))
FILE_UPLOAD_MAX_MEMORY_SIZE = FAHRWASSER_FILE_LIMIT + 1
# Offers are pulled from the public internet only; networks of the house that may be asked too, with commas.
FAHRWASSER_PULL_NETWORKS = [one for one in os.environ.get("FAHRWASSER_PULL_NETWORKS", "").split(",") if one]
# ClamAV of the municipality: path of a socket or host:port. Empty: nobody is asked.
FAHRWASSER_CLAMD = os.environ.get("FAHRWASSER_CLAMD", "")
# The head of letters that go out, under the town's name: street, place and so on.
FAHRWASSER_LETTERHEAD = town()["letterhead"]
# How many proxies stand before us: their entries of X-Forwarded-For are believed, for the limits of log-in and form.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("FAHRWASSER_TRUSTED_PROXIES", "0"))
# What stands on pages without a log-in: the number to call instead, and the town's own imprint.
FAHRWASSER_PUBLIC_PHONE = town()["phone"]
FAHRWASSER_IMPRINT_URL = town()["imprint_url"]

PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = True

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("Deutsch"))]  # English joins when its catalogue is whole: no page half in one language
LOCALE_PATHS = [ROOT / "fahrwasser" / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("EMAIL_HOST")
    else ("django.core.mail.backends.dummy.EmailBackend")
)
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "webmaster@localhost")
FAHRWASSER_ADDRESS = os.environ.get("FAHRWASSER_ADDRESS", f"https://{ALLOWED_HOSTS[0]}")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # A database error's text repeats the row it was about.
    "loggers": {
        "django.db.backends": {"level": "CRITICAL"},
        "procrastinate": {"level": "WARNING"},
        "fido2": {"level": "WARNING"},
    },
}
