"""The pages' templates, compiled once per language.

Every sentence of a page that holds no blank is put into the compiled template as text: rendering looks up
nothing. Everything else (blanks, plurals, labels) is asked in the reader's language when it is drawn.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

from marketplace.core import i18n

ASKED = {"_", "gettext"}


def written(value: object) -> str:
    """A value as it stands in a page, escaped unless it is HTML: the shortest way, it is used most."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[return-value]
    if kind is str:
        return _escape_inner(value)  # type: ignore[arg-type]
    if kind is int:
        return str(value)
    return str(escape(value))


class Here(Context):
    """What a page knows. Macros and plain functions, nearly all that it calls, are called at once."""

    def call(self, *args: Any, **known: Any) -> Any:
        """Call the first argument with the others."""
        thing = args[0]
        kind = type(thing)
        if kind is Macro:
            known.pop("_block_vars", None)
            known.pop("_loop_vars", None)
            return thing(self.eval_ctx, *args[1:], **known)
        if kind is FunctionType and not hasattr(thing, "jinja_pass_arg"):
            known.pop("_block_vars", None)
            known.pop("_loop_vars", None)
            return thing(*args[1:], **known)
        return super().call(*args, **known)


class Page(Template):
    """A compiled template. One that is imported is run once; Jinja would ask at each import whether the page
    brought globals of its own, which ours never do."""

    @classmethod
    def _from_namespace(cls, environment: Any, namespace: Any, globals: Any) -> Template:  # noqa: A002 (jinja's name)
        namespace["escape"] = written  # generated code escapes only what it writes
        return super()._from_namespace(environment, namespace, globals)

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class Pages(Environment):
    """Jinja's environment with a set of templates for each language."""

    template_class = Page
    context_class = Here
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
