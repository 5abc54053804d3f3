"""torchvision's published weights: names, shapes, and the outputs of the networks."""

from __future__ import annotations

import subprocess
import sys
from copy import deepcopy
from urllib.error import URLError

import numpy as np
import pytest
import torch
from torchvision_twins import COLUMNS, NAMES, RESNETS, twin

from cnncourse import models, nn, torch_nn
from cnncourse.models.torch_published import FILES, load_published
from cnncourse.models.torchvision_weights import NETWORKS

PARTS = 32  # the tests keep this fraction of torchvision's channels
ALEXNET = {
    "features.0.weight": (64, 3, 11, 11),
    "features.0.bias": (64,),
    "features.3.weight": (192, 64, 5, 5),
    "features.3.bias": (192,),
    "features.6.weight": (384, 192, 3, 3),
    "features.6.bias": (384,),
    "features.8.weight": (256, 384, 3, 3),
    "features.8.bias": (256,),
    "features.10.weight": (256, 256, 3, 3),
    "features.10.bias": (256,),
    "classifier.1.weight": (4096, 9216),
    "classifier.1.bias": (4096,),
    "classifier.4.weight": (4096, 4096),
    "classifier.4.bias": (4096,),
    "classifier.6.weight": (1000, 4096),
    "classifier.6.bias": (1000,),
}
# A selection of keys of every kind, with their shapes, and the total number of keys.
KEYS = {
    "alexnet_torchvision": (16, ALEXNET),
    "vgg11": (
        22,
        {
            "features.0.weight": (64, 3, 3, 3),
            "features.18.bias": (512,),
            "classifier.0.weight": (4096, 25088),
            "classifier.3.bias": (4096,),
            "classifier.6.weight": (1000, 4096),
        },
    ),
    "vgg16": (32, {"features.28.weight": (512, 512, 3, 3), "classifier.6.bias": (1000,)}),
    "vgg19": (38, {"features.34.weight": (512, 512, 3, 3)}),
    "vgg16_bn": (
        97,
        {
            "features.1.weight": (64,),
            "features.1.running_mean": (64,),
            "features.1.num_batches_tracked": (),
            "features.40.weight": (512, 512, 3, 3),
            "features.41.running_var": (512,),
        },
    ),
    "resnet18": (
        122,
        {
            "conv1.weight": (64, 3, 7, 7),
            "bn1.running_var": (64,),
            "layer1.0.conv1.weight": (64, 64, 3, 3),
            "layer1.1.bn2.bias": (64,),
            "layer2.0.downsample.0.weight": (128, 64, 1, 1),
            "layer2.0.downsample.1.num_batches_tracked": (),
            "layer4.1.conv2.weight": (512, 512, 3, 3),
            "fc.weight": (1000, 512),
            "fc.bias": (1000,),
        },
    ),
    "resnet34": (218, {"layer3.5.conv2.weight": (256, 256, 3, 3)}),
    "resnet50": (
        320,
        {
            "layer1.0.conv1.weight": (64, 64, 1, 1),
            "layer1.0.conv3.weight": (256, 64, 1, 1),
            "layer1.0.downsample.0.weight": (256, 64, 1, 1),
            "layer4.2.bn3.weight": (2048,),
            "fc.weight": (1000, 2048),
        },
    ),
    "resnet152": (932, {"layer3.35.bn3.running_mean": (1024,)}),
}


def shapes(state):
    return {key: tuple(value.shape) for key, value in state.items()}


@pytest.mark.parametrize("name", NAMES)
def test_names_and_shapes_of_the_whole_network_agree_with_torchvision(name):
    with torch.device("meta"):  # nothing is allocated
        ours, theirs = models.find(name)(torch_nn), twin(name)
    found = shapes(ours.state_dict())
    assert list(found.items()) == list(shapes(theirs.state_dict()).items())
    count, some = KEYS.get(name, (None, {}))
    assert count in (None, len(found))
    assert some.items() <= found.items()


def small(name, engine, **options):
    size = {"image_size": 224} if not name.startswith("resnet") else {}
    return models.find(name)(engine, num_classes=5, width=1 / PARTS, **size, **options)


def trained(name):
    """Return a small twin whose weights and statistics differ from the initial ones."""
    torch.manual_seed(3)
    net = twin(name, PARTS, classes=5)
    for value in [*net.parameters(), *net.buffers()]:
        if value.is_floating_point():
            value.data += torch.rand_like(value) * 0.1
        else:
            value += 7
    return net.eval()


