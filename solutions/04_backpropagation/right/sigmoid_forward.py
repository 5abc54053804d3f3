# %% through tanh
def sigmoid_forward(x):
    out = 0.5 + 0.5 * np.tanh(x / 2)
    return out, (out,)


# %% the two signs apart
def sigmoid_forward(x):
    out = np.zeros(x.shape)
    below = x < 0
    powers = np.exp(x[below])
    out[below] = powers / (1 + powers)
    out[~below] = 1 / (1 + np.exp(-x[~below]))
    return out, (out,)


# %% cut off where a float64 no longer shows it
def sigmoid_forward(x):
    out = 1 / (1 + np.exp(-np.clip(x, -80, 80)))
    return out, (out, x)
