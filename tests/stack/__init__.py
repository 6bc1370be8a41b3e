"""Real servers for tests: the start commands of `deploy/` and `manage.py serve`."""
