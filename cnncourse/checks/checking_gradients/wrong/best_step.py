# %% The smallest step that the dtype can tell is taken for the best.
# Then the difference of the two values holds hardly any right digit.
def best_step():
    return 2.2e-16, 1.2e-7


# %% The square root of the rounding error is used: that is for a difference on one side.
# A central difference is wrong by the square of the step, so the balance lies elsewhere.
def best_step():
    return 1.5e-8, 3.4e-4


# %% The two are swapped.
# float32 rounds more coarsely and needs the longer step.
def best_step():
    return 5e-3, 6e-6


# %% The same step is used for both.
# The rounding errors of the two dtypes differ by a factor of about 500 million.
def best_step():
    return 1e-5, 1e-5


# %% A thousandth is used for both.
# In float64 the two values agree in fewer digits than that: measure the error for other steps.
def best_step():
    return 1e-3, 1e-3


# %% Exponents are returned in place of steps.
# Return 1e-5, not -5.
def best_step():
    return -5, -2


# %% Only one step is returned.
# Return two numbers, for float64 and for float32.
def best_step():
    return 6e-6
