# %% The larger of two numbers does not depend on their order.
# - total = max((outputs - 1) * stride + span - size, 0)
# + total = max(0, (outputs - 1) * stride + span - size)
