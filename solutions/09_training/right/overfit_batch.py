# %% with momentum
def overfit_batch(network, weights, images, labels):
    weights = [w.copy() for w in weights]
    velocities = [np.zeros_like(w) for w in weights]
    losses = []
    for _ in range(1000):
        loss, gradients = network.loss_and_gradients(weights, images, labels)
        losses.append(loss)
        if loss < 0.01:
            break
        for w, v, g in zip(weights, velocities, gradients, strict=True):
            v *= 0.5
            v += g
            w -= 0.05 * v
    return weights, losses


# %% signs of the gradients, with a falling rate
def overfit_batch(network, weights, images, labels):
    losses, rate = [], 0.01
    while True:
        loss, gradients = network.loss_and_gradients(weights, images, labels)
        losses.append(loss)
        if loss < 0.005:
            return weights, losses
        weights = [w - rate * np.sign(g) for w, g in zip(weights, gradients, strict=True)]
        rate *= 0.97
