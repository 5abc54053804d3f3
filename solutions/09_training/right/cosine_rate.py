# %% a weighted mean of the two rates
def cosine_rate(step, steps, start, end=0.0):
    share = (1 + np.cos(np.pi * step / steps)) / 2
    return share * start + (1 - share) * end


# %% the square of a sine
def cosine_rate(step, steps, start, end=0.0):
    return float(start - (start - end) * np.sin(np.pi * step / (2 * steps)) ** 2)
