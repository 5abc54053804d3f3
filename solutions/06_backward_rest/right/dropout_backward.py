# %% the cache by its index
def dropout_backward(dout, cache):
    dx = dout.copy()
    dx *= cache[0]
    return dx


# %% where the mask is zero, so is the gradient
def dropout_backward(dout, cache):
    (mask,) = cache
    return np.where(mask == 0, 0.0, np.multiply(mask, dout))
