"""The table the bench prints. Owns its layout, not its figures."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Line:
    """One measure: the portal's figure, the floor's (or blank), their ratio, the target, whether it is met."""

    measure: str
    portal: str
    floor: str = ""
    ratio: str = ""
    target: str = ""
    met: bool | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The cells of the line as they are printed."""
        met = "" if self.met is None else "yes" if self.met else "NO"
        return (self.measure, self.portal, self.floor, self.ratio, self.target, met)


HEAD = ("measure", "portal", "floor", "ratio", "target", "met")


def table(lines: list[Line]) -> str:
    """*lines* under their heads, columns aligned; figures to the right."""
    rows = [HEAD, *(line.texts for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    head, *body = (_row(row, widths) for row in rows)
    return "\n".join([head, "-" * (sum(widths) + 2 * (len(widths) - 1)), *body])


def _row(texts: tuple[str, ...], widths: list[int]) -> str:
    first, *others = (
        text.ljust(width) if column == 0 else text.rjust(width)
        for column, (text, width) in enumerate(zip(texts, widths, strict=True))
    )
    return "  ".join([first, *others]).rstrip()


def at_least(measure: str, portal: list[float], floor: list[float], target: float) -> Line:
    """A rate against the floor's, paired by round: medians, and the median of the rounds' ratios."""
    ratio = median(one / other for one, other in zip(portal, floor, strict=True))
    return Line(
        measure,
        f"{median(portal):.1f}",
        f"{median(floor):.1f}",
        f"{ratio:.0%}",
        f">= {target:.0%}",
        ratio >= target,
    )


def beside(measure: str, portal: list[float], floor: list[float], unit: str) -> Line:
    """A figure beside the floor's, without a target: medians and their ratio."""
    one, other = median(portal), median(floor)
    ratio = f"{one / other:.1f} x" if other else ""
    return Line(measure, f"{one:.1f} {unit}", f"{other:.1f} {unit}", ratio)


def at_most(measure: str, portal: float, target: float, unit: str = "") -> Line:
    """A figure with an upper bound and no floor."""
    figure = f"{portal:.0f}" if portal == int(portal) else f"{portal:.1f}"
    return Line(measure, f"{figure} {unit}".rstrip(), target=f"<= {target:g} {unit}".rstrip(), met=portal <= target)
