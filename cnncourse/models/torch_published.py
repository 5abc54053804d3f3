"""Weights that torchvision publishes, from a file or from the network. This part needs torch."""

from __future__ import annotations

import warnings
from pathlib import Path

import torch

from cnncourse.models.torchvision_weights import architecture, load_torchvision

ADDRESS = "https://download.pytorch.org/models/"

# Trained on ImageNet, torchvision's IMAGENET1K_V1. A name holds the beginning of the file's
# SHA-256.
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
    """Give a network the weights that torchvision publishes for it.

        net = load_published(models.resnet18(nn))

    Parameters
    ----------
    net : network
        One of torchvision's architectures, built with `cnncourse.nn` or `cnncourse.torch_nn`.
    path : path, optional
        A file of such weights, as `torch.save(model.state_dict(), path)` writes it. If omitted,
        the published file is fetched into torch's cache, or read from there.

    Returns
    -------
    network
        `net` itself. It expects images with red, green and blue from 0 to 1, less the means
        0.485, 0.456, 0.406, divided by 0.229, 0.224, 0.225.

    Raises
    ------
    ConnectionError
        If the file is neither in the cache nor to be had from the network; the message says where
        to get it, and where to put it.
    FileNotFoundError
        If there is no file at `path`.
    ValueError
        If the file is damaged or something else, or its weights are those of another network:
        one line that names the file. Nothing is changed then.
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
                warnings.simplefilter("ignore")  # about files of other programs
                return torch.load(file, map_location="cpu", weights_only=True)
        except Exception:  # of a dozen kinds, and torch's texts advise to trust the file
            raise ValueError(
                "not a file of weights that torch can read: it is damaged or something else, or "
                "holds Python objects, which are not loaded because they can run any code; "
                "torch.save(net.state_dict(), path) writes one"
            ) from None


def _fetched(file):
    """Give the path of a published file in torch's cache, where torchvision, too, looks for it."""
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
            raise ConnectionError(f"{ADDRESS}{file} came damaged ({error}); try again") from error
    return path
