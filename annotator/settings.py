"""All settings. README.md, section Settings, describes those that the environment can set.

Without DATABASE_URL the app runs in embedded mode: with its own PostgreSQL, a generated secret key
and a demo project, all in `var/`. With DATABASE_URL, SECRET_KEY and SITE_URL must be set too.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from annotator.lib.languages import LOCALE, offered_languages
from annotator.lib.secret_key import load_secret
from annotator.lib.var_folder import BASE, var_folder

env = environ.Env()
VAR = var_folder()
EMBEDDED = not env.str("DATABASE_URL", default="")
# In embedded mode `serve` writes its address to a file, for the links that other
# commands print.
SITE_URL_FILE = VAR / "site_url"
SITE_URL = env.str("SITE_URL", default="").rstrip("/")
if EMBEDDED and not SITE_URL:
    SITE_URL = SITE_URL_FILE.read_text() if SITE_URL_FILE.exists() else "http://127.0.0.1:8000"
# Earlier keys, as long as something that they signed or encrypted is still used.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SECRET_KEY = env.str("SECRET_KEY", default="") or (
    load_secret(VAR / "secret_key") if EMBEDDED else ""
)
DEBUG = env.bool("DEBUG", default=False)

if not SECRET_KEY or not SITE_URL:
    raise ImproperlyConfigured(
        "With DATABASE_URL, set SECRET_KEY (50 or more random characters) and SITE_URL too."
    )

# Hosts, cookies and https all follow from the address of the site.
_site = urlsplit(SITE_URL)
HTTPS = _site.scheme == "https"
ALLOWED_HOSTS = [_site.hostname or "", *(["127.0.0.1", "localhost", "[::1]"] if EMBEDDED else [])]
CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "annotator.accounts.sessions"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
X_FRAME_OPTIONS = "DENY"

# Single sign-on with OpenID Connect, for example of a university, and its sign-in page.
OIDC_URL = env.str("OIDC_URL", default="")
OIDC_FORM_ORIGIN = env.str(
    "OIDC_FORM_ORIGIN", default="{0.scheme}://{0.netloc}".format(urlsplit(OIDC_URL))
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        # Browsers also apply this to redirects of a form, and single sign-on begins
        # with one.
        "form-action": [SELF, *([OIDC_FORM_ORIGIN] if OIDC_URL else [])],
        "frame-ancestors": [NONE],
    }
}

INSTALLED_APPS = [
    "annotator",
    "annotator.demo",
    "annotator.api",
    "annotator.export",
    "annotator.agreement",
    "annotator.importing",
    "annotator.people",
    "annotator.labelling",
    "annotator.corpus",
    "annotator.jobs",
    "annotator.projects",
    "annotator.accounts",
    # With our own admin site: accounts/admin.py.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "annotator.lib.logs.add_reference",
    "annotator.api.frequent_calls.answer_frequent_calls",
    "annotator.lib.web.middleware.accept_any_host_for_probes",
    "django.middleware.security.SecurityMiddleware",
    "annotator.lib.web.static_files.CompressedStaticFiles",
    "csp.middleware.CSPMiddleware",
    "annotator.lib.web.languages.browser_language",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before CSRF, which reads the form.
    "annotator.lib.web.middleware.Limits",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "annotator.accounts.languages.account_language",
    "annotator.accounts.personal_settings.middleware.personal_settings",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "annotator.lib.web.middleware.private_pages",
    "annotator.lib.web.middleware.security_headers",
]

# Prometheus needs this token to read /metrics: jobs/metrics.py.
if METRICS_TOKEN := env.str("METRICS_TOKEN", default=""):
    INSTALLED_APPS.append("django_prometheus")
    MIDDLEWARE.insert(0, "django_prometheus.middleware.PrometheusBeforeMiddleware")
    MIDDLEWARE.insert(1, "annotator.jobs.request_metrics.CountRequests")

ROOT_URLCONF = "annotator.urls"
WSGI_APPLICATION = "annotator.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

POSTGRESQL = "annotator.lib.database.pool_backend"
DATABASES: dict[str, dict[str, Any]]
if EMBEDDED:
    DATABASES = {
        "default": {
            "ENGINE": "annotator.lib.database.embedded_backend",
            "NAME": "skepsis",
            "USER": "skepsis",
        }
    }
else:
    DATABASES = {"default": dict(env.db_url("DATABASE_URL"))}
    if not DATABASES["default"]["ENGINE"].endswith(".postgresql"):
        raise ImproperlyConfigured(
            "DATABASE_URL must name a PostgreSQL database: postgresql://user:password@host/name"
        )
    DATABASES["default"]["ENGINE"] = POSTGRESQL

# A streaming replica, from which progress, agreement and exports are read:
# lib/database/replica.py.
if REPLICA_URL := env.str("DATABASE_REPLICA_URL", default=""):
    DATABASES["replica"] = env.db_url_config(REPLICA_URL) | {
        "ENGINE": POSTGRESQL,
        "TEST": {"MIRROR": "default"},
    }
    DATABASE_ROUTERS = ["annotator.lib.database.replica.Router"]

# `serve` sets the number of threads of a web worker. The pool has one connection for
# each thread, so waiting for one means that the database is unavailable. The pool would
# then reconnect more and more rarely. So it gives up soon, and the next request makes
# it try again at once.
WEB_THREADS = env.int("SKEPSIS_WEB_THREADS", default=0)
# A page's statement that runs, or waits for a lock, longer than this is cancelled, so
# that one page can't keep the others waiting. Downloads, imports and releases have no
# such limit.
CONNECTION_LIMITS: dict[str, str] = {}
if WEB_THREADS:
    CONNECTION_LIMITS = {
        "statement_timeout": "60s",
        "lock_timeout": "15s",
        "idle_in_transaction_session_timeout": "60s",
    }
    _pool = {"min_size": 1, "max_size": WEB_THREADS, "timeout": 2, "reconnect_timeout": 2}
    for _database in DATABASES.values():
        _database["OPTIONS"] = _database.get("OPTIONS", {}) | {"pool": _pool}

# The labels that one person may store per second for an article, over some minutes:
# labelling/annotations/limits.py.
ROWS_PER_SECOND = 10.0

# A client that sends or reads nothing for this many seconds is disconnected.
CLIENT_TIMEOUT = env.float("CLIENT_TIMEOUT", default=60)

# Statements that take this long are logged. 0 logs none.
SLOW_QUERY_MS = env.int("SLOW_QUERY_MS", default=1000)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "annotator.accounts.sign_in.adapters.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_FORMS = {
    "login": "annotator.accounts.sign_in.password_forms.LoginForm",
    "reauthenticate": "annotator.accounts.sign_in.password_forms.ReauthenticateForm",
    "change_password": "annotator.accounts.sign_in.password_forms.ChangePasswordForm",
    "set_password": "annotator.accounts.sign_in.password_forms.SetPasswordForm",
    "reset_password": "annotator.accounts.sign_in.password_forms.ResetPasswordForm",
    "reset_password_from_key": "annotator.accounts.sign_in.password_forms.ResetPasswordKeyForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# Otherwise anyone could make this site send e-mail to strangers.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Django ends the other sessions. This one continues.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# A whole class may sign in from one address. Guessing is limited per account.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    # Per account and address: accounts/sign_in/guessing.py.
    "login_failed": "100/m/ip,5/300s/key",
    # Per account, from all addresses.
    "login_account": "100/h/key",
    "join": "300/m/ip",
    "tokens": "20/h/user",
}
# The number of our own proxies in front of the app. The app trusts as many of the last
# addresses in X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXIES", default=1 if HTTPS else 0)

MFA_ADAPTER = "annotator.accounts.sign_in.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "annotator.accounts.sign_in.code_forms.ActivateAppForm",
    "authenticate": "annotator.accounts.sign_in.code_forms.AuthenticateForm",
    "reauthenticate": "annotator.accounts.sign_in.code_forms.ReauthenticateForm",
    "login_webauthn": "annotator.accounts.sign_in.passkey_forms.LoginForm",
    "authenticate_webauthn": "annotator.accounts.sign_in.passkey_forms.AuthenticateForm",
    "reauthenticate_webauthn": "annotator.accounts.sign_in.passkey_forms.ReauthenticateForm",
    "add_webauthn": "annotator.accounts.sign_in.passkey_forms.AddForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Skepsis"
# Clocks can be off by half a minute.
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
# Without https, browsers allow passkeys only on localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

SINGLE_SIGN_ON = env.str("OIDC_NAME", default="Single sign-on") if OIDC_URL else ""
SOCIALACCOUNT_ADAPTER = "annotator.people.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
# An e-mail address doesn't prove that somebody owns an account here.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": SINGLE_SIGN_ON,
                "client_id": env.str("OIDC_CLIENT_ID", default=""),
                "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_URL},
            }
        ]
        if OIDC_URL
        else [],
    }
}

# Seconds: a mail server that doesn't answer must not hold up a page or the worker for ever.
EMAIL_TIMEOUT = 20
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default=f"skepsis@{_site.hostname}")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # A smaller cache would forget failed sign-ins under load.
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

KNOX_TOKEN_MODEL = "accounts.ApiToken"  # noqa: S105  # the name of a model
# Our own model replaces its only table.
MIGRATION_MODULES = {"knox": None}
REST_KNOX = {"TOKEN_MODEL": "accounts.ApiToken", "TOKEN_TTL": timedelta(days=90)}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "annotator.api.permissions.IsTheAccountMeant",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "annotator.api.errors.handle_error",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    # Limits per account for expensive requests, never for labelling.
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.ScopedRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "imports": "120/h",
        "exports": "240/h",
        "agreement": "600/h",
        "releases": "600/h",
    },
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Skepsis",
    "DESCRIPTION": "Label the sentences of news articles, measure agreement, publish the dataset.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "annotator.api.schema.document_errors",
        "annotator.api.schema.refuse_more",
    ],
}

LANGUAGE_CODE = "en"
LANGUAGES = [
    (language.code, language.name) for language in offered_languages(with_incomplete=DEBUG)
]
LOCALE_PATHS = [LOCALE]
# Dates and numbers of English pages, which are British.
FORMAT_MODULE_PATH = "annotator.lib.formats"
# The choice of somebody who isn't signed in. An account keeps its own.
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# Release files, and uploads until they are imported. No address in urls.py serves them.
MEDIA_ROOT = Path(env.str("SKEPSIS_FILES", default=str(VAR / "files"))).absolute()
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "annotator.lib.storage.OwnedFileStorage"},
    "staticfiles": {"BACKEND": "annotator.lib.web.static_files.VersionedStaticFiles"},
}
# Or an object store that all nodes can reach, with django-storages. It reads the
# credentials from AWS_ACCESS_KEY_ID and so on.
if S3_BUCKET := env.str("S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.str("S3_ENDPOINT_URL", default=None),
            "default_acl": None,
            "file_overwrite": False,
        },
    }
FILE_UPLOAD_PERMISSIONS = 0o600
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE / "static"]
# Files are served from the source tree, without collectstatic. Their compressed forms are here.
COMPRESSED_STATIC = VAR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
# Enough for the longest article in any script.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000
# For all files of one import.
UPLOAD_MAX_SIZE = env.int("UPLOAD_MAX_MB", default=1000) * 1_000_000
# The import page has its own, smaller limit.
DATA_UPLOAD_MAX_NUMBER_FILES = 1000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
        if DEBUG
        else {"()": "annotator.lib.logs.JsonLines"}
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "errors": {"class": "logging.StreamHandler", "formatter": "line", "level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # A line for every request, with its time: LOG_REQUESTS=1.
        "annotator.requests": {
            "level": "INFO" if env.bool("LOG_REQUESTS", default=False) else "WARNING"
        },
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # Scanners send requests with every possible host.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # The background worker logs every start and stop, whatever level it has.
        "django_tasks_db": {"handlers": ["errors"], "propagate": False},
    },
}
