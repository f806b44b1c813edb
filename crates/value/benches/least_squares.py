"""Least squares with one effect per item: rows of float64 on stdin (regressors, response, item), seconds of processor on stdout."""
import sys
import time

import numpy as np

n, k, items = map(int, sys.argv[1:])
data = np.frombuffer(sys.stdin.buffer.read(), dtype="<f8").reshape(n, k + 2)
x, y, item = np.ascontiguousarray(data[:, :k]), np.ascontiguousarray(data[:, k]), data[:, k + 1].astype(np.int64)
start = time.process_time()
count = np.maximum(np.bincount(item, minlength=items), 1)
within = y - (np.bincount(item, y, items) / count)[item]
columns = [x[:, i] - (np.bincount(item, x[:, i], items) / count)[item] for i in range(3, k)]
np.linalg.lstsq(np.column_stack(columns), within, rcond=None)
print(time.process_time() - start)
