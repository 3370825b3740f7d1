"""Right programs of other kinds than the worked solutions: loops, branches, recursion, lists."""

PROGRAMS = {
    "ch01.relu_neuron_gradients": """
def relu_neuron_gradients(x, w, b, y):
    z = w * x + b
    if z <= 0:
        return 0.0, 0.0
    slope = 2 * (z - y)
    return slope * x, slope
""",
    "ch01.is_dead": """
def is_dead(z):
    for entry in z:
        if entry > 0:
            return False
    return True
""",
    "ch02.sigmoid_step": """
def sigmoid_step(x, w, b, y, eta):
    small = math.exp(-abs(w * x + b))
    a = 1 / (1 + small) if w * x + b >= 0 else small / (1 + small)
    slope = small / (1 + small) ** 2
    w_new = w - eta * 2 * (a - y) * slope * x
    b_new = b - eta * 2 * (a - y) * slope
    return [w_new, b_new]
""",
    "ch02.cross_entropy": """
def cross_entropy(z, y):
    return max(z, 0.0) - y * z + math.log1p(math.exp(-abs(z)))
""",
    "ch03.chain_gradients": """
def chain_gradients(weights, x, y):
    a = [x]
    for w in weights:
        a.append(w * a[-1] if w * a[-1] > 0 else 0.0)
    da, dz, dw = a[-1] - y, [], []
    for w, before in zip(weights[::-1], a[-2::-1]):
        own = da if w * before > 0 else 0.0
        dz = [own] + dz
        dw = [own * before] + dw
        da = own * w
    return dz, dw
""",
    "ch04.previous_dz": """
def previous_dz(dZ, W, A):
    m, n = dZ.shape
    out = []
    for i in range(m):
        row = []
        for k in range(n):
            arriving = 0.0
            for j in range(n):
                arriving += dZ[i, j] * W[k, j]
            row.append(arriving * A[i, k] * (1 - A[i, k]))
        out.append(row)
    return out
""",
    "ch05.whole_jacobian": """
def whole_jacobian(slopes):
    m, n = slopes.shape
    J = np.zeros((m, n, m, n))
    for p in range(m):
        for q in range(n):
            J[p, q, p, q] = slopes[p, q]
    return J
""",
    "ch05.stable_tanh": """
def my_tanh(z):
    if z < 0:
        return -my_tanh(-z)
    d = math.expm1(-2 * z)
    return -d / (d + 2)
""",
    "ch05.unit_rows": """
def unit_rows_backward(Z, dA):
    dZ = np.empty(Z.shape)
    for i in range(len(Z)):
        length = math.sqrt(Z[i] @ Z[i])
        jacobian = np.eye(len(Z[i])) / length - np.outer(Z[i], Z[i]) / length**3
        dZ[i] = dA[i] @ jacobian
    return dZ
""",
    "ch06.missing_transpose": """
def gradients(A, W, dZ):
    m, n_in = A.shape
    n_out = W.shape[1]
    dA = [[0.0] * n_in for i in range(m)]
    dW = [[0.0] * n_out for p in range(n_in)]
    db = [0.0] * n_out
    for i in range(m):
        for j in range(n_out):
            db[j] += dZ[i, j]
            for p in range(n_in):
                dA[i][p] += dZ[i, j] * W[p, j]
                dW[p][j] += A[i, p] * dZ[i, j]
    return sum(dA, []) + sum(dW, []) + db
""",
    "ch06.tied_weights": """
def tied_gradient(A, W, dZ):
    m, n = A.shape
    k = W.shape[1]
    dW = np.zeros((n, k))
    for i in range(m):
        for p in range(n):
            for q in range(n):
                for j in range(k):
                    dW[p, j] += A[i, p] * dZ[i, q] * W[q, j]
                    dW[q, j] += dZ[i, q] * A[i, p] * W[p, j]
    return dW
""",
    "ch07.hidden_gradient": """
def hidden_gradient(Z1, W2, dZ2):
    m, n_1 = Z1.shape
    dZ1 = np.zeros((m, n_1))
    for i in range(m):
        for p in range(n_1):
            if Z1[i, p] > 0:
                dZ1[i, p] = W2[p] @ dZ2[i]
    return dZ1
""",
    "ch07.mean_gradients": """
def mean_of_squares_gradients(X, W, b, Y):
    m = len(X)
    dW, db = np.zeros(W.shape), np.zeros(b.shape)
    for i in range(m):
        error = X[i] @ W + b - Y[i]
        dW += 2 / m * np.outer(X[i], error)
        db += 2 / m * error
    return dW, db
""",
    "ch07.two_layer_step": """
def two_layer_step(X, Y, W1, W2, eta):
    dW1, dW2 = np.zeros(W1.shape), np.zeros(W2.shape)
    for x, y in zip(X, Y):
        z = x @ W1
        a = np.where(z > 0, z, 0)
        dz2 = 2 * (a @ W2 - y)
        dW2 += np.outer(a, dz2)
        dW1 += np.outer(x, np.where(z > 0, W2 @ dz2, 0))
    return W1 - eta * dW1, W2 - eta * dW2
""",
    "ch08.he_std": """
def he_std(fan_in, slope):
    right, left = 0.5, 0.5 * slope * slope
    return (fan_in * (right + left)) ** -0.5
""",
    "ch09.relative_variance": """
def relative_variance(widths):
    return np.prod(1 + 5 / np.array(widths[1:])) - 1
""",
    "ch09.angle_after": """
def angle_after(angle, depth):
    if depth == 0:
        return angle
    cosine = math.cos(angle) + (math.sin(angle) - angle * math.cos(angle)) / math.pi
    return angle_after(math.acos(min(1.0, cosine)), depth - 1)
""",
    "ch10.rms_norm": """
def rms_norm_backward(dN, Z):
    m, n = Z.shape
    out = np.empty((m, n))
    for i in range(m):
        square = Z[i] @ Z[i] / n
        along = dN[i] @ Z[i] / (n * square)
        out[i] = (dN[i] - along * Z[i]) / math.sqrt(square)
    return out
""",
    "ch11.sample_loss": """
def sample_loss(logits, c):
    total = 0.0
    for k in range(len(logits)):
        total += math.exp(min(logits[k] - max(logits), 0.0))
    return max(logits) - logits[c] + math.log(total)
""",
    "ch12.chi": """
def chi(sw2, sb2):
    q = 1.0
    for _ in range(200):
        q = sw2 * (density @ np.tanh(np.sqrt(q) * u) ** 2) + sb2
    slopes = 1 - np.tanh(np.sqrt(q) * u) ** 2
    return sw2 * (density @ slopes**2)
""",
    "ch13.relu_jacobian": """
def relu_jacobian(x, W1, b1, W2, b2):
    n_0, n_1 = W1.shape
    n_2 = W2.shape[1]
    z1 = x @ W1 + b1
    z2 = np.maximum(z1, 0) @ W2 + b2
    J = np.zeros((n_2, n_0))
    for i in range(n_2):
        for j in range(n_1):
            for p in range(n_0):
                if z1[j] > 0 and z2[i] > 0:
                    J[i, p] += W2[j, i] * W1[p, j]
    return J
""",
    "ch13.moment": """
def moment(depth, k):
    if k == 0:
        return 1
    def split(pieces, words):
        if pieces == 1:
            return moment(depth, words)
        total = 0
        for first in range(words + 1):
            total += moment(depth, first) * split(pieces - 1, words - first)
        return total
    return split(depth + 1, k - 1)
""",
    "ch14.per_sample": """
def per_sample(dZ):
    m, n = dZ.shape
    return np.linalg.norm(m * dZ) / math.sqrt(m * n)
""",
}
