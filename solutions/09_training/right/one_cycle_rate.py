# %% without a helper
def one_cycle_rate(step, steps, peak, rise=0.3):
    low, top = peak / 25, rise * steps - 1
    last = low * 1e-4
    if step < top:
        return low + (peak - low) * (1 - np.cos(np.pi * step / top)) / 2
    return last + (peak - last) * (1 + np.cos(np.pi * (step - top) / (steps - 1 - top))) / 2


# %% pieces of a list
def one_cycle_rate(step, steps, peak, rise=0.3):
    places = [0, rise * steps - 1, steps - 1]
    rates = [peak / 25, peak, peak / 250_000]
    piece = 0 if step <= places[1] else 1
    share = (step - places[piece]) / (places[piece + 1] - places[piece])
    share = (1 - np.cos(np.pi * share)) / 2
    return rates[piece] * (1 - share) + rates[piece + 1] * share
