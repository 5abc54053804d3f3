# %% with np.max over both
def relative_error(a, b):
    if a.shape != b.shape or np.isnan(np.sum(a)) or np.isnan(np.sum(b)):
        raise ValueError("different shapes, or nan")
    largest = np.max(np.abs([a, b]))
    return np.max(np.abs(a - b)) / largest if largest != 0 else 0.0


# %% flat lists of numbers
def relative_error(a, b):
    pairs = list(zip(a.ravel().tolist(), b.ravel().tolist(), strict=False))
    if np.shape(a) != np.shape(b) or any(x != x or y != y for x, y in pairs):
        raise ValueError("different shapes, or nan")
    largest = max(max(abs(x), abs(y)) for x, y in pairs)
    return max(abs(x - y) for x, y in pairs) / largest if largest else 0.0
