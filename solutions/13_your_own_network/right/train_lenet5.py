# %% epochs of shuffled batches, and a rate that only falls
def train_lenet5(net, loss, images, labels, rng, show):
    weights, epochs, size, done = net.parameters(), 14, 64, 0
    running = [(np.zeros_like(w), np.zeros_like(w)) for w in weights]
    batches = len(images) // size
    for _ in range(epochs):
        order = rng.permutation(len(images)).tolist()
        for number in range(batches):
            chosen = order[number * size : (number + 1) * size]
            batch = np.roll(images[chosen], tuple(rng.integers(-1, 2, size=2)), axis=(2, 3))
            value = loss(net(batch), labels[chosen])
            net.backward(loss.backward())
            done += 1
            for w, g, (mean, square) in zip(weights, net.gradients(), running, strict=True):
                mean += 0.1 * (g - mean)
                square += 0.01 * (g * g - square)
                step = mean / (1 - 0.9**done) / (np.sqrt(square / (1 - 0.99**done)) + 1e-7)
                w[...] = w - 0.006 * (1 - done / (epochs * batches)) * step
            show(done - 1, epochs * batches, value)


# %% images drawn without putting back, and no helper for the rate
# - chosen = rng.integers(len(images), size=64)
# + chosen = rng.permutation(len(images))[:64]
# - rate = one_cycle_rate(step, steps, 0.015)
# + rate = 0.015 * min(1, 3 * step / steps, 1.5 * (1 - step / steps))
