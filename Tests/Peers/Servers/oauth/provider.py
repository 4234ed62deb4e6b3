"""An OpenID provider around django-oauth-toolkit, with the user alice (password secret), a public
client `ferry` for the device flow, and a confidential one `mail` that may ask about tokens.

    provider.py DIRECTORY URL prepare           makes the database
    provider.py DIRECTORY URL 127.0.0.1:PORT    serves there what others reach at URL

OAUTH_SECONDS is the life of an access token.
"""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.urls import include, path

directory, url, task = Path(sys.argv[1]), sys.argv[2], sys.argv[3]

settings.configure(
    SECRET_KEY="of tests alone",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    LOGIN_REDIRECT_URL="/o/device/",
    LOGGING={
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"log": {"class": "logging.StreamHandler"}},
        "loggers": {"django.request": {"handlers": ["log"]}},
    },
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": directory / "provider.db",
            "OPTIONS": {"timeout": 30},
        }
    },
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "oauth2_provider",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.locmem.Loader",
                        {
                            "registration/login.html": "<form method=post>{% csrf_token %}"
                            "{{ form.as_p }}<button>Log in</button></form>"
                        },
                    ),
                    "django.template.loaders.app_directories.Loader",
                ],
                "context_processors": ["django.template.context_processors.request"],
            },
        }
    ],
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True,
        "OIDC_RSA_PRIVATE_KEY": (directory / "provider.key").read_text(),
        "SCOPES": {"openid": "who you are", "contacts": "your contacts"},
        "ACCESS_TOKEN_EXPIRE_SECONDS": int(os.environ.get("OAUTH_SECONDS") or 3600),
        "ROTATE_REFRESH_TOKEN": True,
        "OAUTH_DEVICE_VERIFICATION_URI": url + "/o/device/",
        "OAUTH_DEVICE_VERIFICATION_URI_COMPLETE": lambda code: f"{url}/o/device/?user_code={code}",
        "DEVICE_FLOW_INTERVAL": 1,
    },
)
django.setup()

from django.contrib.auth.views import LoginView  # noqa: E402  Django has to be set up first.

urlpatterns = [
    path("accounts/login/", LoginView.as_view()),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
]


def prepare():
    from django.contrib.auth.models import User
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0)
    User.objects.create_user("alice", password="secret")
    Application.objects.create(
        name="The export",
        client_id="ferry",
        client_type=Application.CLIENT_PUBLIC,
        authorization_grant_type=Application.GRANT_DEVICE_CODE,
        client_secret="",
    )
    Application.objects.create(
        name="The mail server",
        client_id="mail",
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        client_secret="secret",
    )


if task == "prepare":
    prepare()
else:
    call_command("runserver", task, use_reloader=False, skip_checks=True)
