# %% vdot and if
def adjoint_error(x, out, dout, dx):
    a, b = np.vdot(out, dout), np.vdot(x, dx)
    if a == b:
        return 0
    return abs(a - b) / max(abs(a), abs(b))


# %% flat vectors
def adjoint_error(x, out, dout, dx):
    products = np.array([out.ravel() @ dout.ravel(), x.ravel() @ dx.ravel()])
    scale = np.abs(products).max()
    return np.abs(np.diff(products)[0]) / scale if scale > 0 else 0.0
