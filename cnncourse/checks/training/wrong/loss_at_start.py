# %% The logarithm has base 2.
# The cross-entropy uses the natural logarithm.
# - return math.log(classes)
# + return math.log2(classes)

# %% The logarithm has base 10.
# The cross-entropy uses the natural logarithm: math.log.
# - return math.log(classes)
# + return math.log10(classes)

# %% The sign is missing.
# The loss is minus the logarithm of 1 / classes.
# - return math.log(classes)
# + return math.log(1 / classes)

# %% The probability is returned, not the loss.
# The loss is minus the logarithm of the probability.
# - return math.log(classes)
# + return 1 / classes

# %% The error rate is returned, not the loss.
# The loss is minus the logarithm of the probability of the right class.
# - return math.log(classes)
# + return 1 - 1 / classes

# %% The answer for ten classes, whatever their number.
# Use the argument.
# - return math.log(classes)
# + return 2.302585092994046

# %% The losses of all classes are added.
# Only the right class counts.
# - return math.log(classes)
# + return classes * math.log(classes)

# %% The squared error of equal probabilities.
# The loss is the cross-entropy.
# - return math.log(classes)
# + return (1 - 1 / classes) ** 2 + (classes - 1) / classes**2
