"""Pictures of networks, drawn from a `blueprint.Summary`: no weight is allocated.

`draw_network` draws one network to scale, `compare_layers` what its layers cost beside those of
others, and `compare_accuracy` what accuracy costs. Each gives a `matplotlib.figure.Figure`.
"""

from cnncourse.drawing.charts import compare_accuracy, compare_layers
from cnncourse.drawing.network_picture import draw_network

__all__ = ["compare_accuracy", "compare_layers", "draw_network"]
