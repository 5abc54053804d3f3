# %% sliding_window_view and einsum
from numpy.lib.stride_tricks import sliding_window_view


def cross_correlate2d(image, kernel):
    windows = sliding_window_view(image, kernel.shape)
    return np.einsum("ijuv,uv->ij", windows, kernel)


# %% loops over the kernel, not over the image
def cross_correlate2d(image, kernel):
    KH, KW = kernel.shape
    OH, OW = image.shape[0] - KH + 1, image.shape[1] - KW + 1
    if OH < 1 or OW < 1:
        raise ValueError("the kernel is larger than the image")
    out = np.zeros((OH, OW))
    for u in range(KH):
        for v in range(KW):
            out += kernel[u, v] * image[u : u + OH, v : v + OW]
    return out


# %% list comprehensions
def cross_correlate2d(image, kernel):
    (H, W), (KH, KW) = image.shape, kernel.shape
    if KH > H or KW > W:
        raise ValueError(f"{KH}x{KW} does not fit into {H}x{W}")
    return np.array(
        [
            [float((image[i : i + KH, j : j + KW] * kernel).sum()) for j in range(W - KW + 1)]
            for i in range(H - KH + 1)
        ]
    )
