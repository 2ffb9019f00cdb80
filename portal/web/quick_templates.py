"""Templates whose expressions cost less: text is escaped without an object that says so, attributes are read directly.

Jinja wraps every escaped value into a ``Markup`` that is thrown away at once; on a page of two hundred
inputs the wrapping takes a third of the rendering. What is escaped, and how, stays MarkupSafe's: only
the wrapping is left out, so nothing can be forgotten by whoever writes a template. An attribute that is
there is read without the function around it; one that is not is still Jinja's to look for.
"""

from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from flask.templating import Environment
from jinja2.compiler import CodeGenerator, Frame, optimizeconst
from jinja2.environment import Template, TemplateModule
from jinja2.nodes import Expr, Getattr, Name
from jinja2.runtime import Context, Macro
from markupsafe import Markup

try:
    from markupsafe._speedups import _escape_inner
except ImportError:
    from markupsafe._native import _escape_inner


PLAIN = frozenset({FunctionType, MethodType, BuiltinFunctionType})


def written(value: Any) -> str:
    """*value* as it may stand in HTML: escaped, unless it says itself that it is HTML."""
    if type(value) is str:
        return _escape_inner(value)
    if type(value) is Markup:
        return value
    if hasattr(value, "__html__"):
        html: str = value.__html__()
        return html
    return _escape_inner(str(value))


class QuickCode(CodeGenerator):
    """Writes ``written(…)`` where Jinja would write ``escape(…)``."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("written(")

    @optimizeconst
    def visit_Getattr(self, node: Getattr, frame: Frame) -> None:  # noqa: N802  # the name that the visitor looks for
        if not _is_path(node.node):
            super().visit_Getattr(node, frame)
            return
        self.write("(found if (found := getattr(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r}, missing)) is not missing else environment.getattr(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r}))")

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("written = environment.written")


def _is_path(node: Expr) -> bool:
    """Whether *node* is a name or attributes of one: what can be read twice and be the same."""
    while isinstance(node, Getattr):
        node = node.node
    return isinstance(node, Name)


class QuickContext(Context):
    """A context that calls macros and plain functions without asking each at length what it wants to be given.

    A macro wants to know how to escape; a function or method that wants anything says so by one attribute.
    Whatever else can be called is still Jinja's to ask.
    """

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        if type(called) is Macro:
            args = (self.eval_ctx, *args)
        elif type(called) not in PLAIN or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return called(*args, **kwargs)


class QuickTemplate(Template):
    """A template whose macros are made once: the same for all templates that import them.

    Jinja compares the names of all globals at each import, as a template could have been loaded with more of
    them than the environment has; none of the portal's is.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class QuickEnvironment(Environment):
    """Flask's environment with the quicker code."""

    code_generator_class = QuickCode
    context_class = QuickContext
    template_class = QuickTemplate
    written = staticmethod(written)
