"""Checkpoints are restored exactly, or reported as damaged."""

from __future__ import annotations

import numpy as np
import pytest

from cnncourse.common.files import replacing
from cnncourse.runs import checkpoint
from cnncourse.runs.checkpoint import Checkpoint, Damaged


@pytest.fixture
def kept():
    state = {
        "weights/conv1.weight": np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
    }
    return Checkpoint({"model": "lenet5"}, [{"epoch": 1, "train_loss": 0.1 + 0.2}], state)


def test_a_checkpoint_is_restored_bit_for_bit(tmp_path, kept):
    checkpoint.save(tmp_path / "c.npz", kept)
    found = checkpoint.load(tmp_path / "c.npz")
    assert found.run == kept.run and found.history == kept.history
    assert found.state.keys() == kept.state.keys()
    for name, value in kept.state.items():
        assert found.state[name].dtype == value.dtype
        np.testing.assert_array_equal(found.state[name], value)
    assert [path.name for path in tmp_path.iterdir()] == ["c.npz"]


def test_a_file_truncated_anywhere(tmp_path, kept):
    path = tmp_path / "c.npz"
    checkpoint.save(path, kept)
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        with pytest.raises(Damaged, match="c.npz is not a readable checkpoint"):
            checkpoint.load(path)


def test_a_byte_changed_anywhere_is_found_or_harmless(tmp_path, kept):
    path = tmp_path / "c.npz"
    checkpoint.save(path, kept)
    whole, found = path.read_bytes(), 0
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            back = checkpoint.load(path)
        except Damaged:
            found += 1
        else:  # a date in the archive's headers, for example
            assert back.run == kept.run and back.history == kept.history
            for name, value in back.state.items():
                np.testing.assert_array_equal(value, kept.state["weights/conv1.weight"], name)
    assert found > len(whole) / 2


def test_an_error_names_the_file_itself(tmp_path, kept):
    path = tmp_path / "missing" / "c.npz"
    with pytest.raises(FileNotFoundError) as error:
        checkpoint.save(path, kept)
    assert error.value.filename == str(path)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x80\x04N.", b"\x93NUMPY\x01\x00"])
def test_a_file_that_is_not_a_checkpoint(tmp_path, content):
    path = tmp_path / "c.npz"
    path.write_bytes(content)
    with pytest.raises(Damaged):
        checkpoint.load(path)


def test_nothing_is_unpickled(tmp_path):
    np.savez(tmp_path / "c.npz", about=np.array([{"version": 1}], dtype=object))
    with pytest.raises(Damaged):
        checkpoint.load(tmp_path / "c.npz")


def test_another_version(tmp_path, kept, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(checkpoint, "VERSION", 99)
        checkpoint.save(tmp_path / "c.npz", kept)
    with pytest.raises(Damaged, match="c.npz is a checkpoint of version 99, not 4"):
        checkpoint.load(tmp_path / "c.npz")


def test_a_checkpoint_from_before_layers_had_names(tmp_path, kept, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(checkpoint, "VERSION", 3)
        checkpoint.save(tmp_path / "c.npz", kept)
    message = r"c.npz is a checkpoint of version 3, not 4 \(its layers are numbered, not named\)$"
    with pytest.raises(Damaged, match=message):
        checkpoint.load(tmp_path / "c.npz")


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_an_interrupted_write_leaves_the_old_file(tmp_path, error):
    path = tmp_path / "file.txt"
    path.write_text("old")
    with pytest.raises(error), replacing(path) as temporary:
        temporary.write_text("half of the n")
        raise error
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_checkpoint(tmp_path):
    with pytest.raises(FileNotFoundError):
        checkpoint.load(tmp_path / "c.npz")
