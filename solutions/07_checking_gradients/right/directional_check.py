# %% flat arrays and a scalar product
def directional_check(f, x, gradient, direction, step=1e-5):
    calculated = gradient.ravel() @ direction.ravel()
    measured = (f(x + direction * step) - f(x - direction * step)) / step / 2
    return calculated, measured


# %% as a function of one number
def directional_check(f, x, gradient, direction, step=1e-5):
    def along(t):
        return f(x + t * direction)

    return float((gradient * direction).sum()), float((along(step) - along(-step)) / (2 * step))
