# %% standard normal numbers, scaled
def he_normal(shape, rng):
    fan_in = np.prod(shape) / shape[0]
    return rng.standard_normal(shape) * np.sqrt(2 / fan_in)


# %% one filter after the other, in another order
def he_normal(shape, rng):
    w = np.empty(shape)
    for f in reversed(range(shape[0])):
        w[f] = rng.normal(size=shape[1:])
    return w * (2 / w[0].size) ** 0.5
