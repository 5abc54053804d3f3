# %% np.pad
def shortcut_a(x, out_channels, stride):
    more = out_channels - x.shape[1]
    return np.pad(x[:, :, ::stride, ::stride], [(0, 0), (0, more), (0, 0), (0, 0)])


# %% concatenate
def shortcut_a(x, out_channels, stride):
    kept = x[..., ::stride, ::stride]
    zeros = np.zeros((len(x), out_channels - x.shape[1], *kept.shape[2:]), dtype=x.dtype)
    return np.concatenate([kept, zeros], axis=1)
