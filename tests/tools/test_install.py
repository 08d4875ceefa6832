"""Any machine with a package index: pip's settings count for uv too, and the locks name no address."""

import re

import pytest

from tools import install
from tools.ground import ROOT

LOCKS = (
    "requirements.txt",
    "requirements-dev.txt",
    "tools/uv.txt",
    "tools/node.txt",
    "package-lock.json",
    ".npmrc",
)


@pytest.fixture
def bare(monkeypatch):
    for name in ("UV_INDEX", "UV_DEFAULT_INDEX", "UV_FIND_LINKS", "SSL_CERT_FILE", "UV_INDEX_STRATEGY"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_pip_settings_reach_uv_in_its_own_words(bare):
    spoken = install.uv_environment(
        {
            "index-url": "https://mirror.example/simple",
            "extra-index-url": "file:///a/simple\nfile:///b/simple",
            "find-links": "/wheels /more",
            "cert": "/etc/ca.pem",
        }
    )
    assert spoken["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert spoken["UV_INDEX"] == "file:///a/simple file:///b/simple"
    assert spoken["UV_FIND_LINKS"] == "/wheels,/more"
    assert spoken["SSL_CERT_FILE"] == "/etc/ca.pem"
    assert spoken["UV_PYTHON_DOWNLOADS"] == "never"


def test_what_is_set_for_uv_itself_wins(bare):
    bare.setenv("UV_DEFAULT_INDEX", "https://own.example/simple")
    assert "UV_DEFAULT_INDEX" not in install.uv_environment({"index-url": "https://other.example/simple"})


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_an_address(lock):
    assert re.findall(r"https?://\S+|file:/\S+", (ROOT / lock).read_text()) == []


@pytest.mark.parametrize("lock", [lock for lock in LOCKS if lock.endswith(".txt")])
def test_every_locked_package_has_its_hash(lock):
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_runtime_lock_is_part_of_the_development_lock():
    def pins(name: str) -> set[str]:
        return {
            line.rstrip(" \\") for line in (ROOT / name).read_text().splitlines() if re.match(r"\w", line)
        }

    assert pins("requirements.txt") - pins("requirements-dev.txt") == set()
