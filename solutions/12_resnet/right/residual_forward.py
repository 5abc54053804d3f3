# %% np.where
def residual_forward(x, change):
    total = np.add(x, change)
    return np.where(total > 0, total, 0), (total,)


# %% the mask in the cache as well
def residual_forward(x, change):
    out = x + change
    cache = (out.copy(), out > 0)
    out[out < 0] = 0
    return out, cache
