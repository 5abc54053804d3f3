# %% all windows at once
def shifted_agreement(row, *, kernel_size, stride):
    view = np.lib.stride_tricks.sliding_window_view(row, kernel_size).max(axis=1)
    return int(np.sum(view[1:][::stride] == view[:-1][::stride]))


# %% a helper that pools, and a sum of truth values
def pooled(row, kernel_size, stride):
    return [
        max(row[start : start + kernel_size])
        for start in range(0, len(row) - kernel_size + 1, stride)
    ]


def shifted_agreement(row, *, kernel_size, stride):
    before = pooled(row[1:], kernel_size, stride)
    after = pooled(row[:-1], kernel_size, stride)
    return sum(int(one == other) for one, other in zip(before, after, strict=True))
