# %% rot90, and zeros round a copy
def rotate_and_pad(dout, kernel):
    (OH, OW), (KH, KW) = dout.shape, kernel.shape
    padded = np.zeros((OH + 2 * KH - 2, OW + 2 * KW - 2))
    padded[KH - 1 : KH - 1 + OH, KW - 1 : KW - 1 + OW] = dout
    return padded, np.rot90(kernel, 2)


# %% flip
def rotate_and_pad(dout, kernel):
    KH, KW = kernel.shape
    return np.pad(dout, ((KH - 1,), (KW - 1,))), np.flip(kernel)
