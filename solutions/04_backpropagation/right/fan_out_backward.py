# %% by differentiating (x + w) * x = x² + x w
def fan_out_backward(dout, cache):
    x, w = cache
    return dout * (2 * x + w), dout * x


# %% accumulates into zeros
def fan_out_backward(dout, cache):
    x, w = cache
    dx, dw = np.zeros(dout.shape), np.zeros(dout.shape)
    ds = dout * x
    dx += dout * (x + w)
    dx += ds
    dw += ds
    return dx, dw
