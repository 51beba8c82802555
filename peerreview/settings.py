# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The one settings file. What differs between machines comes from the environment (docs/settings.md)."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from peerreview import env

BASE_DIR = Path(__file__).resolve().parent.parent

# --- what kind of site this is ------------------------------------------------------------------
MODE = env.choice("PEERAGE_MODE", ("local", "demo", "production"), "local")
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
DEBUG = env.flag("PEERAGE_DEBUG")
DATA_DIR = Path(env.text("PEERAGE_DATA_DIR", str(BASE_DIR / "var"))).resolve()
SITE_NAME = env.text("PEERAGE_SITE_NAME", "Peerage")
PRINT_FONT = env.text("PEERAGE_PRINT_FONT")
SITE_URL = env.text("PEERAGE_SITE_URL", "http://127.0.0.1:8000").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
SITE_IS_HTTPS = SITE_URL.startswith("https://")
# A name the world can look up over https; without one, credentials are issued by a did:key.
SITE_IS_PUBLIC = SITE_IS_HTTPS and SITE_HOST != "localhost" and "." in SITE_HOST

SECRET_KEY = env.secret("PEERAGE_SECRET_KEY", DATA_DIR / "secrets")
PUSH_SECRET = env.secret("PEERAGE_PUSH_SECRET", DATA_DIR / "secrets")
KEY_ENCRYPTION_SECRET = env.secret("PEERAGE_KEY_ENCRYPTION_SECRET", DATA_DIR / "secrets")
SECRET_KEY_FALLBACKS = env.items("PEERAGE_SECRET_KEY_FALLBACKS")

LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.items("PEERAGE_ALLOWED_HOSTS") or (
    [SITE_HOST] if PRODUCTION else [SITE_HOST, *LOCAL_HOSTS]
)
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_IS_HTTPS else []

# --- apps ---------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "template_partials",
    "lucide",
    "csp",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "peerreview.ui",
    "peerreview.outbox",
    "peerreview.audit",
    "peerreview.accounts",
    "peerreview.notifications",
    "peerreview.portfolio",
    "peerreview.cohorts",
    "peerreview.rubrics",
    "peerreview.artifacts",
    "peerreview.activities",
    "peerreview.calibration",
    "peerreview.allocation",
    "peerreview.reviews",
    "peerreview.matching",
    "peerreview.dialogue",
    "peerreview.studio",
    "peerreview.groups",
    "peerreview.aggregation",
    "peerreview.moderation",
    "peerreview.desk",
    "peerreview.rooms",
    "peerreview.hours",
    "endorsements",
    "badges",
    "badges.issuers",
    "badges.awards",
    "badges.backpack",
    "badges.connect",
    "peerreview.runtime",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "peerreview.accounts.middleware.ReaderMiddleware",
    "peerreview.kernel.views.DomainErrorMiddleware",
]

ROOT_URLCONF = "peerreview.urls"
ASGI_APPLICATION = "peerreview.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "peerreview.ui.context.site",
            ],
            "builtins": ["peerreview.ui.templatetags.ui", "django.templatetags.i18n"],
        },
    },
]
FORM_RENDERER = "peerreview.ui.forms.Renderer"

# --- database, channel layer, cache: DATABASE_URL and REDIS_URL alone move the site --------------
DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'peerage.sqlite3'}")
REDIS_URL = env.text("REDIS_URL")
REDIS_PREFIX = env.text("PEERAGE_REDIS_PREFIX", "peerage")


def _database(url: str) -> dict:
    config = environ.Env.db_url_config(url)
    if config["ENGINE"] == "django.db.backends.sqlite3":
        Path(config["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        config["OPTIONS"] = {
            # IMMEDIATE takes the write lock at BEGIN, so a transaction can wait for it but never
            # finds half-way that it may not have it ("database is locked").
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
        }
        # To open one costs more than most of what is asked of it.
        config["CONN_MAX_AGE"] = 60
    elif config["ENGINE"] == "django.db.backends.postgresql":
        # A connection is tried before it is used: the database may have been restarted meanwhile. To
        # one that is away the pool goes back every few seconds, not ever less often.
        config["CONN_HEALTH_CHECKS"] = True
        config["OPTIONS"] = {
            "pool": {"min_size": 2, "max_size": 20, "timeout": 20, "reconnect_timeout": 4}
        }
    return config


DATABASES = {"default": _database(DATABASE_URL)}
USES_POSTGRESQL = DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if REDIS_URL:
    # Who asks decides what to do without Redis; waiting for it inside the client helps nobody.
    REDIS_PATIENCE = {
        "socket_connect_timeout": 1,
        "socket_timeout": 1,
        "retry": Retry(NoBackoff(), retries=0),
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {
                "hosts": [
                    {
                        **REDIS_PATIENCE,
                        "address": REDIS_URL,
                        "retry": AsyncRetry(NoBackoff(), retries=0),
                    }
                ],
                "prefix": REDIS_PREFIX,
            },
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "peerreview.kernel.caching.SteadyCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": REDIS_PREFIX,
            "OPTIONS": REDIS_PATIENCE,
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            # By default it forgets at random beyond 300 entries, and who is present is kept here.
            "OPTIONS": {"MAX_ENTRIES": 50_000},
        }
    }

