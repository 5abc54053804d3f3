# %% sliding_window_view and einsum
from numpy.lib.stride_tricks import sliding_window_view


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    N, C_out, (KH, KW) = len(x), len(w), w.shape[2:]
    if x.shape[1] != groups * w.shape[1] or C_out % groups:
        raise ValueError("the channels do not fit")
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    span = dh * (KH - 1) + 1, dw * (KW - 1) + 1
    windows = sliding_window_view(padded, span, axis=(2, 3))[:, :, ::sh, ::sw, ::dh, ::dw]
    windows = windows.reshape(N, groups, -1, *windows.shape[2:])
    filters = w.reshape(groups, C_out // groups, *w.shape[1:])
    out = np.einsum("ngchwuv,gfcuv->ngfhw", windows, filters)
    out = out.reshape(N, C_out, *out.shape[3:])
    if b is not None:
        out = out + b.reshape(1, -1, 1, 1)
    return out, (x, w, b, stride, padding, dilation, groups)


# %% a matrix product for each group, with helpers of its own
def columns_of(x, KH, KW, sh, sw, dh, dw):
    OH = (x.shape[2] - dh * (KH - 1) - 1) // sh + 1
    OW = (x.shape[3] - dw * (KW - 1) - 1) // sw + 1
    if OH < 1 or OW < 1:
        raise ValueError("the kernel does not fit")
    rows = np.arange(KH)[:, None, None, None] * dh + np.arange(OH)[:, None] * sh
    columns = np.arange(KW)[:, None, None] * dw + np.arange(OW) * sw
    picked = x[:, :, rows, columns]  # (N, C, KH, KW, OH, OW)
    return picked.reshape(len(x), -1, OH * OW), OH, OW


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    ph, pw = pair(padding)
    x_padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    if x.shape[1] / groups != w.shape[1]:
        raise ValueError("channels")
    maps = []
    for block, filters in zip(np.split(x_padded, groups, axis=1), np.split(w, groups), strict=True):
        columns, OH, OW = columns_of(block, *w.shape[2:], *pair(stride), *pair(dilation))
        product = filters.reshape(len(filters), -1) @ columns
        maps.append(product.reshape(len(x), len(filters), OH, OW))
    out = np.concatenate(maps, axis=1)
    cache = x, w, b, stride, padding, dilation, groups
    if b is None:
        return out, cache
    return out + b[None, :, None, None], cache


# %% the functions of the earlier exercises, one channel at a time
def spread(kernel, dh, dw):
    KH, KW = kernel.shape
    out = np.zeros((dh * (KH - 1) + 1, dw * (KW - 1) + 1))
    out[::dh, ::dw] = kernel
    return out


def conv2d_forward(x, w, b, *, stride=1, padding=0, dilation=1, groups=1):
    if x.shape[1] != groups * w.shape[1] or len(w) % groups:
        raise ValueError("channels")
    (sh, sw), (dh, dw) = pair(stride), pair(dilation)
    padded = pad2d(x, padding)
    per_group = w.shape[0] // groups
    images = []
    for image in padded:
        maps = []
        for f, weights in enumerate(w):
            first = f // per_group * w.shape[1]
            total = 0 if b is None else b[f]
            for c, kernel in enumerate(weights):
                total = total + cross_correlate2d(image[first + c], spread(kernel, dh, dw))
            maps.append(total[::sh, ::sw])
        images.append(maps)
    return np.array(images), (x, w, b, pair(stride), pair(padding), pair(dilation), groups)
