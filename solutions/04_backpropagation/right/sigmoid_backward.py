# %% multiplied out
def sigmoid_backward(dout, cache):
    return dout * (cache[0] - cache[0] ** 2)


# %% in steps
def sigmoid_backward(dout, cache):
    out = cache[0]
    slope = np.empty_like(out)
    np.multiply(out, 1 - out, out=slope)
    return slope * dout