@pytest.mark.parametrize("name", NAMES)
def test_a_network_with_torchvisions_weights_agrees_with_torchvision(name):
    theirs = trained(name)
    size = 64 if name in RESNETS else 224
    x = np.random.default_rng(0).standard_normal((2, 3, size, size)).astype(np.float32)
    with torch.no_grad():
        expected = theirs(torch.tensor(x)).numpy()
    assert np.abs(expected[0] - expected[1]).max() > 1e-6
    scale = np.abs(expected).max()
    for engine, read in ((nn, lambda out: out), (torch_nn, lambda out: out.detach().numpy())):
        net = small(name, engine).eval()
        assert models.load_torchvision(net, theirs.state_dict()) is net
        out = read(net(x if engine is nn else torch.tensor(x)))
        np.testing.assert_allclose(out, expected, rtol=0, atol=1e-5 * scale)


@pytest.mark.parametrize("engine", [nn, torch_nn])
@pytest.mark.parametrize(
    ("convert", "close"),
    [
        (lambda value: value, 0),
        (lambda value: value.numpy(), 0),
        (torch.nn.Parameter, 0),
        (lambda value: value.double(), 0),
        (lambda value: value.bfloat16(), 2**-8),
        (lambda value: value.half(), 2**-10),
    ],
)
def test_weights_may_be_tensors_or_arrays_of_any_precision(engine, convert, close):
    theirs = {
        key: convert(value) if value.is_floating_point() else value
        for key, value in trained("resnet18").state_dict().items()
    }
    net = models.load_torchvision(small("resnet18", engine), theirs)
    state = net.state_dict()
    first = np.asarray(state["conv1.weight"])
    assert first.dtype == np.float32
    expected = trained("resnet18").conv1.weight.detach().numpy()
    np.testing.assert_allclose(first, expected, rtol=close)
    assert int(state["bn1.num_batches_tracked"]) == 7


@pytest.mark.parametrize("engine", [nn, torch_nn])
def test_every_mismatch_is_named_and_nothing_is_changed(engine):
    net, state = small("resnet18", engine), dict(trained("resnet18").state_dict())
    before = deepcopy(net.state_dict())
    del state["bn1.weight"], state["layer2.0.downsample.1.running_mean"]
    state["head.bias"] = torch.zeros(5)
    state["fc.weight"] = torch.zeros(1000, 16)
    state["layer1.0.conv1.weight"] = torch.zeros(2, 2, 1, 1)
    message = (
        r"the weights do not fit resnet18: missing bn1.weight; "
        r"missing layer2.0.downsample.1.running_mean; unexpected head.bias; "
        r"layer1.0.conv1.weight has shape \(2, 2, 1, 1\) instead of \(2, 2, 3, 3\); "
        r"fc.weight has shape \(1000, 16\) instead of \(5, 16\)$"
    )
    with pytest.raises(ValueError, match=message):
        models.load_torchvision(net, state)
    for key, value in net.state_dict().items():
        np.testing.assert_array_equal(value, before[key])


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("resnet18", "resnet34"),
        ("resnet50", "resnet101"),
        ("resnet34", "resnet50"),
        ("vgg16", "vgg16_bn"),
        ("vgg16", "vgg19"),
        ("vgg11_bn", "vgg11"),
        ("alexnet_torchvision", "vgg11"),
        ("resnet18", "alexnet_torchvision"),
    ],
)
def test_weights_of_another_architecture_raise_an_error_that_names_it(name, other):
    with torch.device("meta"):
        net, state = models.find(name)(torch_nn), twin(other).state_dict()
    message = f"^the weights are those of torchvision's {other}, not of {name}$"
    with pytest.raises(ValueError, match=message):
        models.load_torchvision(net, state)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: models.plain20(nn), r"net is not one of the networks that torchvision publishes"),
        (
            lambda: models.resnet18(nn, width=0.1, shortcut="C"),
            r"they are: alexnet_torchvision, vg",
        ),
        (lambda: models.alexnet(nn, width=0.02), r"not one of the networks"),
        (
            lambda: models.resnet50(nn, width=0.02, stride_in="1x1"),
            r'torchvision\'s resnet50 is that of stride_in="3x3", not "1x1"',
        ),
        (
            lambda: small("vgg16_c", nn),
            r"do not fit vgg16: features.14.weight has shape \(8, 8, 3, 3\) instead of \(8,",
        ),
    ],
)
def test_a_network_that_torchvision_lacks_raises_an_error(make, message):
    with pytest.raises(ValueError, match=message):
        models.load_torchvision(make(), trained("vgg16").state_dict())


def test_old_files_without_counts_of_batches_load():
    state = trained("resnet18").state_dict()
    state = {key: value for key, value in state.items() if "num_batches" not in key}
    net = models.load_torchvision(small("resnet18", nn), state)
    assert net.bn1.num_batches_tracked == 0
    np.testing.assert_array_equal(net.bn1.running_var, state["bn1.running_var"])


