# %% corrected means by name
def adam_step(
    w,
    g,
    mean,
    square,
    t,
    *,
    rate=0.001,
    betas=(0.9, 0.999),
    eps=1e-8,
    weight_decay=0.0,
    decoupled=False,
):
    grad = g if decoupled else g + weight_decay * w
    m = betas[0] * mean + (1 - betas[0]) * grad
    s = betas[1] * square + (1 - betas[1]) * grad * grad
    m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
    kept = w * (1 - rate * weight_decay) if decoupled else w
    return kept - rate * m_hat / (s_hat**0.5 + eps), m, s


# %% as differences
def adam_step(
    w,
    g,
    mean,
    square,
    t,
    *,
    rate=0.001,
    betas=(0.9, 0.999),
    eps=1e-8,
    weight_decay=0.0,
    decoupled=False,
):
    start = w
    if weight_decay != 0:
        if decoupled:
            start = w - rate * weight_decay * w
        else:
            g = g + weight_decay * w
    mean = mean + (1 - betas[0]) * (g - mean)
    square = square + (1 - betas[1]) * (g**2 - square)
    c1, c2 = 1 - betas[0] ** t, np.sqrt(1 - betas[1] ** t)
    return start - rate / c1 * mean / (np.sqrt(square) / c2 + eps), mean, square
