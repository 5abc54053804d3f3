# %% one weight of the kernel at a time, without im2col's partner
def conv2d_backward_by_matrix(dout, cache):
    cols, w, b, (H, W), stride, padding = cache
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    C_out, C, KH, KW = w.shape
    N, _, OH, OW = dout.shape
    dw = np.einsum("nfp,nrp->fr", dout.reshape(N, C_out, OH * OW), cols).reshape(w.shape)
    dx = np.zeros((N, C, H + 2 * ph, W + 2 * pw), np.result_type(dout, w))
    for u in range(KH):
        for v in range(KW):
            back = np.einsum("fc,nfij->ncij", w[:, :, u, v], dout)
            dx[:, :, u : u + sh * OH : sh, v : v + sw * OW : sw] += back
    db = None if b is None else dout.sum(axis=(0, 2, 3))
    return dx[:, :, ph : ph + H, pw : pw + W], dw, db


# %% image by image
def conv2d_backward_by_matrix(dout, cache):
    cols, w, b, (H, W), stride, padding = cache
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    C_out, C, KH, KW = w.shape
    N, _, OH, OW = dout.shape
    filters = w.reshape(C_out, C * KH * KW)
    dfilters = np.zeros(filters.shape, np.result_type(dout, cols))
    dx = np.zeros((N, C, H + 2 * ph, W + 2 * pw), np.result_type(dout, w))
    for n in range(N):
        flat = dout[n].reshape(C_out, OH * OW)
        dfilters += flat @ cols[n].T
        dcols = (filters.T @ flat).reshape(C, KH, KW, OH, OW)
        for i in range(OH):
            for j in range(OW):
                rows, columns = slice(i * sh, i * sh + KH), slice(j * sw, j * sw + KW)
                dx[n, :, rows, columns] += dcols[..., i, j]
    db = None if b is None else dout.sum(axis=3).sum(axis=2).sum(axis=0)
    return dx[:, :, ph : ph + H, pw : pw + W], dfilters.reshape(w.shape), db
