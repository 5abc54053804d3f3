# %% multiplies with the condition
def relu_backward(dout, cache):
    return dout * (cache[0] > 0)


# %% writes into a copy
def relu_backward(dout, cache):
    (x,) = cache
    dx = dout.copy()
    dx[x <= 0] = 0
    return dx
