# %% np.where
def residual_backward(dout, cache):
    total = cache[0]
    return np.where(total > 0, dout, 0), np.where(total > 0, dout, 0)


# %% copies with zeros written in
def residual_backward(dout, cache):
    gradients = [dout.copy(), dout.copy()]
    for one in gradients:
        one[cache[0] <= 0] = 0
    return tuple(gradients)
