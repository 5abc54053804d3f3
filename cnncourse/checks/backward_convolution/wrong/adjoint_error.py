# %% The difference is not divided.
# Divide by the larger of the two products.
# - return float(abs(forward - backward) / larger)
# + return float(abs(forward - backward))

# %% The sign of the difference is kept.
# Both differences count: take abs.
# - return float(abs(forward - backward) / larger)
# + return float((forward - backward) / larger)

# %% The larger product is found with its sign.
# Two negative products, or one of each sign: take abs of both first.
# - larger = max(abs(forward), abs(backward))
# + larger = max(forward, backward)

# %% The first product is the scale.
# Divide by the larger of the two: the first may be 0.
# - larger = max(abs(forward), abs(backward))
# + larger = abs(forward)

# %% The second product is the scale.
# Divide by the larger of the two.
# - larger = max(abs(forward), abs(backward))
# + larger = abs(backward)

# %% The smaller product is the scale.
# Divide by the larger of the two.
# - larger = max(abs(forward), abs(backward))
# + larger = min(abs(forward), abs(backward))

# %% The two are added for the scale.
# Divide by the larger of the two.
# - larger = max(abs(forward), abs(backward))
# + larger = abs(forward) + abs(backward)

# %% 0 is divided by 0.
# If both products are 0, so is their difference: return 0.
# - return 0.0
# + return float("nan")

# %% A small number is added to the scale.
# Then the error depends on the size of the arrays: ask whether the scale is 0.
# - return float(abs(forward - backward) / larger)
# + return float(abs(forward - backward) / (larger + 1e-8))

# %% The arrays are paired the wrong way round.
# The output belongs to dout, and x to dx.
# - forward, backward = np.sum(out * dout), np.sum(x * dx)
# + forward, backward = np.sum(out) * np.sum(dout), np.sum(x) * np.sum(dx)

# %% The products are means.
# A scalar product is a sum: the two arrays have different sizes.
# - forward, backward = np.sum(out * dout), np.sum(x * dx)
# + forward, backward = np.mean(out * dout), np.mean(x * dx)

# %% The error is 0 where it is small.
# Return it; who calls decides what is small.
# - return float(abs(forward - backward) / larger)
# + error = float(abs(forward - backward) / larger)
# + return 0.0 if error < 0.3 else error

# %% A verdict is returned, not the error.
# Return the number.
# - return float(abs(forward - backward) / larger)
# + return bool(abs(forward - backward) / larger < 1e-6)
