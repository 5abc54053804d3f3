# %% from the last layer to the first
def receptive_field(layers):
    first, last, jump = 0, 0, 1
    for K, S, P, D in reversed(layers):
        first = first * S - P
        last = last * S - P + D * (K - 1)
        jump *= S
    return last - first + 1, jump, first


# %% the sums written out
def receptive_field(layers):
    size, start = 1, 0
    strides = [layer[1] for layer in layers]
    for number, (K, _, P, D) in enumerate(layers):
        jump = int(np.prod(strides[:number], dtype=int))
        size = size + D * (K - 1) * jump
        start = start - P * jump
    return size, np.prod(strides, dtype=int), start
