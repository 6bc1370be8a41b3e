"""manage.py with the Celery app of the tests: python -m tests.stack.manage serve"""

import sys

from django.core.management import execute_from_command_line

from . import app  # noqa: F401

execute_from_command_line(sys.argv)
