# %% The end is off by one: the last rate is not reached.
# The last step is steps - 1.
# - return cosine_rate(step - top, steps - 1 - top, peak, start / 10_000)
# + return cosine_rate(step - top, steps - top, peak, start / 10_000)

# %% The peak is one step late.
# It is at step rise * steps - 1, as steps are counted from 0.
# - top = rise * steps - 1
# + top = rise * steps

# %% The peak is rounded to a whole step.
# rise * steps - 1 need not be a whole number.
# - top = rise * steps - 1
# + top = int(rise * steps) - 1
# or
# + top = math.ceil(rise * steps) - 1

# %% The rate starts at 0.
# It starts at peak / 25.
# - start = peak / 25
# + start = 0.0

# %% The rate ends at 0.
# It ends at peak / 250,000.
# - return cosine_rate(step - top, steps - 1 - top, peak, start / 10_000)
# + return cosine_rate(step - top, steps - 1 - top, peak)

# %% The rate ends where it began.
# It ends at a ten-thousandth of the first rate.
# - return cosine_rate(step - top, steps - 1 - top, peak, start / 10_000)
# + return cosine_rate(step - top, steps - 1 - top, peak, start)

# %% The rate ends at a ten-thousandth of the peak.
# It ends at a ten-thousandth of the first rate.
# - return cosine_rate(step - top, steps - 1 - top, peak, start / 10_000)
# + return cosine_rate(step - top, steps - 1 - top, peak, peak / 10_000)

# %% The fall is counted from step 0.
# It begins at the peak: step - top of steps - 1 - top.
# - return cosine_rate(step - top, steps - 1 - top, peak, start / 10_000)
# + return cosine_rate(step, steps - 1, peak, start / 10_000)

# %% The rise is not used.
# The peak is at rise * steps - 1.
# - top = rise * steps - 1
# + top = 0.3 * steps - 1

# %% The rise is a straight line.
# Half a cosine wave, upwards.
# - return cosine_rate(step, top, start, peak)
# + return start + (peak - start) * step / top

# %% There is no rise.
# Before the peak the rate goes from peak / 25 to peak.
# - return cosine_rate(step, top, start, peak)
# + return peak

# %% The fall takes all steps.
# It begins at the peak, so steps - 1 - top are left.
# - return cosine_rate(step - top, steps - 1 - top, peak, start / 10_000)
# + return cosine_rate(step - top, steps - 1, peak, start / 10_000)

# %% The fall is counted from step 0, over the steps that are left.
# It begins at the peak: step - top.
# - return cosine_rate(step - top, steps - 1 - top, peak, start / 10_000)
# + return cosine_rate(step, steps - 1 - top, peak, start / 10_000)
