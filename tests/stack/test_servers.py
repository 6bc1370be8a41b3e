"""What the start commands and the proxy promise. Each size starts once (ten seconds):
these are the commands of docker-compose.yml, which cannot itself run here."""

import re
import urllib.error
import urllib.request

import pytest

from tests.stack import services
from tests.stack.servers import ROOT


def get(url):
    try:
        return urllib.request.urlopen(url)
    except urllib.error.HTTPError as error:
        return error


def test_every_size_serves_its_style_sheets(running_site):
    with get(running_site.url + "/static/admin/css/base.css") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/css")


def test_no_stored_file_has_an_address_of_its_own(running_site):
    media = running_site.directory / "media"
    media.mkdir(exist_ok=True)
    (media / "bi-mat.txt").write_text("bí mật")
    for prefix in ("/media/", "/tep-noi-bo/", "/khong-phuc-vu-truc-tiep/"):
        with get(running_site.url + prefix + "bi-mat.txt") as answer:
            assert answer.status == 404


def test_the_health_check_of_the_container_passes(running_site):
    if running_site.size == "province":
        running_site.run("python", "deploy/check-web")


def test_compose_runs_the_commands_that_are_tested_here():
    compose = (ROOT / "docker-compose.yml").read_text()
    commands = set(re.findall(r'command: \["(deploy/\w+)"\]', compose))
    assert commands == {"deploy/web", "deploy/worker", "deploy/beat"}


def test_the_image_of_the_proxy_fills_in_its_whole_configuration():
    template = (ROOT / "deploy/nginx.conf.template").read_text()
    proxy = (ROOT / "Dockerfile").read_text().partition("AS proxy")[2]
    assert set(re.findall(r"\$\{(\w+)\}", template)) == set(
        re.findall(r"^(?:ENV)? +(\w+)=", proxy, re.M)
    )


@pytest.mark.parametrize(("found", "status"), [(True, 0), (False, 1)])
def test_the_pipeline_fails_where_a_server_is_missing(monkeypatch, found, status):
    monkeypatch.setattr(services, "REQUIRE_ALL", True)
    checks = {"redis": ("Redis", lambda: found)}
    monkeypatch.setattr(services, "CHECKS", checks)
    assert services.main([]) == status
