# %% channel by channel
def batch_norm_forward(
    x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5
):
    out, x_hat = np.zeros(x.shape), np.zeros(x.shape)
    new_mean, new_var, std = running_mean.copy(), running_var.copy(), np.zeros(x.shape[1])
    for c in range(x.shape[1]):
        mean, var = running_mean[c], running_var[c]
        if training:
            mean, var = x[:, c].mean(), x[:, c].var()
            new_mean[c] += momentum * (mean - new_mean[c])
            new_var[c] += momentum * (x[:, c].var(ddof=1) - new_var[c])
        std[c] = (var + eps) ** 0.5
        x_hat[:, c] = (x[:, c] - mean) / std[c]
        out[:, c] = gamma[c] * x_hat[:, c] + beta[c]
    return out, new_mean, new_var, (x_hat, gamma, std, training)


# %% rows of numbers, one a channel
def batch_norm_forward(
    x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5
):
    N, C, H, W = x.shape
    rows = x.transpose(1, 0, 2, 3).reshape(C, N * H * W)
    if training:
        mean, var = rows.mean(axis=1), rows.var(axis=1)
        running_mean = running_mean * (1 - momentum) + mean * momentum
        unbiased = rows.var(axis=1, ddof=1)
        running_var = running_var * (1 - momentum) + unbiased * momentum
    else:
        mean, var = running_mean, running_var
    x_hat = (rows - mean[:, None]) / np.sqrt(var + eps)[:, None]
    out = (gamma[:, None] * x_hat + beta[:, None]).reshape(C, N, H, W).transpose(1, 0, 2, 3)
    return out, running_mean, running_var, (x_hat, gamma, var, eps)


# %% the variance from the mean of the squares, with keepdims
def batch_norm_forward(
    x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5
):
    axes, M = (0, 2, 3), x.shape[0] * x.shape[2] * x.shape[3]
    mean, var = running_mean[None, :, None, None], running_var[None, :, None, None]
    if training:
        mean = np.mean(x, axis=axes, keepdims=True)
        var = np.sum((x - mean) ** 2, axis=axes, keepdims=True) / M
        running_mean = (1 - momentum) * running_mean + momentum * mean.ravel()
        running_var = (1 - momentum) * running_var + momentum * (M / (M - 1)) * var.ravel()
    inverse = 1 / np.sqrt(var + eps)
    out = (x - mean) * inverse * gamma[None, :, None, None] + beta[None, :, None, None]
    return out, running_mean, running_var, (x, mean, inverse, gamma)
