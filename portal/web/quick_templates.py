"""Templates whose expressions cost less to write out: escaped text, without an object that says so.

Jinja wraps every escaped value into a ``Markup`` that is thrown away at once; on a page of two hundred
inputs the wrapping takes a third of the rendering. What is escaped, and how, stays MarkupSafe's: only
the wrapping is left out, so nothing can be forgotten by whoever writes a template.
"""

from typing import Any

from flask.templating import Environment
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr

try:
    from markupsafe._speedups import _escape_inner
except ImportError:
    from markupsafe._native import _escape_inner


def written(value: Any) -> str:
    """*value* as it may stand in HTML: escaped, unless it says itself that it is HTML."""
    if type(value) is str:
        return _escape_inner(value)
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

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("written = environment.written")


class QuickEnvironment(Environment):
    """Flask's environment with the quicker code."""

    code_generator_class = QuickCode
    written = staticmethod(written)
