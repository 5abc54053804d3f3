# %% sliding_window_view and einsum
from numpy.lib.stride_tricks import sliding_window_view


def conv1d_forward(x, w, b, *, stride=1, padding=0, dilation=1):
    if x.shape[1] != w.shape[1]:
        raise ValueError("channels")
    padded = np.pad(x, [(0, 0), (0, 0), (padding, padding)])
    span = dilation * (w.shape[2] - 1) + 1
    windows = sliding_window_view(padded, span, axis=2)[:, :, ::stride, ::dilation]
    out = np.einsum("nclk,fck->nfl", windows, w)
    if b is not None:
        out = out + b.reshape(1, -1, 1)
    return out, (x, w, b)


# %% loops over the kernel, one matrix product for each place in it
def conv1d_forward(x, w, b, *, stride=1, padding=0, dilation=1):
    N, C, L = x.shape
    K = w.shape[2]
    OL = (L + 2 * padding - dilation * (K - 1) - 1) // stride + 1
    if OL < 1 or w.shape[1] != C:
        raise ValueError("does not fit")
    zeros = np.zeros((N, C, padding))
    padded = np.concatenate([zeros, x, zeros], axis=2)
    out = np.zeros((N, w.shape[0], OL)) if b is None else np.tile(b[:, None], (N, 1, OL))
    out = out.astype(float)
    for k in range(K):
        places = k * dilation + stride * np.arange(OL)
        out += w[:, :, k] @ padded[:, :, places]
    return out, (x, w, b, stride, padding, dilation)
