# %% a sum over every row of pixels, divided
def global_avg_pool2d(x):
    N, C, H, W = x.shape
    return x.reshape(N, C, H * W).sum(axis=2) / (H * W)


# %% loops
def global_avg_pool2d(x):
    N, C = x.shape[:2]
    out = np.zeros((N, C))
    for n in range(N):
        for c in range(C):
            out[n, c] = np.average(x[n, c])
    return out
