# %% written out
def sgd_step(w, g, velocity, *, rate, momentum=0.0, weight_decay=0.0, nesterov=False):
    decayed = g + w * weight_decay
    new = velocity * momentum + decayed
    if nesterov:
        return w - rate * decayed - rate * momentum * new, new
    return w - rate * new, new


# %% on copies, in place
def sgd_step(w, g, velocity, *, rate, momentum=0.0, weight_decay=0.0, nesterov=False):
    w, g, velocity = w.copy(), g.copy(), velocity.copy()
    g += weight_decay * w
    velocity *= momentum
    velocity += g
    if nesterov:
        g += momentum * velocity
        w -= rate * g
    else:
        w -= rate * velocity
    return w, velocity
