"""One settings file for every machine; the environment makes the difference.

Each variable is read once, here, and listed in .env.example. Two sizes run the
same code: EMBEDDED (SQLite, jobs in the web process) and the province size
(PostgreSQL, Redis, separate workers), which refuses to start half-configured.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

SAMPLE_SECRET_KEY = "chi-dung-de-chay-thu-tren-may-ca-nhan"  # as in .env.example

EMBEDDED = env.bool("EMBEDDED", default=False)
DEBUG = env.bool("DEBUG", default=False)
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
if EMBEDDED:
    DATA_DIR.mkdir(parents=True, exist_ok=True)


def required(name: str, purpose: str) -> str:
    """A variable without which the start stops with a sentence saying what to set."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"Thiếu biến môi trường {name}: {purpose}. "
            "Hãy đặt biến này (xem .env.example) rồi khởi động lại."
        )
    return value


SECRET_KEY = required(
    "SECRET_KEY", "khóa bí mật để ký phiên đăng nhập, dài và ngẫu nhiên"
)
if not EMBEDDED and SECRET_KEY == SAMPLE_SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY đang là khóa mẫu của .env.example. "
        "Hãy đặt một khóa dài và ngẫu nhiên của riêng hệ thống này."
    )

if DEBUG and not EMBEDDED:
    raise ImproperlyConfigured(
        "DEBUG=true làm lộ mã nguồn và dữ liệu trên trang báo lỗi. "
        "Hãy đặt DEBUG=false ở quy mô tỉnh."
    )

if EMBEDDED:
    ALLOWED_HOSTS = env.list(
        "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"]
    )
    DATABASE_URL = env.str(
        "DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'phoihop.sqlite3'}"
    )
    REDIS_URL = env.str("REDIS_URL", default="")
else:
    required("ALLOWED_HOSTS", "các tên miền được phục vụ, cách nhau bằng dấu phẩy")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
    DATABASE_URL = required("DATABASE_URL", "địa chỉ cơ sở dữ liệu PostgreSQL")
    REDIS_URL = required(
        "REDIS_URL", "địa chỉ Redis cho hàng đợi công việc và bộ nhớ đệm"
    )

SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

# -- Applications ------------------------------------------------------------

INSTALLED_APPS = [
    "config.apps.PhoiHopAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "django_filters",
    "crispy_forms",
    "django_htmx",
    "accounts",
    "agreements",
    "tasks",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

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
                "accounts.context_processors.site",
            ],
            "builtins": ["accounts.templatetags.phoihop"],
        },
    }
]

CRISPY_TEMPLATE_PACK = "phoihop"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["phoihop"]

# -- Database ----------------------------------------------------------------

DATABASES = {"default": env.db_url_config(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Measured: without IMMEDIATE, two writers lose work to "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA foreign_keys=ON;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Measured: compiling a search of many kinds took a minute, running it 0.4 seconds.
    options = DATABASES["default"].setdefault("OPTIONS", {})
    options.setdefault("options", "-c jit=off")

# -- Background jobs ---------------------------------------------------------
# The database row, not the broker, is the truth about a job: see docs/decisions.

CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 6 * 3600} if REDIS_URL else {"polling_interval": 0.1}
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_TASK_TIME_LIMIT = 3600
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
# A step that nobody could be told of for so many days comes as one notice marked late.
REMINDER_LATE_DAYS = env.int("REMINDER_LATE_DAYS", default=2)
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=60)

CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# -- People ------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapters.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_DISPLAY = "accounts.models.display_name"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to addresses that strangers type
# A whole office may sign in from behind one address; one name gets five tries.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "30/m/ip,5/300s/key",
    "reset_password": "20/m/ip,5/m/key",
}
SESSION_COOKIE_AGE = 14 * 24 * 3600

# -- Language and time -------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_THOUSAND_SEPARATOR = False  # it would write ids as 1.242 in addresses

# -- Files -------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "khong-phuc-vu-truc-tiep/"  # files leave only through a view that checks
# The internal location of the reverse proxy that sends files; empty: Django sends.
PROTECTED_MEDIA_PREFIX = env.str("PROTECTED_MEDIA_PREFIX", default="")
MAX_UPLOAD_MB = env.int("MAX_UPLOAD_MB", default=50)
# Django's 1,000 would refuse an agreement of sixty parties, without a word why.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if EMBEDDED
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = EMBEDDED  # no collectstatic on a single machine

# -- Mail --------------------------------------------------------------------
# Embedded without a mail server: written to files, beside the in-app outbox.

EMAIL_FILE_PATH = DATA_DIR / "mail"
vars().update(
    env.email_url(
        "EMAIL_URL",
        default=f"filemail:///{EMAIL_FILE_PATH}" if EMBEDDED else "smtp://localhost:25",
    )
)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="phoihop@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20

# -- Security ----------------------------------------------------------------

HTTPS = env.bool("HTTPS", default=not EMBEDDED)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^suc-khoe/$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=0)
# Only behind a proxy that sets and overwrites this header itself.
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_CLIENT_IP_HEADER = "X-Real-IP"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
