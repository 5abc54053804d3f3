"""Weights that torchvision publishes, from a file or the network. This module needs torch."""

from __future__ import annotations

import warnings
from pathlib import Path

import torch

from cnncourse.models.torchvision_weights import architecture, load_torchvision

ADDRESS = "https://download.pytorch.org/models/"

# Trained on ImageNet, torchvision's IMAGENET1K_V1. File names contain the start of their SHA-256.
FILES = {
    "alexnet_torchvision": "alexnet-owt-7be5be79.pth",
    "vgg11": "vgg11-8a719046.pth",
    "vgg13": "vgg13-19584684.pth",
    "vgg16": "vgg16-397923af.pth",
    "vgg19": "vgg19-dcbb9e9d.pth",
    "vgg11_bn": "vgg11_bn-6002323d.pth",
    "vgg13_bn": "vgg13_bn-abd245e5.pth",
    "vgg16_bn": "vgg16_bn-6c64b313.pth",
    "vgg19_bn": "vgg19_bn-c79401a0.pth",
    "resnet18": "resnet18-f37072fd.pth",
    "resnet34": "resnet34-b627a593.pth",
    "resnet50": "resnet50-0676ba61.pth",
    "resnet101": "resnet101-63fe2227.pth",
    "resnet152": "resnet152-394f9c45.pth",
}


def load_published(net, path=None):
    """Load the weights that torchvision publishes for a network.

        net = load_published(models.resnet18(nn))

    Parameters
    ----------
    net : network
        One of torchvision's architectures, built with `cnncourse.nn` or `cnncourse.torch_nn`.
    path : path, optional
        A file of such weights, as written by `torch.save(model.state_dict(), path)`. If omitted,
        the published file is read from torch's cache, and downloaded first if necessary.

    Returns
    -------
    network
        `net` itself. It expects images with red, green and blue from 0 to 1, minus the means
        0.485, 0.456, 0.406, divided by 0.229, 0.224, 0.225.

    Raises
    ------
    ConnectionError
        If the file is not in the cache and cannot be downloaded; the message says where to get it
        and where to put it.
    FileNotFoundError
        If there is no file at `path`.
    ValueError
        If the file is damaged, of another format or from another network. The message is one line
        that names the file, and the network is unchanged.
    """
    path = _fetched(FILES[architecture(net)]) if path is None else Path(path)
    try:
        return load_torchvision(net, _read(path))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _read(path):
    if path.is_dir():
        raise ValueError("a folder, not a file of weights")
    with open(path, "rb") as file:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # torch warns about other programs' files
                return torch.load(file, map_location="cpu", weights_only=True)
        except Exception:  # of many kinds, and torch's messages advise trusting the file
            raise ValueError(
                "not a file of weights that torch can read: it is damaged, has another format, or "
                "holds Python objects, which are not loaded because they can run any code; "
                "torch.save(net.state_dict(), path) writes one"
            ) from None


def _fetched(file):
    """Return the path of a published file in torch's cache, which torchvision uses too."""
    path = Path(torch.hub.get_dir()) / "checkpoints" / file
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        hash_prefix = path.stem.rpartition("-")[2]
        try:
            torch.hub.download_url_to_file(ADDRESS + file, str(path), hash_prefix)
        except OSError as error:
            raise ConnectionError(
                f"{ADDRESS}{file} cannot be fetched ({error}); without a network, get the file "
                f"elsewhere and give its path, or put it at {path}"
            ) from error
        except RuntimeError as error:
            raise ConnectionError(
                f"{ADDRESS}{file} arrived damaged ({error}); try again"
            ) from error
    return path
