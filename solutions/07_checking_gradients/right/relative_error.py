# %% with np.max over both
def relative_error(a, b):
    if a.shape != b.shape:
        raise ValueError("different shapes")
    largest = np.max(np.abs([a, b]))
    return np.max(np.abs(a - b)) / largest if largest != 0 else 0.0


# %% flat lists of numbers
def relative_error(a, b):
    if np.shape(a) != np.shape(b):
        raise ValueError("different shapes")
    pairs = list(zip(a.ravel().tolist(), b.ravel().tolist()))
    if any(x != x or y != y for x, y in pairs):
        return float("nan")
    largest = max(max(abs(x), abs(y)) for x, y in pairs)
    return max(abs(x - y) for x, y in pairs) / largest if largest else 0.0