def test_published_weights_load_from_a_file(tmp_path):
    theirs, path = trained("vgg11"), tmp_path / "weights.pth"
    torch.save(theirs.state_dict(), path)
    for engine in (nn, torch_nn):
        net = small("vgg11", engine)
        assert load_published(net, path) is net
        weight = np.asarray(net.state_dict()["features.0.weight"])
        np.testing.assert_array_equal(weight, theirs.features[0].weight.detach())


def damaged(path):
    torch.save(trained("resnet18").state_dict(), path)
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (damaged, r"weights.pth: not a file of weights that torch can read: "),
        (lambda path: path.write_bytes(b""), r"weights.pth: not a file of weights that torch"),
        (lambda path: path.write_text("hello"), r"weights.pth: not a file of weights that torch"),
        (lambda path: torch.save(torch.nn.Linear(2, 2), path), r"weights.pth: not a file of weigh"),
        (
            lambda path: torch.save([torch.ones(2)], path),
            r"weights.pth: the weights do not fit resnet18: holds a list instead of",
        ),
        (
            lambda path: torch.save(trained("resnet34").state_dict(), path),
            r"weights.pth: the weights are those of torchvision's resnet34, not of resnet18",
        ),
    ],
)
def test_a_file_of_another_format_is_named(tmp_path, write, message):
    write(tmp_path / "weights.pth")
    net = small("resnet18", nn)
    before = net.state_dict()
    with pytest.raises(ValueError, match=message):
        load_published(net, tmp_path / "weights.pth")
    for key, value in net.state_dict().items():
        np.testing.assert_array_equal(value, before[key])


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nothing.pth"):
        load_published(small("resnet18", nn), tmp_path / "nothing.pth")


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """Give torch an empty cache and no network; record what is requested."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    asked = []

    def download(url, dst, hash_prefix=None, progress=True):
        asked.append((url, hash_prefix))
        raise URLError("no route to host")

    monkeypatch.setattr(torch.hub, "download_url_to_file", download)
    return asked, tmp_path / "hub" / "checkpoints"


def test_without_network_and_file_the_error_says_what_to_do(hub):
    asked, cache = hub
    message = (
        r"https://download.pytorch.org/models/resnet18-f37072fd.pth cannot be fetched "
        r"\(<urlopen error no route to host>\); without a network, get the file elsewhere and give "
        rf"its path, or put it at {cache}/resnet18-f37072fd.pth"
    )
    with pytest.raises(ConnectionError, match=message):
        load_published(small("resnet18", nn))
    assert asked == [("https://download.pytorch.org/models/resnet18-f37072fd.pth", "f37072fd")]


def test_a_file_in_the_cache_needs_no_network(hub):
    asked, cache = hub
    cache.mkdir(parents=True)
    theirs = trained("alexnet_torchvision")
    torch.save(theirs.state_dict(), cache / "alexnet-owt-7be5be79.pth")
    net = load_published(small("alexnet_torchvision", nn))
    np.testing.assert_array_equal(net.classifier[6].bias, theirs.classifier[6].bias.detach())
    assert asked == []


def test_a_file_is_fetched_once(hub, monkeypatch):
    theirs, fetched = trained("resnet18"), []

    def download(url, dst, hash_prefix=None, progress=True):
        fetched.append(url)
        torch.save(theirs.state_dict(), dst)

    monkeypatch.setattr(torch.hub, "download_url_to_file", download)
    for _ in range(2):
        net = load_published(small("resnet18", nn))
        np.testing.assert_array_equal(net.fc.bias, theirs.fc.bias.detach())
    assert len(fetched) == 1


def test_a_file_that_arrives_damaged_raises_an_error(hub, monkeypatch):
    def download(url, dst, hash_prefix=None, progress=True):
        raise RuntimeError("invalid hash value")

    monkeypatch.setattr(torch.hub, "download_url_to_file", download)
    with pytest.raises(ConnectionError, match=r"vgg11-8a719046.pth arrived damaged \(invalid hash"):
        load_published(small("vgg11", nn))


def test_every_network_has_its_file():
    assert set(FILES) == {model.__name__ for model in NETWORKS} == set(NAMES)
    assert all(file.startswith(name) for name, file in FILES.items() if "alexnet" not in name)
    assert set(COLUMNS) < set(FILES)


def test_models_do_not_import_torch():
    program = (
        "import sys\n"
        "from cnncourse import models, nn\n"
        "net = models.vgg11(nn, width=0.05, image_size=32)\n"
        "models.published()\n"
        "try: models.load_torchvision(net, {})\n"
        "except ValueError: pass\n"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
