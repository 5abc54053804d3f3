# %% The bias correction is missing.
# Divide the two means by 1 - beta**t.
# - step = mean / (1 - beta1**t) / (np.sqrt(square / (1 - beta2**t)) + eps)
# + step = mean / (np.sqrt(square) + eps)

# %% Only the mean is corrected.
# The mean of the squares starts at 0 as well.
# - step = mean / (1 - beta1**t) / (np.sqrt(square / (1 - beta2**t)) + eps)
# + step = mean / (1 - beta1**t) / (np.sqrt(square) + eps)

# %% Only the mean of the squares is corrected.
# The mean of the gradient starts at 0 as well.
# - step = mean / (1 - beta1**t) / (np.sqrt(square / (1 - beta2**t)) + eps)
# + step = mean / (np.sqrt(square / (1 - beta2**t)) + eps)

# %% The corrected means are returned.
# The next step goes on with the means as they are; correct only inside the step.
# - step = mean / (1 - beta1**t) / (np.sqrt(square / (1 - beta2**t)) + eps)
# + mean, square = mean / (1 - beta1**t), square / (1 - beta2**t)
# + step = mean / (np.sqrt(square) + eps)

# %% The correction uses beta, not its power.
# 1 - beta**t: it fades with the number of steps.
# - step = mean / (1 - beta1**t) / (np.sqrt(square / (1 - beta2**t)) + eps)
# + step = mean / (1 - beta1) / (np.sqrt(square / (1 - beta2)) + eps)

# %% The steps are counted from 0.
# The first step has t = 1.
# - step = mean / (1 - beta1**t) / (np.sqrt(square / (1 - beta2**t)) + eps)
# + t = t + 1
# + step = mean / (1 - beta1**t) / (np.sqrt(square / (1 - beta2**t)) + eps)

# %% eps is inside the square root.
# Add it to the root.
# - step = mean / (1 - beta1**t) / (np.sqrt(square / (1 - beta2**t)) + eps)
# + step = mean / (1 - beta1**t) / np.sqrt(square / (1 - beta2**t) + eps)

# %% eps is left out.
# A gradient of 0 would be divided by 0.
# - step = mean / (1 - beta1**t) / (np.sqrt(square / (1 - beta2**t)) + eps)
# + step = mean / (1 - beta1**t) / np.sqrt(square / (1 - beta2**t))

# %% The square root is missing.
# Divide by the root of the mean square.
# - step = mean / (1 - beta1**t) / (np.sqrt(square / (1 - beta2**t)) + eps)
# + step = mean / (1 - beta1**t) / (square / (1 - beta2**t) + eps)

# %% The gradient is not squared.
# `square` is a mean of g**2.
# - square = beta2 * square + (1 - beta2) * g**2
# + square = beta2 * square + (1 - beta2) * g

# %% The mean is squared, not the gradient.
# `square` is a mean of g**2.
# - square = beta2 * square + (1 - beta2) * g**2
# + square = beta2 * square + (1 - beta2) * mean**2

# %% The gradient is added whole.
# A mean weights it with 1 - beta.
# - mean = beta1 * mean + (1 - beta1) * g
# + mean = beta1 * mean + g

# %% The two betas are swapped.
# The first belongs to the mean, the second to the squares.
# - beta1, beta2 = betas
# + beta2, beta1 = betas

# %% The decay is applied twice.
# With `decoupled` it acts on the weight alone, without it on the gradient alone.
# - else:
# -     g = g + weight_decay * w
# + g = g + weight_decay * w

# %% `decoupled` is not used: the decay is always in the gradient.
# With it, shrink the weight and leave the gradient alone.
# - if decoupled:
# + if False:

# %% `decoupled` is not used: the decay always shrinks the weight.
# Without it, add weight_decay * w to the gradient.
# - if decoupled:
# + if True:

# %% The decoupled decay lacks the rate.
# The step takes rate * weight_decay * w from w.
# - w = w - rate * weight_decay * w
# + w = w - weight_decay * w

# %% The decoupled decay is subtracted from the result.
# As torch does: from the weight before the step, w - rate * weight_decay * w.
# - w = w - rate * weight_decay * w
# + pass
# - return w - rate * step, mean, square
# + moved = w - rate * step
# + return moved - rate * weight_decay * moved * decoupled, mean, square

# %% Only the weight is returned.
# The next step needs both means.
# - return w - rate * step, mean, square
# + return w - rate * step

# %% The decay is not used.
# With `decoupled` shrink w before the step, without it add weight_decay * w to the gradient.
# - w = w - rate * weight_decay * w
# + pass
# - g = g + weight_decay * w
# + pass

# %% The two kinds of decay are swapped.
# With `decoupled` shrink w, without it add weight_decay * w to the gradient.
# - if decoupled:
# + if not decoupled:
