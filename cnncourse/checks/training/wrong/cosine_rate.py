# %% The last step has the end rate: off by one.
# Step `steps` has it, which comes after the last one.
# - return end + (start - end) * (1 + math.cos(math.pi * step / steps)) / 2
# + return end + (start - end) * (1 + math.cos(math.pi * step / (steps - 1))) / 2

# %% The steps are counted from 1.
# The first step is 0.
# - return end + (start - end) * (1 + math.cos(math.pi * step / steps)) / 2
# + return end + (start - end) * (1 + math.cos(math.pi * (step + 1) / steps)) / 2

# %% A quarter of a wave.
# Half a wave: the cosine goes from 1 to -1.
# - return end + (start - end) * (1 + math.cos(math.pi * step / steps)) / 2
# + return end + (start - end) * math.cos(math.pi * step / steps / 2)

# %% The end rate is not used.
# The rate falls from `start` to `end`, not to 0.
# - return end + (start - end) * (1 + math.cos(math.pi * step / steps)) / 2
# + return start * (1 + math.cos(math.pi * step / steps)) / 2

# %% The end rate is added to the whole fall.
# The height of the wave is start - end.
# - return end + (start - end) * (1 + math.cos(math.pi * step / steps)) / 2
# + return end + start * (1 + math.cos(math.pi * step / steps)) / 2

# %% A straight line.
# Half a cosine wave.
# - return end + (start - end) * (1 + math.cos(math.pi * step / steps)) / 2
# + return start + (end - start) * step / steps

# %% The rate rises from `end` to `start`.
# At step 0 it is `start`.
# - return end + (start - end) * (1 + math.cos(math.pi * step / steps)) / 2
# + return end + (start - end) * (1 - math.cos(math.pi * step / steps)) / 2

# %% The angle is in degrees.
# math.cos takes radians: half a wave is math.pi.
# - return end + (start - end) * (1 + math.cos(math.pi * step / steps)) / 2
# + return end + (start - end) * (1 + math.cos(180 * step / steps)) / 2

# %% The cosine is not halved.
# 1 + cos goes from 2 to 0.
# - return end + (start - end) * (1 + math.cos(math.pi * step / steps)) / 2
# + return end + (start - end) * (1 + math.cos(math.pi * step / steps))
