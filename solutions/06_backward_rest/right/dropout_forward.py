# %% rng.binomial
def dropout_forward(x, *, p, rng, training):
    if not training or p == 0:
        return x, (np.ones_like(x),)
    mask = rng.binomial(1, 1 - p, size=x.shape).astype(float)
    if p < 1:
        mask /= 1 - p
    return x * mask, (mask,)


# %% rng.uniform, and the mask by np.where
def dropout_forward(x, *, p, rng, training):
    if not training:
        return x.copy(), (np.ones(x.shape),)
    factor = 1 / (1 - p) if p < 1 else 0.0
    mask = np.where(rng.uniform(size=x.shape) > p, factor, 0.0)
    return mask * x, (mask,)


# %% rng.choice between dropped and kept
def dropout_forward(x, *, p, rng, training):
    mask = np.ones(x.shape)
    if training:
        mask = rng.choice([0.0, 1.0], size=x.shape, p=[p, 1 - p])
        mask[mask > 0] = 1 / max(1 - p, 1e-12)
    return x * mask, (mask,)


# %% number by number
def dropout_forward(x, *, p, rng, training):
    out, mask = np.zeros(x.shape), np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        if not training:
            mask[index] = 1
        elif rng.random() >= p:
            mask[index] = 1 / (1 - p)
        out[index] = x[index] * mask[index]
    return out, (mask,)
