# %% with indices
def training_step(net, loss, images, labels, rate):
    scores = net(images)
    value = loss(scores, labels)
    net.backward(loss.backward())
    weights, gradients = list(net.parameters()), list(net.gradients())
    for k in range(len(weights)):
        weights[k][...] = weights[k] - rate * gradients[k]
    return float(value)


# %% through the state
# - for w, g in zip(net.parameters(), net.gradients(), strict=True):
# -     w -= rate * g
# - return value
# + new = [w - rate * g for w, g in zip(net.parameters(), net.gradients())]
# + for w, changed in zip(net.parameters(), new):
# +     np.copyto(w, changed)
# + return value
