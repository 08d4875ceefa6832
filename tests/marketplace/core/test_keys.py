"""The server's keys are made once, whoever comes first, and are for nobody else."""

import json
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from marketplace.core.keys import KeysUnusable, load_keys
from marketplace.core.signing import public_text

ROOT = Path(__file__).parents[3]
SHOW = "import sys; from marketplace.core.keys import load_keys; print(load_keys(sys.argv[1]).kek.hex())"


def test_the_keys_stay_the_same(tmp_path):
    first, second = load_keys(tmp_path), load_keys(tmp_path)
    assert len(first.kek) == 32
    assert (first.kek, public_text(first.public)) == (second.kek, public_text(second.public))


def test_each_house_has_its_own(tmp_path):
    assert load_keys(tmp_path / "one").kek != load_keys(tmp_path / "two").kek


def test_the_file_is_for_its_owner_to_read_and_nobody_to_write(tmp_path):
    load_keys(tmp_path)
    assert [(file.name, stat.S_IMODE(file.stat().st_mode)) for file in tmp_path.iterdir()] == [
        ("keys.json", 0o400)
    ]


def test_many_threads_at_once_get_the_same_keys(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        keks = set(pool.map(lambda _: load_keys(tmp_path / "new").kek, range(64)))
    assert len(keks) == 1
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["keys.json"]


def test_many_processes_at_once_get_the_same_keys(tmp_path):
    command = [sys.executable, "-c", SHOW, str(tmp_path)]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    keks = {process.communicate(timeout=60)[0].strip() for process in started}
    assert keks == {load_keys(tmp_path).kek.hex()}


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o600 | 0o020])
def test_a_file_open_to_others_is_refused(tmp_path, mode):
    load_keys(tmp_path)
    (tmp_path / "keys.json").chmod(mode)
    with pytest.raises(KeysUnusable, match="0400"):
        load_keys(tmp_path)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"kek": "zz", "signing": ""}', json.dumps({"kek": "00", "signing": "00"})]
)
def test_a_damaged_file_is_refused_and_never_replaced(tmp_path, text):
    file = tmp_path / "keys.json"
    file.write_text(text)
    file.chmod(0o400)
    with pytest.raises(KeysUnusable):
        load_keys(tmp_path)
    assert file.read_text() == text


def test_printed_keys_show_no_secret(tmp_path):
    keys = load_keys(tmp_path)
    assert repr(keys) == "Keys()"
