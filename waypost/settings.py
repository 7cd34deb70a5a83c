"""Django settings. Everything a school may choose comes from the environment or the data folder; see docs/operate.md."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from waypost.trust import folder
from waypost.web import catalogs

BASE = Path(__file__).resolve().parent
HOME = folder.DataFolder.from_environment()

SECRET_KEY = HOME.secret("secret_key")
DEBUG = False
DEMO = HOME.is_demo
BEHIND_PROXY = os.environ.get("WAYPOST_BEHIND_PROXY", "") == "1"
TRUSTED_PROXIES = [n.strip() for n in os.environ.get("WAYPOST_TRUSTED_PROXIES", "").split(",") if n.strip()]
SCHOOL_NETWORKS = [n.strip() for n in os.environ.get("WAYPOST_SCHOOL_NETWORKS", "").split(",") if n.strip()]
HTTPS = os.environ.get("WAYPOST_HTTPS", "") == "1" or BEHIND_PROXY
ALLOWED_HOSTS = HOME.hosts()
CSRF_TRUSTED_ORIGINS = [f"https://{h}" for h in ALLOWED_HOSTS] if HTTPS else []
CSP_REPORT = os.environ.get("WAYPOST_CSP_REPORT", "") == "1"

INSTALLED_APPS = [
    "waypost.trust",
    "waypost.web",
    "waypost.school",
    "waypost.skills",
    "waypost.evidence",
    "waypost.readings",
    "waypost.care",
    "waypost.learning",
    "waypost.voice",
    "waypost.climate",
    "waypost.practice",
    "waypost.community",
    "waypost.recognition",
    "waypost.homes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "waypost.web.security.SecurityHeadersMiddleware",
    "waypost.evidence.xapi.stack.XapiShortcut",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "waypost.trust.middleware.WhoMiddleware",
    "waypost.trust.middleware.ReadLogMiddleware",
]

ROOT_URLCONF = "waypost.urls"
WSGI_APPLICATION = "waypost.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "waypost.web.context.page",
                "waypost.homes.navigation.context",
            ]
        },
    }
]

DATABASES = {"default": HOME.database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "trust.Account"
AUTHENTICATION_BACKENDS = ["waypost.trust.signin.ActiveAccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_FORMS = {"login": "waypost.trust.forms.SignInForm"}
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_ADAPTER = "waypost.trust.signin.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = False  # trust.limits counts in the database, by account first (TRUST 24)
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
MFA_ADAPTER = "waypost.trust.signin.MFAAdapter"
MFA_FORMS = {
    "authenticate": "waypost.trust.forms.SecondStepForm",
    "reauthenticate": "waypost.trust.forms.SecondStepAgainForm",
}
MFA_TRUST_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # `serve` lets plain HTTP be no further than this machine
MFA_TRUST_COOKIE_AGE = 30 * 86400
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Waypost"
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_PROVIDERS = HOME.sign_in_providers()  # the school's own sign-in, from data/oidc.json
SOCIALACCOUNT_ADAPTER = "waypost.trust.oidc.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False

# Mail says only that something waits (trust.outbox). Without a server nothing is sent; the demonstration writes files.
_smtp = urlsplit(os.environ.get("WAYPOST_SMTP", ""))
if _smtp.hostname:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _smtp.hostname, _smtp.port or (465 if _smtp.scheme == "smtps" else 587)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_smtp.username or ""), unquote(_smtp.password or "")
    EMAIL_USE_SSL = _smtp.scheme == "smtps"
    EMAIL_USE_TLS = not EMAIL_USE_SSL and bool(EMAIL_HOST_USER)
elif DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(HOME.make("mail"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("WAYPOST_MAIL_FROM", "waypost@localhost")

CSRF_FAILURE_VIEW = "waypost.web.errors.csrf_failure"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-waypost" if HTTPS else "waypost"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("ar", "العربية")]
LOCALE_PATHS = catalogs.folders()
USE_TZ = True
TIME_ZONE = "UTC"  # a school's own zone stands in school.School; the clock hands out local days

STATIC_URL = "/static/"
STATIC_ROOT = BASE / "_static"  # collected by `python -m waypost.setup`, part of an installed Waypost
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(HOME.path / "files")},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "waypost.trust.files.CappedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = str(HOME.make("tmp"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "waypost.trust.logs.Wordless",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
