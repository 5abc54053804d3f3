# %% as a product of two factors
def tanh_backward(dout, cache):
    (out,) = cache
    return dout * (1 - out) * (1 + out)


# %% multiplied out
def tanh_backward(dout, cache):
    (out,) = cache
    return dout - dout * out * out
