"""A network for volumes is predicted by the accounting engine and agrees with torch."""

from __future__ import annotations

import numpy as np
from engines import assert_same_step, torch_twin

from cnncourse import blueprint, nn


def films(e):
    """A network of every layer for volumes."""
    return e.Sequential(
        conv1=e.Conv3d(2, 8, (3, 5, 3), (1, 2, 1), "valid", dilation=(2, 1, 1)),
        relu1=e.ReLU(),
        pool1=e.MaxPool3d((1, 2, 3), (1, 2, 2), ceil_mode=True),
        block=e.Residual(e.Conv3d(8, 8, 3, padding="same", groups=4), activation=e.PReLU(8)),
        pool2=e.AvgPool3d((3, 1, 2), 2, (1, 0, 1), count_include_pad=False),
        flatten=e.Flatten(),
        fc=e.Linear(32, 3),
    )


def test_a_network_for_volumes_is_predicted_and_agrees_with_torch():
    ours, shape = films(nn).to(np.float64), (2, 7, 12, 9)
    summary, shapes = blueprint.summarize(films(blueprint), shape), nn.shapes(ours, shape)
    assert all(row.output_shape == shapes[row.name] for row in summary.layers)
    rows = {row.name: row for row in summary.layers}
    assert rows["conv1"].output_shape == (8, 3, 4, 7)
    assert rows["conv1"].parameters == 8 * (2 * 3 * 5 * 3) + 8
    assert rows["conv1"].multiply_adds == (2 * 3 * 5 * 3) * (8 * 3 * 4 * 7)
    assert rows["conv1"].activation_bytes == 4 * (8 * 3 * 4 * 7)
    assert rows["conv1"].receptive_field == (5, 5, 3)
    assert rows["pool1"].receptive_field == (5, 7, 5)
    assert rows["pool2"].receptive_field == (5 + 2 + 2, 7 + 2 * 4, 5 + 2 * 2 + 2)
    assert summary.parameters == sum(value.size for value in ours.parameters())
    rng = np.random.default_rng(0)
    assert_same_step(
        ours, torch_twin(films, ours), rng.standard_normal((2, *shape)), rng=rng, close=1e-11
    )
