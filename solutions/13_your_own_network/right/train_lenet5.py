# %% epochs of shuffled batches, momentum, and weights of 09_training's kind
def train_lenet5(net, loss, images, labels, rng, show):
    velocities = [np.zeros_like(w) for w in net.parameters()]
    epochs, size = 18, 32
    batches = len(images) // size
    steps, done = epochs * batches, 0
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for number in range(batches):
            chosen = order[number * size : (number + 1) * size]
            shift = tuple(rng.integers(-1, 2, size=2))
            value = loss(net(np.roll(images[chosen], shift, axis=(2, 3))), labels[chosen])
            net.backward(loss.backward())
            rate = 0.06 * min(1, 5 * done / steps, 1.25 * (1 - done / steps))
            for w, g, velocity in zip(net.parameters(), net.gradients(), velocities):
                velocity *= 0.9
                velocity += g
                w -= rate * velocity
            show(done, steps, value)
            done += 1


# %% one step in a helper
# - for k, g in enumerate(net.gradients()):
# + def adam(k, g):
# -     parameters[k] -= rate * mean / (np.sqrt(square) + 1e-8)
# - show(step, steps, value)
# +     parameters[k][...] = parameters[k] - rate * mean / (np.sqrt(square) + 1e-8)
# +
# + for k, g in enumerate(net.gradients()):
# +     adam(k, g)
# + show(step, steps, value)
