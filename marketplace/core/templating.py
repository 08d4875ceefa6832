"""The pages' templates, compiled once per language.

Every sentence of a page is put into the compiled template as text, its blanks as values between the pieces:
rendering looks up nothing. Plurals and labels are asked in the reader's language when they are drawn. What a
list draws a hundred times (pieces of `drawing`, addresses, attributes) is called without detours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import FunctionType
from typing import Any

from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame, optimizeconst
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

from marketplace.core import i18n

ASKED = {"_", "gettext"}
# functions that templates call by these names and nothing else may bear
DIRECT = {
    "icon", "badge", "state_badge", "secrecy_badge", "deadline", "money", "date", "when", "asset", "url_for",
}  # fmt: skip
BLANK = re.compile(r"%(?:\((\w+)\)s|(%))")


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


class Code(CodeGenerator):
    """Jinja's compiler, its three dearest habits left out."""

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """A block hands its text on in one piece; Jinja passes each scrap through every level of pages."""
        plain = frame.buffer is None and not (node.scoped or node.required)
        if not plain or frame.toplevel:
            super().visit_Block(node, frame)
        else:
            self.writeline(f"yield concat(context.blocks[{node.name!r}][0](context))", node)

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """An attribute, asked at once; what has none of that name is looked into as Jinja does."""
        self.write("(_v if (_v := getattr((_o := ")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing else environment.entry(_o, {node.attr!r}))")


class Pages(Environment):
    """Jinja's environment with a set of templates for each language."""

    code_generator_class = Code
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

    def entry(self, thing: Any, name: str) -> Any:
        """What a mapping holds under this name: the second half of Jinja's `getattr`."""
        try:
            return thing[name]
        except (TypeError, LookupError, AttributeError):
            return self.undefined(obj=thing, name=name)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.language:
            Said(self.language).visit(tree)
        return tree


class Said(NodeTransformer):
    """Puts one language's sentences in the place of `_("…")`, straight calls in the place of `DIRECT`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 - Jinja's name
        """A sentence with blanks that is written out becomes its pieces with the values between them."""
        node.nodes = [piece for one in node.nodes for piece in self._pieces(one)]
        self.generic_visit(node)
        return node

    def _pieces(self, node: nodes.Expr) -> Iterator[nodes.Expr]:
        sentence = self._sentence(node)
        values = {blank.key: blank.value for blank in node.kwargs} if isinstance(node, nodes.Call) else {}
        names = [found[1] for found in BLANK.finditer(sentence or "") if found[1]]
        if not sentence or sorted(names) != sorted(values) or "%" in BLANK.sub("", sentence):
            yield node  # not a sentence, or one with blanks of another kind
            return
        for n, piece in enumerate(BLANK.split(sentence)):
            if n % 3 == 1 and piece:
                yield values[piece]
            elif piece:
                yield _text(piece, node.lineno)

    def _sentence(self, node: nodes.Node) -> str | None:
        if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
            return None
        if node.node.name not in ASKED or len(node.args) != 1 or not isinstance(node.args[0], nodes.Const):
            return None
        return i18n.said(node.args[0].value, self.language)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        """`_("…")` is the sentence itself, `_("… %(n)s", n=…)` the sentence with its blanks filled in."""
        self.generic_visit(node)
        said = self._sentence(node)
        if said is None:
            return _direct(node)
        sentence = _text(said, node.lineno)
        if "%" not in said:
            return sentence
        blanks = [nodes.Pair(nodes.Const(blank.key), blank.value) for blank in node.kwargs]
        return nodes.Mod(sentence, nodes.Dict(blanks, lineno=node.lineno), lineno=node.lineno)


def _text(words: str, lineno: int) -> nodes.Const:
    return nodes.Const(Markup(words), lineno=lineno)  # noqa: S704 # nosec B704 - our own words


def _direct(node: nodes.Call) -> nodes.Node:
    """Filters are called without asking what they are, and drawn while compiling where nothing can change."""
    if not isinstance(node.node, nodes.Name) or node.node.name not in DIRECT or not node.args:
        return node
    first, *more = node.args
    return nodes.Filter(
        first,
        f"direct.{node.node.name}",
        more,
        node.kwargs,
        node.dyn_args,
        node.dyn_kwargs,
        lineno=node.lineno,
    )
