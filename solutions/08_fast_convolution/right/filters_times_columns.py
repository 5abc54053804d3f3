# %% einsum
def filters_times_columns(cols, w, b, output_size):
    filters = w.reshape(len(w), cols.shape[1])
    out = np.einsum("fr,nrp->nfp", filters, cols)
    if b is not None:
        out += b[:, None]
    return out.reshape(cols.shape[0], w.shape[0], output_size[0], output_size[1])


# %% image by image, the bias as one more weight
def filters_times_columns(cols, w, b, output_size):
    N, rows, places = cols.shape
    b = np.zeros(len(w), cols.dtype) if b is None else b
    filters = np.concatenate([w.reshape(len(w), rows), b[:, None]], axis=1)
    out = np.empty((N, len(w), *output_size), np.result_type(cols, filters))
    for n in range(N):
        ones = np.ones((1, places), cols.dtype)
        out[n] = (filters @ np.concatenate([cols[n], ones])).reshape(len(w), *output_size)
    return out
