# %% einsum and masks
def prelu_backward(dout, cache):
    x, slope = cache
    below = x <= 0
    factor = np.where(below, slope.reshape(1, -1, 1, 1), 1.0)
    return factor * dout, np.einsum("nchw,nchw->c", below * x, dout)


# %% one channel at a time
def prelu_backward(dout, cache):
    x, slope = cache
    dx, dslope = dout.copy(), np.zeros(len(slope))
    for c in range(len(slope)):
        for n in range(len(x)):
            closed = x[n, c] <= 0
            dx[n, c][closed] *= slope[c]
            dslope[c] += (x[n, c][closed] * dout[n, c][closed]).sum()
    return dx, dslope
