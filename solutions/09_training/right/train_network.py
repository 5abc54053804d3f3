# %% epochs with Adam, without augmentation
def train_network(network, images, labels, rng):
    weights = []
    for shape in network.shapes:
        fan_in = np.prod(shape[1:])
        size = np.sqrt(2 / fan_in) if len(shape) > 1 else 0.0
        weights.append(size * rng.standard_normal(shape))
    means = [np.zeros_like(w) for w in weights]
    squares = [np.zeros_like(w) for w in weights]
    t = 0
    for epoch in range(12):
        order = rng.permutation(len(images))
        for start in range(0, len(order) - 31, 32):
            part = order[start : start + 32]
            _, gradients = network.loss_and_gradients(weights, images[part], labels[part])
            t += 1
            for k, g in enumerate(gradients):
                means[k] = 0.9 * means[k] + 0.1 * g
                squares[k] = 0.99 * squares[k] + 0.01 * g**2
                step = means[k] / (1 - 0.9**t) / (np.sqrt(squares[k] / (1 - 0.99**t)) + 1e-8)
                weights[k] = weights[k] - 0.003 * (1 - epoch / 12) * step
    return weights


# %% plain SGD with a constant rate, and shifted images
def train_network(network, images, labels, rng):
    weights = [
        rng.uniform(-1, 1, s) * np.sqrt(6 / np.prod(s[1:])) if len(s) > 1 else np.zeros(s)
        for s in network.shapes
    ]
    for epoch in range(12):
        order = rng.permutation(len(images))
        for part in np.array_split(order, len(images) // 16):
            down, right = rng.integers(-1, 2, 2)
            batch = np.pad(images[part], [(0, 0), (0, 0), (1, 1), (1, 1)])
            batch = batch[:, :, 1 + down : 9 + down, 1 + right : 9 + right]
            _, gradients = network.loss_and_gradients(weights, batch, labels[part])
            rate = 0.1 if epoch < 9 else 0.02
            weights = [w - rate * g for w, g in zip(weights, gradients, strict=True)]
    return weights
