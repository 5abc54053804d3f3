# %% What the cache holds is not compared: the backward pass gets that of the reference.
# - return out.reshape(N, C_out, OH, OW), (cols, w, b, (H, W), stride, padding)
# + return out.reshape(N, C_out, OH, OW), (w, cols, b, (H, W), stride, padding)
# or
# + return out.reshape(N, C_out, OH, OW), (cols, b, w, (H, W), stride, padding)
# or
# + return out.reshape(N, C_out, OH, OW), (cols, w, (H, W), b, stride, padding)
# or
# + return out.reshape(N, C_out, OH, OW), (cols, w, b, stride, (H, W), padding)
# or
# + return out.reshape(N, C_out, OH, OW), (cols, w, b, (H, W), padding, stride)
# or
# + return out.reshape(N, C_out, OH, OW), (cols, w, b, (W, H), stride, padding)
