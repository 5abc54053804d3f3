"""The weights of the live figure `book/live/digit`: eight bits each, in a script of text."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np

from cnncourse import models

BOOK = Path(__file__).resolve().parents[2]
FILE = BOOK / "live" / "digit" / "weights.js"
LAYERS = ("c1", "c3", "c5", "f6", "output")
HEAD = """/* LeNet-5, trained on MNIST; written by book/figures/lenet/digit.py, which says how.
 * weight[k, ...] = scales[k] * (signed byte); a pixel p from 0 to 1 enters as (p - mean) / std. */
const digitWeights = """


def pack(state, mean, std):
    """Round every filter's weights to multiples of 1/127 of its largest, and write them as text.

    Parameters
    ----------
    state : mapping of str to ndarray
        As `models.lenet5(nn).state_dict()`.
    mean, std : float
        Of the training set's pixels, from 0 to 1.

    Returns
    -------
    str
        A script that defines `digitWeights`.
    """
    layers = {}
    for name in LAYERS:
        w, b = state[f"{name}.weight"], state[f"{name}.bias"]
        rows = w.reshape(len(w), -1)
        scales = np.array([f"{scale:.6g}" for scale in np.abs(rows).max(axis=1) / 127], dtype=float)
        steps = np.clip(np.round(rows / scales[:, np.newaxis]), -127, 127).astype(np.int8)
        layers[name] = {
            "shape": list(w.shape),
            "scales": scales.tolist(),
            "bias": [float(f"{value:.6g}") for value in b],
            "bytes": base64.b64encode(steps.tobytes()).decode(),
        }
    contents = {"mean": round(mean, 6), "std": round(std, 6), "layers": layers}
    return f"{HEAD}{json.dumps(contents)};\n"


def read():
    """Read the committed weights.

    Returns
    -------
    state : dict of str to ndarray of float64
        For `models.lenet5(nn).load_state_dict`.
    mean, std : float
    """
    contents = json.loads(FILE.read_text(encoding="utf-8").removeprefix(HEAD).rstrip(";\n"))
    state = {}
    for name, layer in contents["layers"].items():
        steps = np.frombuffer(base64.b64decode(layer["bytes"]), np.int8)
        rows = steps.reshape(layer["shape"][0], -1) * np.array(layer["scales"])[:, np.newaxis]
        state[f"{name}.weight"] = rows.reshape(layer["shape"])
        state[f"{name}.bias"] = np.array(layer["bias"])
    return state, contents["mean"], contents["std"]


def network(nn):
    """Build the figure's network with the committed weights.

    Returns
    -------
    network, mean, std
    """
    state, mean, std = read()
    net = models.lenet5(nn, image_size=28)
    net.load_state_dict(state)
    return net.eval(), mean, std
