# %% with the functions of the earlier exercises
def two_layer_gradients(x, targets, w1, b1, w2, b2):
    z, first = linear_forward(x, w1, b1)
    out, second = linear_forward(np.maximum(z, 0), w2, b2)
    difference = out - targets
    dh, dw2, db2 = linear_backward(difference * (2 / difference.size), second)
    _, dw1, db1 = linear_backward(relu_backward(dh, (z,)), first)
    return float((difference**2).mean()), dw1, db1, dw2, db2


# %% one example and one output at a time
def two_layer_gradients(x, targets, w1, b1, w2, b2):
    loss = 0.0
    dw1, db1, dw2, db2 = (np.zeros(array.shape) for array in (w1, b1, w2, b2))
    for row, target in zip(x, targets, strict=True):
        z = w1 @ row + b1
        h = z * (z > 0)
        for k in range(len(b2)):
            error = w2[k] @ h + b2[k] - target[k]
            loss += error**2 / targets.size
            dout = 2 * error / targets.size
            dw2[k] += dout * h
            db2[k] += dout
            dz = dout * w2[k] * (z > 0)
            dw1 += np.outer(dz, row)
            db1 += dz
    return loss, dw1, db1, dw2, db2
