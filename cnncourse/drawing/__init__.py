"""Pictures of networks, drawn from a `blueprint.Summary` without allocating weights.

`draw_network` draws one network to scale, `compare_layers` charts the cost of every layer of
several networks, and `compare_accuracy` charts accuracy against cost. Each returns a
`matplotlib.figure.Figure`.
"""

from cnncourse.drawing.charts import compare_accuracy, compare_layers
from cnncourse.drawing.network_picture import draw_network

__all__ = ["compare_accuracy", "compare_layers", "draw_network"]
