# %% einsum
def residual_block_backward(dout, cache):
    x, w1, hidden, w2, total = cache
    d = np.where(total > 0, dout, 0)
    dw2 = np.einsum("nm,nd->md", hidden, d)
    inside = np.where(hidden > 0, np.einsum("nd,md->nm", d, w2), 0)
    dw1 = np.einsum("nd,nm->dm", x, inside)
    return np.einsum("nm,dm->nd", inside, w1) + d, dw1, dw2


# %% image by image
def residual_block_backward(dout, cache):
    x, w1, hidden, w2, total = cache
    dx, dw1, dw2 = np.zeros_like(x), np.zeros_like(w1), np.zeros_like(w2)
    for n in range(len(x)):
        d = dout[n] * (total[n] > 0)
        dw2 += np.outer(hidden[n], d)
        inside = (w2 @ d) * (hidden[n] > 0)
        dw1 += np.outer(x[n], inside)
        dx[n] = w1 @ inside + d
    return dx, dw1, dw2
