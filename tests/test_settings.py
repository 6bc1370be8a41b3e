import os
import re
import subprocess
import sys

import pytest

from tests.stack.servers import ROOT

PROVINCE = {
    "EMBEDDED": "false",
    "SECRET_KEY": "một khóa chỉ dùng trong phép thử này",
    "ALLOWED_HOSTS": "phoihop.tinh.gov.vn",
    "DATABASE_URL": "postgres://phoihop@db/phoihop",
    "REDIS_URL": "redis://redis",
}


def start(**variables):
    """What reading the settings says in a fresh process; empty if they are accepted."""
    # Empty rather than absent, so that a .env of the tree cannot fill them in.
    return subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | PROVINCE | variables,
        capture_output=True,
        text=True,
    ).stderr


# A fresh process each, because settings are read once: about half a second.
@pytest.mark.parametrize("name", sorted(set(PROVINCE) - {"EMBEDDED"}))
def test_a_province_does_not_start_without(name):
    assert f"Thiếu biến môi trường {name}" in start(**{name: ""})


def test_a_province_starts_with_its_variables():
    assert start() == ""


def test_a_province_does_not_start_with_the_sample_key():
    sample = re.search(r"^SECRET_KEY=(.+)$", example(), re.M)[1]
    assert "SECRET_KEY đang là khóa mẫu" in start(SECRET_KEY=sample)


def test_every_variable_of_the_settings_is_in_the_example():
    code = (ROOT / "config/settings.py").read_text()
    read = re.findall(r'(?:\benv(?:\.\w+)?|\brequired)\(\s*"([A-Z_]+)"', code)
    listed = re.findall(r"^#?([A-Z_]+)=", example(), re.M)
    assert len(set(read)) >= 15
    assert set(read) <= set(listed)


def example():
    return (ROOT / ".env.example").read_text()


def test_a_province_does_not_show_its_code_on_error_pages():
    assert "DEBUG=true" in start(DEBUG="true")
