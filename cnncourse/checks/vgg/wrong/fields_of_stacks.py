# %% A kernel is taken to add its whole size.
# A kernel of K adds K - 1 steps.
# - field += (kernel_size - 1) * jump
# + field += kernel_size * jump

# %% The jump is not used.
# After a pooling, neighbouring numbers are twice as far apart in the image.
# - field += (kernel_size - 1) * jump
# + field += kernel_size - 1

# %% The pooling adds nothing.
# It reads two numbers: the second one lies a jump further.
# - field += jump
# + field += 0

# %% The pooling adds its whole window.
# A window of 2 adds one step.
# - field += jump
# + field += 2 * jump

# %% The jump doubles before the pooling's own step.
# A pooling's two numbers lie as far apart as its inputs do: first add, then double.
# - field += jump
# - jump *= 2
# + jump *= 2
# + field += jump

# %% The jump grows by 2 at each pooling.
# It doubles.
# - jump *= 2
# + jump += 2

# %% The jump stays the same.
# Each pooling doubles it.
# - jump *= 2
# + jump *= 1

# %% Every kernel is taken to be 3 x 3.
# An entry may be a pair (filters, kernel_size).
# - kernel_size = entry[1] if isinstance(entry, tuple) else 3
# + kernel_size = 3

# %% The number of filters is taken as the kernel size.
# In a pair the second number is the kernel size.
# - kernel_size = entry[1] if isinstance(entry, tuple) else 3
# + kernel_size = entry[0] if isinstance(entry, tuple) else 3

# %% The field begins with 0.
# Without any layer a pixel sees itself.
# - fields, field, jump = [], 1, 1
# + fields, field, jump = [], 0, 1

# %% Every stage begins anew.
# The field goes on growing from stage to stage.
# - fields.append(field)
# + fields.append(field)
# + field = 1

# %% Only the last field is returned.
# Return one for every pooling.
# - return tuple(fields)
# + return fields[-1]

# %% The field is noted before the pooling.
# A pooling sees one jump more: first add, then append.
# - field += jump
# - jump *= 2
# - fields.append(field)
# + fields.append(field)
# + field += jump
# + jump *= 2
