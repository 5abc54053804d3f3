"""Changes of images, in torch: the functions of `changes`, on any device.

Arguments other than the images are numpy arrays, as drawn. Results equal those of `changes` up to
rounding. All functions process whole batches, without loops over images.
"""

from __future__ import annotations

import torch
from torch.nn import functional


def affine(images, matrices, moves, *, fill=0.0):
    """Apply an affine map to every image, as `changes.affine` does."""
    H, W = images.shape[2:]
    matrices, moves = number(matrices, images), number(moves, images)
    down = torch.arange(H, device=images.device) - (H - 1) / 2 - moves[:, :1]  # (N, H)
    right = torch.arange(W, device=images.device) - (W - 1) / 2 - moves[:, 1:]  # (N, W)

    def where(axis, size):
        # In torch's units: -1 and 1 are the outer edges of the first and of the last pixel.
        a, b = matrices[:, axis, 0, None], matrices[:, axis, 1, None]
        return ((a * down)[:, :, None] + (b * right)[:, None]) * (2 / size)

    grid = torch.stack([where(1, W), where(0, H)], dim=-1)  # (N, H, W, 2): x, y
    # Positions in bfloat16 would be off by a tenth of a pixel, so short dtypes are converted.
    ink = images.to(grid.dtype) - fill  # zero outside the image
    return (functional.grid_sample(ink, grid, align_corners=False) + fill).to(images.dtype)


def crop(images, offsets, pad, *, fill=0.0):
    """Pad the images, and crop each at its own offset, as `changes.crop` does."""
    N, C, H, W = images.shape
    padded = functional.pad(images, (pad, pad, pad, pad), value=fill)
    windows = padded.unfold(2, H, 1).unfold(3, W, 1)  # (N, C, 2*pad+1, 2*pad+1, H, W)
    offsets = torch.as_tensor(offsets, device=images.device)
    places = torch.arange(N, device=images.device)
    return windows[places, :, offsets[:, 0], offsets[:, 1]]


def flip(images, chosen):
    """Mirror the chosen images left to right, as `changes.flip` does."""
    chosen = torch.as_tensor(chosen, device=images.device)
    return torch.where(chosen[:, None, None, None], images.flip(-1), images)


def cutout(images, centres, size, *, fill=0.0):
    """Cover a square of every image, as `changes.cutout` does."""
    H, W = images.shape[2:]
    start = torch.as_tensor(centres - size // 2, device=images.device)
    down = torch.arange(H, device=images.device) - start[:, :1]  # (N, H), from the square's edge
    right = torch.arange(W, device=images.device) - start[:, 1:]  # (N, W)
    down, right = (down >= 0) & (down < size), (right >= 0) & (right < size)
    return images.masked_fill(down[:, None, :, None] & right[:, None, None], fill)


def jitter(images, brightness, contrast, saturation):
    """Change brightness, contrast and saturation, as `changes.jitter` does."""

    def each(values):
        return number(values, images)[:, None, None, None]

    grey = images.mean(dim=1, keepdim=True)
    mean = grey.mean(dim=(2, 3), keepdim=True)
    grey_out = each(contrast) * (grey - mean) + mean + each(brightness)
    out = grey_out + each(contrast * saturation) * (images - grey)
    return out.to(images.dtype)


def lighting(images, shifts):
    """Add one colour to all pixels of each image, as `changes.lighting` does."""
    return (images + number(shifts, images)[:, :, None, None]).to(images.dtype)


def number(values, images):
    """Convert an array to a tensor on the images' device, in their dtype but at least float32."""
    dtype = torch.promote_types(images.dtype, torch.float32)
    return torch.as_tensor(values, dtype=dtype).to(images.device)
