"""Django settings; what differs between machines comes from the environment (see the README)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from dotenv import load_dotenv

from xiaojuren_site import environment

BASE_DIR = Path(__file__).resolve().parent.parent
load_dotenv(BASE_DIR / ".env")

# Where the site runs
PORT = environment.number("PORT", 8000, lowest=1, highest=65535)
WEB_CONCURRENCY = environment.number("WEB_CONCURRENCY", 2, lowest=1, highest=64)
SITE_URL = environment.site_url(PORT)
DEBUG = environment.debug(SITE_URL)
DATA_DIR = environment.directory("DATA_DIR", BASE_DIR / "var")
SECRET_KEY = environment.secret_key(SITE_URL, DATA_DIR)
ALLOWED_HOSTS = [
    *environment.words("ALLOWED_HOSTS", environment.host(SITE_URL)),
    *environment.LOCAL_HOSTS,  # health checks of a container ask its own loopback address
]
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# What it is made of
INSTALLED_APPS = [
    "xiaojuren_site.apps.EditingDeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "markdownx",
    "reversion",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "policies",
    "policies.diagnosis",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "xiaojuren_site.middleware.BrowserPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "xiaojuren_site.middleware.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "xiaojuren_site.urls"
STYLEGUIDE = DEBUG  # whether /styleguide/ is there, for those who build the site
WSGI_APPLICATION = "xiaojuren_site.wsgi.application"
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
                "policies.presentation.edition.edition",
            ],
            "libraries": {
                "charts": "policies.presentation.templatetags.charts",
                "printing": "policies.presentation.templatetags.printing",
            },
            "builtins": [
                "policies.presentation.templatetags.policy",
                "policies.presentation.templatetags.addresses",
                "policies.presentation.templatetags.basis",
                "policies.presentation.templatetags.notes",
            ],
        },
    },
]

# What it stores
DATABASES = {"default": environment.database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIR = BASE_DIR / "fixtures"
BACKUP_DIR = environment.directory("BACKUP_DIR", DATA_DIR / "backups", mode=0o700)

# Static files: hashed, compressed, immutable
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"  # built, not stored: a container carries it in its image
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "xiaojuren_site.static_files.CompactStaticFilesStorage"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Public pages: kept as bytes in each worker (policies/page_cache)
PAGE_CACHE_BYTES = 32 * 1024 * 1024
SHARED_CACHE_SECONDS = 10  # how long a CDN may answer by itself; browsers always ask

# Language and time
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# Security: files only, no inline script or style, admin included
HTTPS = SITE_URL.startswith("https://")  # gunicorn believes X-Forwarded-Proto of TRUSTED_PROXIES
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "policies.diagnosis.views.csrf_failed"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # bytes of a form
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DESK_BODY_BYTES = 11 * 1024 * 1024  # of an import, whose file may have 10 MB
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Who works at the desk, and how they sign in (see xiaojuren_site/accounts)
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it refuses what is locked
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "policies.admin.accounts.forms.LengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ADMIN_PATH = environment.admin_path()
LOGIN_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_COOKIE_AGE = 8 * 3600  # seconds without work at the desk
REQUIRE_SECOND_FACTOR = environment.flag("REQUIRE_SECOND_FACTOR", default=HTTPS)
ACCOUNT_ADAPTER = "policies.admin.accounts.adapters.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # what a sign-in asks for; none is open
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # the cookie goes with the browser
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # seconds until the password is asked for once more
ACCOUNT_RATE_LIMITS = False  # failures are counted below, for all processes together
ACCOUNT_FORMS = {
    "login": "policies.admin.accounts.forms.SignInForm",
    "reauthenticate": "policies.admin.accounts.forms.PasswordForm",
}
MFA_ADAPTER = "policies.admin.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "policies.admin.accounts.forms.CodeForm",
    "reauthenticate": "policies.admin.accounts.forms.CodeAgainForm",
    "activate_totp": "policies.admin.accounts.forms.FirstCodeForm",
}
MFA_TOTP_ISSUER = "小巨人政策专题站"
MFA_TOTP_TOLERANCE = 1  # periods of 30 seconds that a telephone's clock may be off
MFA_RECOVERY_CODES_SHOW_ONCE = True
AXES_FAILURE_LIMIT = 5  # of one account from one address
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_HANDLER = "policies.admin.accounts.lockout.FrugalHandler"
AXES_LOCKOUT_CALLABLE = "policies.admin.accounts.lockout.locked_out"
AXES_CLIENT_IP_CALLABLE = "policies.admin.accounts.lockout.sender_address"
AXES_SENSITIVE_PARAMETERS = [
    "username", "ip_address", "login", "code", "next", "csrfmiddlewaretoken",
]  # fmt: skip
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False  # locks are lifted on the pages of the accounts
AXES_VERBOSE = False

# Markdown: one sanitised rendering for preview and page
MARKDOWNX_MARKDOWNIFY_FUNCTION = "policies.presentation.markdown.render_markdown"
MARKDOWNX_URLS_PATH = f"/{ADMIN_PATH}/markdown-preview/"

# E-mail
vars().update(environment.email(DATA_DIR))
EMAIL_TIMEOUT = 30  # seconds, per socket operation
SERVER_EMAIL = vars()["DEFAULT_FROM_EMAIL"]
ERROR_EMAIL = environment.addresses("ERROR_EMAIL") if environment.text("ERROR_EMAIL") else []
DIAGNOSIS_RECIPIENTS = environment.addresses("DIAGNOSIS_RECIPIENTS", "xinjiegou@126.com")
CONTACT_EMAIL = "xinjiegou@126.com"

# The public face: what stands in the footer, and how the open data may be used
FILING_NUMBERS = environment.filing_numbers()
DATA_LICENCE = "知识共享 署名 4.0（CC BY 4.0）"
DATA_LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"

# Publishing: what readers may do
PREVIEW_LINK_DAYS = 14  # how long a secret link shows the site of a coming day
CORRECTIONS_OPEN_PER_FACT = 30  # more reports of one fact tell nothing new
CORRECTIONS_PER_DAY = 300  # of all facts together

# Verification: when facts are due again, and how their links are checked
REVIEW_AFTER_DAYS = 365
LINK_CHECK_SECONDS = 15.0  # for one link, whatever it takes
LINK_CHECK_PAUSE_SECONDS = 2.0  # between two pages of one host

# Diagnosis: what its pages promise, and how its mail is delivered
CONSENT_VERSION = "2026-11"  # of the notice that enterprises agree to
REPLY_WITHIN_WORKING_DAYS = 3
ACKNOWLEDGE_SUBMISSIONS = True  # a receipt by mail to the enterprise, once per address and day
POSTS_PER_ADDRESS = 60  # of the 诊断表 in 10 minutes; an office shares one address
SUBMISSIONS_PER_ADDRESS = 20  # stored in an hour
SUBMISSIONS_PER_USCC = 10  # stored in a day
FORM_SHORTEST_SECONDS = 2  # from showing the form to submitting it; programs are quicker
RETENTION_DAYS_AFTER_CLOSING = 180
RETENTION_DAYS_AFTER_SUBMISSION = 365
ACCESS_RECORD_RETENTION_DAYS = 730  # who looked at, exported or deleted what
BACKUP_RETENTION_DAYS = 30
DELIVERY_RETRY_MINUTES: list[float] = [0, 2, 5, 15, 30, 60, 120, 240, 480, 720, 1440, 1440]
DELIVERY_RETRY_JITTER = 0.2  # up to a fifth longer, so that waiting messages spread
DELIVERY_LEASE_SECONDS = 600  # longer than several socket operations of EMAIL_TIMEOUT
DELIVERY_POLL_SECONDS = 2.0
DELIVERY_HEARTBEAT_SECONDS = 20.0
DELIVERY_MOST_PER_WINDOW = 20  # what 126 and 163 take without complaint
DELIVERY_WINDOW_MINUTES = 15
DELIVERY_PAUSE_MINUTES: float = 15  # after a refused login or account, until it is tried again
HEALTH_OLDEST_WAITING = timedelta(hours=1)
HEALTH_WORKER_SILENT = timedelta(minutes=2)
HEALTH_LOWEST_FREE_MEGABYTES = 500
HEALTH_BACKUP_AGE = timedelta(days=2)
DIGEST_HOUR = 8  # of Asia/Shanghai, when the daily digest is due

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "xiaojuren_site.logging.JsonLines"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json"},
        "mail": {
            "class": "policies.diagnosis.delivery.error_mail.ErrorMail",
            "formatter": "json",
            "level": "ERROR",
        },
    },
    "root": {"handlers": ["console", "mail"], "level": "INFO"},
    # 4xx stand in the access log already, there without the tokens that paths carry.
    "loggers": {"django.request": {"level": "ERROR"}, "axes": {"level": "WARNING"}},
}
