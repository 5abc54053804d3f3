"""Charts that compare networks: the cost of their layers, and accuracy against cost."""

from __future__ import annotations

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator

from cnncourse.drawing.blocks import kind_of
from cnncourse.drawing.colours import FAINT, GRID, INK, KIND, OTHER_KIND

QUANTITIES = (
    ("activation memory in MB", "activation_bytes", 1e6, "MB"),
    ("parameters in millions", "parameters", 1e6, "million parameters"),
    ("multiply-adds in millions", "multiply_adds", 1e6, "million multiply-adds"),
)


def compare_layers(summaries):
    """Chart the cost of every layer of several networks: memory, parameters and multiply-adds.

    Parameters
    ----------
    summaries : dict of str to blueprint.Summary
        Keyed by the name of the network; each network is a column.

    Returns
    -------
    matplotlib.figure.Figure
        Every panel has its own scale; its title is the total, which makes networks comparable. The
        costs of activations, norms and sums are added to the preceding layer.

    Raises
    ------
    ValueError
        If `summaries` is empty.
    """
    if not summaries:
        raise ValueError("summaries is empty: there is no network to draw")
    count = len(summaries)
    figure = Figure(figsize=(0.8 + 3.4 * count, 6.6), layout="constrained", facecolor="white")
    figure.get_layout_engine().set(wspace=0.04, hspace=0.04)
    grid = figure.subplots(len(QUANTITIES), count, squeeze=False)
    for column, (name, summary) in enumerate(summaries.items()):
        kinds, costs = _costs(summary)
        colours = [KIND.get(kind, OTHER_KIND) for kind in kinds]
        for axes, (label, quantity, unit, word) in zip(grid[:, column], QUANTITIES, strict=True):
            values = [cost[quantity] / unit for cost in costs]
            axes.bar(range(1, len(values) + 1), values, color=colours, width=0.84)
            axes.set_xlim(0.2, len(values) + 0.8)
            axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
            _tidy(axes)
            axes.set_title(f"{_short(sum(values))} {word}", loc="right", fontsize=9.5, color=INK)
            if column == 0:
                axes.set_ylabel(label, color=INK, fontsize=9.5)
        grid[0, column].set_title(name, loc="left", fontsize=12, weight="bold", color=INK)
        grid[-1, column].set_xlabel("layer, from image to output", color=INK, fontsize=9)
    _key(figure, summaries)
    return figure


def _costs(summary):
    """List the kinds of the drawn layers and their costs, each including the undrawn layers after
    it."""
    kinds, costs = [], []
    for row in summary.layers:
        cost = {quantity: getattr(row, quantity) for _, quantity, *_ in QUANTITIES}
        if kind_of(row) or not costs:
            kinds.append(kind_of(row))
            costs.append(cost)
        else:
            costs[-1] = {name: costs[-1][name] + cost[name] for name in cost}
    return kinds, costs


def _short(number):
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"


def _key(figure, summaries):
    kinds = dict.fromkeys(kind for summary in summaries.values() for kind in _costs(summary)[0])
    handles = [
        Patch(color=KIND.get(kind, OTHER_KIND), label=kind or "other")
        for kind in sorted(kinds, key=lambda kind: kind or "~")
    ]
    figure.legend(
        handles=handles, loc="outside lower center", ncols=len(handles), frameon=False, fontsize=9
    )


def compare_accuracy(points, *, highlight=(), title="", note=""):
    """Chart accuracy against operations, with circle areas proportional to the parameters.

    Parameters
    ----------
    points : list of (str, float, float, float)
        Name, multiply-adds per image, parameters, top-1 accuracy in percent.
    highlight : list of str
        Names of points to draw in another colour.
    title : str
    note : str
        How the accuracy was measured, and by whom; printed below the chart.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If `points` is empty.

    Notes
    -----
    After Canziani, Paszke and Culurciello, "An analysis of deep neural network models for
    practical applications", 2016, figure 2.
    """
    if not points:
        raise ValueError("points is empty: there is no network to draw")
    figure = Figure(figsize=(8.4, 5.4), layout="constrained", facecolor="white")
    axes = figure.subplots()
    area = 9.0  # square points per million parameters
    placed = []
    for name, operations, parameters, accuracy in sorted(points, key=lambda p: -p[2]):
        x, y = operations / 1e9, accuracy
        colour = KIND["pooling" if name in highlight else "convolution"]
        axes.scatter(x, y, s=area * parameters / 1e6, color=colour, alpha=0.28, linewidth=0)
        axes.scatter(x, y, s=9, color=colour, linewidth=0)
        placed.append((x, y, name))
    _tidy(axes)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_xscale("log")
    axes.margins(x=0.16, y=0.14)
    axes.minorticks_off()
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_xlabel("billions of multiply-adds per image", color=INK)
    axes.set_ylabel("top-1 accuracy in percent", color=INK)
    axes.set_title(title, loc="left", color=INK, fontsize=12, weight="bold")
    for million in (5, 50, 150):
        axes.scatter([], [], s=area * million, color=OTHER_KIND, alpha=0.6, label=f"{million} M")
    axes.legend(
        title="parameters",
        loc="lower right",
        frameon=False,
        labelspacing=2.0,
        borderpad=1.6,
        handletextpad=1.8,
    )
    _write_names(figure, axes, placed)
    if note:
        figure.supxlabel(note, fontsize=7.5, color=FAINT, x=0.01, ha="left")
    return figure


def _write_names(figure, axes, placed):
    """Write every name beside its point, without covering another name or point."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # lays the axes out
    renderer = canvas.get_renderer()
    taken = []
    dots = axes.transData.transform([(x, y) for x, y, _ in placed])
    around = ((6, 0, "left"), (-6, 0, "right"), (0, 9, "center"), (0, -9, "center"))
    corners = ((6, 9, "left"), (6, -9, "left"), (-6, 9, "right"), (-6, -9, "right"))
    for x, y, name in sorted(placed, key=lambda point: -point[1]):
        for right, up, align in around + corners:
            text = axes.annotate(
                name,
                (x, y),
                (right, up),
                textcoords="offset points",
                ha=align,
                va="center",
                fontsize=8,
                color=INK,
            )
            box = text.get_window_extent(renderer)
            free = not any(box.overlaps(other) for other in taken)
            if free and not any(box.contains(*dot) for dot in dots):
                break
            text.remove()
        else:
            text = axes.annotate(name, (x, y), (6, 0), textcoords="offset points", fontsize=8)
        taken.append(text.get_window_extent(renderer))


def _tidy(axes):
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(colors=INK, length=0, labelsize=8.5)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)
