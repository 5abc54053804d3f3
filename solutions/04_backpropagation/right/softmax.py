# %% through the logarithm of the sum
def softmax(logits):
    logits = logits - logits.max(axis=-1)[:, None]
    return np.exp(logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True)))


# %% row by row
def softmax(logits):
    rows = []
    for row in logits:
        powers = np.exp(row - max(row))
        rows.append(powers / powers.sum())
    return np.array(rows)