# --- outbox -------------------------------------------------------------------------------------
# embedded: a leased dispatcher thread in the server; procrastinate: worker processes on PostgreSQL.
OUTBOX_ENGINE = env.choice("PEERAGE_WORKER", ("embedded", "procrastinate"), "embedded")
OUTBOX_LEASE_SECONDS = env.number("PEERAGE_OUTBOX_LEASE_SECONDS", 60)
if OUTBOX_ENGINE == "procrastinate":
    if not USES_POSTGRESQL:
        raise ImproperlyConfigured("PEERAGE_WORKER=procrastinate needs a PostgreSQL DATABASE_URL.")
    INSTALLED_APPS += ["procrastinate.contrib.django"]
    PROCRASTINATE_IMPORT_PATHS = ["peerreview.outbox.tasks"]

# --- people -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "peerreview.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "peerreview.accounts.forms.SignupExtras"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Rate limits go by the visitor's address, which behind a proxy is the last one it forwards for.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("PEERAGE_BEHIND_PROXY") else 0
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# --- applications that people let in to their badges (Open Badges 3.0 API) -----------------------
IDP_OIDC_ADAPTER = "badges.connect.adapter.ConnectAdapter"
IDP_OIDC_DCR_ENABLED = True
IDP_OIDC_DCR_REQUIRES_INITIAL_ACCESS_TOKEN = False
IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = 600
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 90 * 24 * 3600
IDP_OIDC_AUTH_METHODS = ["client_secret_basic"]

# --- mail ---------------------------------------------------------------------------------------
EMAIL_URL = env.text("EMAIL_URL")
if EMAIL_URL:
    vars().update(environ.Env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("PEERAGE_MAIL_FROM", f"{SITE_NAME} <no-reply@{SITE_HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "peerreview" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "peerreview.ui.storage.HashedStaticFiles"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
UPLOAD_MAX_BYTES = env.number("PEERAGE_UPLOAD_MAX_MB", 25) * 1024 * 1024
UPLOAD_MAX_FILES = env.number("PEERAGE_UPLOAD_MAX_FILES", 10)

# Whether visitors who check a badge may have keys and lists of other issuers fetched for it.
VERIFY_ELSEWHERE = env.flag("PEERAGE_VERIFY_ELSEWHERE", default=PRODUCTION)

# How long one may appeal after results, where the results stage has no date of its own.
APPEAL_DAYS = env.number("PEERAGE_APPEAL_DAYS", 7)
# Whose badges say that the site itself issued them.
SITE_BADGES = env.choice(
    "PEERAGE_SITE_BADGES", ("facilitators", "staff"), "staff" if PRODUCTION else "facilitators"
)
TRUST_SEEDS = env.choice("PEERAGE_TRUST_SEEDS", ("facilitators", "staff"), "facilitators")
# All files of a draft in one request, and what was typed beside them.
REQUEST_MAX_BYTES = UPLOAD_MAX_BYTES * UPLOAD_MAX_FILES + 4 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- the browser's side of safety ---------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "peerreview.kernel.views.csrf_failure"
if SITE_IS_HTTPS:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.flag("PEERAGE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.number("PEERAGE_HSTS_SECONDS", 31536000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("PEERAGE_HSTS_SUBDOMAINS", default=True)
    SECURE_HSTS_PRELOAD = env.flag("PEERAGE_HSTS_PRELOAD", default=True)
    if env.flag("PEERAGE_BEHIND_PROXY"):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("PEERAGE_LOG_LEVEL", "WARNING")},
}

if PRODUCTION:
    unsafe = [
        sentence
        for is_unsafe, sentence in (
            (DEBUG, "PEERAGE_DEBUG must be off."),
            (not SITE_IS_PUBLIC, "PEERAGE_SITE_URL must be the public https:// address."),
            ("*" in ALLOWED_HOSTS, "PEERAGE_ALLOWED_HOSTS may not contain *."),
            (not EMAIL_URL, "EMAIL_URL must name a mail server; people confirm addresses by mail."),
            (len(SECRET_KEY) < 50, "PEERAGE_SECRET_KEY must have at least 50 characters."),
            (
                len(KEY_ENCRYPTION_SECRET) < 32,
                "PEERAGE_KEY_ENCRYPTION_SECRET must have at least 32 characters.",
            ),
        )
        if is_unsafe
    ]
    if unsafe:
        raise ImproperlyConfigured("Refusing to start in production. " + " ".join(unsafe))
