# %% the graph, step by step
def batch_norm_backward(dout, cache):
    x_hat, gamma, std, training = cache
    axes, M = (0, 2, 3), dout.size / dout.shape[1]
    std = std[None, :, None, None]
    dbeta, dgamma = np.sum(dout, axis=axes), np.sum(dout * x_hat, axis=axes)
    dx_hat = dout * gamma[None, :, None, None]
    dx = dx_hat / std
    if training:
        centred = x_hat * std
        dvar = np.sum(dx_hat * centred, axis=axes, keepdims=True) * -0.5 / std**3
        dx = dx + dvar * 2 * centred / M
        dmean = -np.sum(dx_hat / std, axis=axes, keepdims=True)
        dx = dx + dmean / M
    return dx, dgamma, dbeta


# %% channel by channel
def batch_norm_backward(dout, cache):
    x_hat, gamma, std, training = cache
    dx, dgamma, dbeta = np.zeros(dout.shape), np.zeros(gamma.shape), np.zeros(gamma.shape)
    for c in range(dout.shape[1]):
        dgamma[c], dbeta[c] = np.vdot(dout[:, c], x_hat[:, c]), dout[:, c].sum()
        dx[:, c] = dout[:, c]
        if training:
            dx[:, c] -= dout[:, c].mean() + x_hat[:, c] * (dout[:, c] * x_hat[:, c]).mean()
        dx[:, c] *= gamma[c] / std[c]
    return dx, dgamma, dbeta


# %% the closed form with M outside
def batch_norm_backward(dout, cache):
    x_hat, gamma, std, training = cache
    dbeta = np.einsum("nchw->c", dout)
    dgamma = np.einsum("nchw,nchw->c", dout, x_hat)
    if not training:
        return dout * (gamma / std)[:, None, None], dgamma, dbeta
    M = dout[:, 0].size
    terms = M * dout - dbeta[:, None, None] - x_hat * dgamma[:, None, None]
    return (gamma / (M * std))[:, None, None] * terms, dgamma, dbeta
