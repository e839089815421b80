"""The report as one page: no script, nothing fetched, for a phone, a screen or paper."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.evaluation.curves import BINS, Point, Rejection, Scope
from bot.evaluation.figures import FAMILIES
from bot.evaluation.report import Report, write_json
from bot.evaluation.svg import Axis, Series, chart, heat_map
from bot.evaluation.verdicts import Verdict
from nlu.decision import OUT_OF_SCOPE

_NAMES = [name.replace(OUT_OF_SCOPE, "none") for name in FAMILIES]


def keep(report: Report, out: Path) -> Path:
    """Write the page to a folder, and the figures beside it for other programs; the page's path."""
    (out / "report.json").write_text(write_json(report), encoding="utf-8")
    page = out / "report.html"
    page.write_text(write_page(report), encoding="utf-8")
    return page


def write_page(report: Report) -> str:
    """The page."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"percent": _percent, "points": _points}
    page = environment.get_template("report.html")
    return page.render(
        report=report,
        ours=report.ours,
        detail=report.ours.detail,
        scope=report.ours.clean.scope,
        verdicts=list(Verdict),
        bins=BINS,
        pictures=_pictures(report),
    )


def _percent(value: float, digits: int = 1) -> str:
    return f"{100 * value:.{digits}f}\u00a0%"


def _points(here: float, clean: float) -> str:
    """The change in percentage points."""
    return f"{100 * (here - clean):+.1f}".replace("-", "−")


def _pictures(report: Report) -> dict[str, Markup]:
    detail, scope = report.ours.detail, report.ours.clean.scope
    drawn = {
        "families": heat_map(_NAMES, detail.families),
        "risk": _risk(report),
        "calibration": _calibration(report),
        "scope": _scope(scope) if scope else "",
    }
    return {name: Markup(picture) for name, picture in drawn.items()}  # escaped where it is drawn


def _risk(report: Report) -> str:
    risk = report.ours.detail.risk
    highest = max(point.y for point in (*risk.curve, risk.served))
    series = [
        Series("if only the surest were answered", risk.curve, "first"),
        Series("as it is served", (risk.served,), "second", dots=True, line=False),
    ]
    return chart(Axis("share of all lines answered"), Axis("wrong among them", highest), series)


def _calibration(report: Report) -> str:
    bins = report.ours.detail.calibration.bins
    series = [
        Series("perfect", (Point(0, 0), Point(1, 1)), "guide"),
        Series(
            "the model",
            tuple(Point(one.confidence, one.accuracy) for one in bins),
            "first",
            dots=True,
        ),
    ]
    return chart(Axis("how sure the model says it is"), Axis("how often it is right"), series)


def _scope(scope: Scope) -> str:
    styles = {"near": "second", "far": "first", "all": "third"}
    shown = scope.kinds[1:] or scope.kinds  # near and far, where the data tells them apart
    series = [Series(f"{one.kind}, by score", one.curve, styles[one.kind]) for one in shown]
    series += [_served(scope, one, styles[one.kind]) for one in shown]
    return chart(Axis("lines in scope let in"), Axis("lines out of scope turned away"), series)


def _served(scope: Scope, kind: Rejection, style: str) -> Series:
    point = Point(scope.served.value, kind.served.value)
    return Series(f"{kind.kind}, as served", (point,), style, dots=True, line=False)
