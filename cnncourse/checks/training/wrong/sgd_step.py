# %% The velocity is not kept.
# Begin with `momentum` times the old velocity.
# - velocity = momentum * velocity + g
# + velocity = momentum * g + g
# or
# + velocity = g

# %% The old velocity is returned.
# The next step needs the new one.
# - return w - rate * step, velocity
# + old = (velocity - g) / momentum if momentum else 0 * velocity
# + return w - rate * step, old

# %% The velocity is kept whole.
# A step keeps `momentum` times the velocity.
# - velocity = momentum * velocity + g
# + velocity = velocity + g

# %% The gradient is weighted with 1 - momentum.
# As torch does: the gradient is added whole.
# - velocity = momentum * velocity + g
# + velocity = momentum * velocity + (1 - momentum) * g

# %% The rate is inside the velocity.
# The velocity adds up gradients; the rate multiplies the step.
# - velocity = momentum * velocity + g
# + velocity = momentum * velocity + rate * g
# - return w - rate * step, velocity
# + return w - velocity, velocity

# %% The decay is applied twice.
# It is in the gradient already.
# - return w - rate * step, velocity
# + return w - rate * step - rate * weight_decay * w, velocity

# %% The decay is added after the velocity.
# It comes first, and so goes through the velocity.
# - g = g + weight_decay * w
# + pass
# - return w - rate * step, velocity
# + return w - rate * (step + weight_decay * w), velocity

# %% The decay is subtracted from the gradient.
# `g + weight_decay * w` pulls the weight towards 0.
# - g = g + weight_decay * w
# + g = g - weight_decay * w

# %% The decay is not used.
# Add `weight_decay * w` to the gradient.
# - g = g + weight_decay * w
# + pass

# %% Nesterov's step is the plain one.
# With the flag, step along g + momentum * velocity, where velocity is the new one.
# - step = g + momentum * velocity if nesterov else velocity
# + step = velocity

# %% Nesterov's step leaves out the gradient.
# It is g + momentum * velocity.
# - step = g + momentum * velocity if nesterov else velocity
# + step = momentum * velocity if nesterov else velocity

# %% Nesterov's step uses the gradient without the decay.
# It uses the decayed gradient.
# - g = g + weight_decay * w
# + plain, g = g, g + weight_decay * w
# - step = g + momentum * velocity if nesterov else velocity
# + step = plain + momentum * velocity if nesterov else velocity

# %% The step goes up the slope.
# Subtract it.
# - return w - rate * step, velocity
# + return w + rate * step, velocity

# %% The weight is changed in place.
# Return a new array: `w - rate * step`.
# - return w - rate * step, velocity
# + w -= rate * step
# + return w, velocity

# %% Only the weight is returned.
# End with `return w, velocity`.
# - return w - rate * step, velocity
# + return w - rate * step

# %% The two results are swapped.
# Return w, then the velocity.
# - return w - rate * step, velocity
# + return velocity, w - rate * step

# %% Nesterov's step is returned as the velocity.
# The velocity stays momentum * velocity + g; only the step looks ahead.
# - return w - rate * step, velocity
# + return w - rate * step, step
