"""The same settings, plus what makes tests fast and self-contained.

DATABASE_URL and REDIS_URL choose the size under test; unset, it is the embedded one.
"""

import os
import tempfile

os.environ["EMBEDDED"] = "true"
os.environ["SECRET_KEY"] = "tests"
os.environ["DEBUG"] = "false"
os.environ["HTTPS"] = "false"
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="phoihop-tests-")

from .settings import *  # noqa: E402, F403

STATIC_ROOT.mkdir(parents=True)  # noqa: F405 - WhiteNoise warns where it is missing

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
