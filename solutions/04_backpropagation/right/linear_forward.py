# %% einsum
def linear_forward(x, w, b):
    out = np.einsum("nd,kd->nk", x, w)
    return (out if b is None else out + b), (x, w, b)


# %% loops
def linear_forward(x, w, b):
    out = np.zeros((len(x), len(w)))
    for n, row in enumerate(x):
        for k, weights in enumerate(w):
            out[n, k] = (row * weights).sum() + (0 if b is None else b[k])
    return out, (x, w, b)
