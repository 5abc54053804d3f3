# %% einsum
def linear_backward(dout, cache):
    x, w, b = cache
    db = np.einsum("nk->k", dout) if b is not None else None
    return np.einsum("nk,kd->nd", dout, w), np.einsum("nk,nd->kd", dout, x), db


# %% one example at a time
def linear_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(len(w))
    for n in range(len(x)):
        for k in range(len(w)):
            dx[n] += dout[n, k] * w[k]
            dw[k] += dout[n, k] * x[n]
            db[k] += dout[n, k]
    return dx, dw, None if b is None else db
