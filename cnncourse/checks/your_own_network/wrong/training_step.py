# %% The step goes up the slope.
# Subtract the gradient.
# - w -= rate * g
# + w += rate * g

# %% New arrays are made, which the network does not know.
# Change the arrays of the network in place: w -= rate * g.
# - w -= rate * g
# + w = w - rate * g

# %% The rate is not used.
# Multiply the gradient by it.
# - w -= rate * g
# + w -= g

# %% Biases do not change.
# Every array of net.parameters() gets its step, also those with one axis.
# - w -= rate * g
# + if w.ndim > 1:
# +     w -= rate * g

# %% The gradient is divided by the number of images once more.
# The loss is a mean already.
# - w -= rate * g
# + w -= rate * g / len(images)

# %% The scores are sent back, and not the gradient of the loss.
# Write net.backward(loss.backward()).
# - value = loss(net(images), labels)
# - net.backward(loss.backward())
# + scores = net(images)
# + value = loss(scores, labels)
# + net.backward(scores)

# %% The loss after the step is returned.
# Return the one before it.
# - return value
# + return loss(net(images), labels)

# %% The loss is not returned.
# The last line is: return value.
# - return value
# + return None

# %% The step is taken in evaluation mode.
# Batch norm has to use the mean and the variance of the batch: leave out net.eval().
# - value = loss(net(images), labels)
# + net.eval()
# + value = loss(net(images), labels)

# %% Two steps are taken.
# One call is one step.
# - return value
# + loss(net(images), labels)
# + net.backward(loss.backward())
# + for w, g in zip(net.parameters(), net.gradients(), strict=True):
# +     w -= rate * g
# + return value
