"""Cuts a style sheet down to the rules whose classes somebody names.

Careful rather than small: a class stays when its name stands anywhere in a page, a script or the Python
code, also in a comment. A name that a page puts together ("bg-" ~ colour, status-{{ state }}) keeps all
classes that begin so. Rules without classes (elements, variables) always stay.
"""

import re
from collections.abc import Iterable, Iterator

WORD = re.compile(r"[A-Za-z][\w/:.-]*|-[a-z][\w-]*")
CLASS = re.compile(r"\.(-?(?:[A-Za-z_]|\\.)(?:[\w-]|\\.)*)")
#: The charset must come first, the licence must stay.
TOP = re.compile(r"(?:@charset[^;]*;)?\s*(?:/\*!.*?\*/)?", re.DOTALL)
STRING = re.compile(r""""[^"]*"|'[^']*'""")
NOT = re.compile(r":not\([^()]*(?:\([^()]*\)[^()]*)*\)")


def words(texts: Iterable[str]) -> set[str]:
    """Everything that could be a class name; one that ends in a hyphen stands for all that begin with it."""
    found: set[str] = set()
    for text in texts:
        for word in WORD.findall(text):
            found.update((word, *re.split(r"[/:.]", word)))
    return found


def cut(css: str, used: set[str]) -> str:
    """The style sheet without rules nobody can meet."""
    beginnings = tuple(word for word in used if len(word) > 2 and word.endswith("-"))
    first = TOP.match(css)
    top = first.group() if first else ""
    bare = re.sub(r"/\*.*?\*/", "", css.removeprefix(top), flags=re.DOTALL)
    return top + "".join(kept(bare, used, beginnings))


def kept(css: str, used: set[str], beginnings: tuple[str, ...]) -> Iterator[str]:
    """Rule by rule; blocks such as @media are entered and vanish when nothing in them stays."""
    for head, body in rules(css):
        if body is None:
            yield head
        elif head.lstrip().startswith(("@media", "@supports", "@layer", "@container")):
            inner = "".join(kept(body, used, beginnings))
            if inner.strip():
                yield f"{head}{{{inner}}}"
        elif head.lstrip().startswith("@"):
            yield f"{head}{{{body}}}"
        else:
            meant = [one for one in selectors(head) if can_match(one, used, beginnings)]
            if meant:
                yield f"{','.join(meant)}{{{body}}}"


def can_match(selector: str, used: set[str], beginnings: tuple[str, ...]) -> bool:
    """Every class the selector asks for is one that somebody names."""
    asked = (re.sub(r"\\(.)", r"\1", name) for name in CLASS.findall(NOT.sub("", STRING.sub("", selector))))
    return all(name in used or name.startswith(beginnings) for name in asked)


def rules(css: str) -> Iterator[tuple[str, str | None]]:
    """(head, body) of each rule of one level; a statement without a body has None."""
    begin = at = 0
    while at < len(css):
        if css[at] in "\"'":
            at = past_string(css, at)
        elif css[at] == ";":
            at += 1
            yield css[begin:at], None
            begin = at
        elif css[at] == "{":
            end = block_end(css, at)
            yield css[begin:at], css[at + 1 : end]
            begin = at = end + 1
        else:
            at += 1


def block_end(css: str, at: int) -> int:
    """Where the block that opens at `at` closes."""
    depth = 0
    while at < len(css):
        if css[at] in "\"'":
            at = past_string(css, at)
            continue
        depth += {"{": 1, "}": -1}.get(css[at], 0)
        if depth == 0:
            return at
        at += 1
    raise ValueError("a block of the style sheet is not closed")


def past_string(css: str, at: int) -> int:
    """The first character behind the string that begins at `at`."""
    end = at + 1
    while css[end] != css[at]:
        end += 2 if css[end] == "\\" else 1
    return end + 1


def selectors(head: str) -> Iterator[str]:
    """The selectors of a rule, parted at commas that stand in no bracket."""
    begin = depth = 0
    for at, letter in enumerate(head):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            yield head[begin:at].strip()
            begin = at + 1
    yield head[begin:].strip()
