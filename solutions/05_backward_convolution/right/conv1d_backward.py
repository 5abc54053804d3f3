# %% one weight at a time, all places at once
def conv1d_backward(dout, cache):
    x, w, b, stride, padding, dilation = cache
    L, K, OL = x.shape[2], w.shape[2], dout.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for k in range(K):
        places = k * dilation + stride * np.arange(OL)
        dpadded[:, :, places] += np.einsum("nfi,fc->nci", dout, w[:, :, k])
        dw[:, :, k] = np.einsum("nfi,nci->fc", dout, padded[:, :, places])
    return dpadded[:, :, padding : padding + L], dw, None if b is None else dout.sum((0, 2))


# %% zeros between, then a full convolution with the flipped filter
def conv1d_backward(dout, cache):
    x, w, b, stride, padding, dilation = cache
    (N, C, L), (F, _, K) = x.shape, w.shape
    span = dilation * (K - 1) + 1
    longer = np.zeros((N, F, L + 2 * padding - span + 1))
    longer[:, :, : dout.shape[2] * stride : stride] = dout
    wide = np.zeros((F, C, span))
    wide[:, :, ::dilation] = w
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(x, longer.shape[2], axis=2)
    dw = np.einsum("nckl,nfl->fck", windows, longer)[:, :, ::dilation]
    framed = np.pad(longer, ((0, 0), (0, 0), (span - 1, span - 1)))
    windows = np.lib.stride_tricks.sliding_window_view(framed, span, axis=2)
    dx = np.einsum("nfik,fck->nci", windows, wide[:, :, ::-1])[:, :, padding : padding + L]
    db = None if b is None else np.einsum("nfi->f", dout)
    return dx, dw, db
