"""The pages' templates, compiled once per language.

Every sentence of a page that holds no blank is put into the compiled template as text: rendering looks up
nothing. Everything else (blanks, plurals, labels) is asked in the reader's language when it is drawn.
"""

from __future__ import annotations

from typing import Any

from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from marketplace.core import i18n

ASKED = {"_", "gettext"}


class Pages(Environment):
    """Jinja's environment with a set of templates for each language."""

    language = ""  # of this set; the first environment has none and hands out the sets

    def get_template(self, name: str | Template, parent: str | None = None, globals: Any = None) -> Template:  # noqa: A002 (jinja's name)
        """The template in the language being spoken; its parents and macros come from the same set."""
        if self.language:
            return super().get_template(name, parent, globals)
        return self._set_of(i18n.locale()).get_template(name, parent, globals)

    def _set_of(self, language: str) -> Pages:
        sets: dict[str, Pages] = self.__dict__.setdefault("sets", {})
        if language not in sets:
            made: Any = self.overlay()
            made.language = language
            sets[language] = made
        return sets[language]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.language:
            Said(self.language).visit(tree)
        return tree


class Said(NodeTransformer):
    """Puts the sentences of one language in the place of `_("…")`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        """`_("…")` is the sentence itself, `_("… %(n)s", n=…)` the sentence with its blanks filled in."""
        self.generic_visit(node)
        asked = isinstance(node.node, nodes.Name) and node.node.name in ASKED
        if not asked or len(node.args) != 1 or not isinstance(node.args[0], nodes.Const):
            return node
        sentence = nodes.Const(Markup(i18n.said(node.args[0].value, self.language)), lineno=node.lineno)  # noqa: S704 # nosec B704 - our own words
        if "%" not in sentence.value:
            return sentence
        blanks = [nodes.Pair(nodes.Const(blank.key), blank.value) for blank in node.kwargs]
        return nodes.Mod(sentence, nodes.Dict(blanks, lineno=node.lineno), lineno=node.lineno)

