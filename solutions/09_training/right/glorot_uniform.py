# %% numbers from 0 to 1, stretched
def glorot_uniform(shape, rng):
    fans = (shape[0] + shape[1]) * np.prod(shape[2:])
    return (2 * rng.random(shape) - 1) * np.sqrt(6 / fans)


# %% with the signs drawn apart
def glorot_uniform(shape, rng):
    out, into, *window = shape
    area = 1
    for size in window:
        area *= size
    sign = rng.choice([-1.0, 1.0], size=shape)
    return sign * rng.uniform(0, (6 / (area * (out + into))) ** 0.5, shape)
