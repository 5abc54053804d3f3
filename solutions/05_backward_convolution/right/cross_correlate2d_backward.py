# %% dw slides dout over the image, dx the rotated kernel over dout
def cross_correlate2d_backward(dout, cache):
    def slide(image, kernel):
        windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
        return np.einsum("ijuv,uv->ij", windows, kernel)

    image, kernel = cache
    KH, KW = kernel.shape
    frame = np.pad(dout, ((KH - 1, KH - 1), (KW - 1, KW - 1)))
    return slide(frame, np.rot90(kernel, 2)), slide(image, dout)


# %% one weight at a time
def cross_correlate2d_backward(dout, cache):
    image, kernel = cache
    OH, OW = dout.shape
    dimage, dkernel = np.zeros(image.shape), np.zeros(kernel.shape)
    for u in range(kernel.shape[0]):
        for v in range(kernel.shape[1]):
            dimage[u : u + OH, v : v + OW] += kernel[u, v] * dout
            dkernel[u, v] = (dout * image[u : u + OH, v : v + OW]).sum()
    return dimage, dkernel
