"""First half of every command: any Python 3.11+ brings up the environment, then goes on inside it."""

import os
import sys

from tools import install
from tools.ground import PYTHON, Trouble, say

HELP = """./manage run                 start the market at http://127.0.0.1:8000 (MARKETPLACE_PORT)
./manage test [pytest …]     all tests, on SQLite and on PostgreSQL, then in the browser
./manage check               style, types, architecture, migrations, translations
./manage bench [name …]      measure
./manage trust [name …]      attack the product and count
./manage flask …             the application's own commands, for example: ./manage flask audit verify
./manage setup               only bring environment and front-end files up to date
./manage lock                for maintainers: write the lock files anew"""

WITH_TESTS = {"test", "check", "bench", "trust"}
COMMANDS = {"run", "flask", "setup", "lock", *WITH_TESTS}


def main(words: list[str]) -> int:
    """Set up, then hand over to `tools.commands` in the environment."""
    if not words or words[0] not in COMMANDS:
        say(HELP)
        return 0 if words and words[0] in {"help", "-h", "--help"} else 2
    try:
        install.ready(with_tests=words[0] in WITH_TESTS)
    except Trouble as trouble:
        say(f"\n{trouble}")
        return 1
    except KeyboardInterrupt:
        return 130
    os.environ.pop("PYTHONHOME", None)
    # Every process of the market loads a thousand modules: uncompiled that takes four times as long.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return os.execv(PYTHON, [str(PYTHON), "-m", "tools.commands", *words])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
