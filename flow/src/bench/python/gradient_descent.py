"""Scaled gradient descent of a tanh Res-Net, written by hand in NumPy and in PyTorch: the baselines of the race.

    gradient_descent.py race FOLDER FRAMEWORK SECONDS      descend until the excess is 1e-8, or for so many seconds
    gradient_descent.py step FRAMEWORK SAMPLES WIDTH       time one plain gradient step

FOLDER holds inputs.npy (N x d), targets.npy (N x c), input.npy (d x m), hidden0.npy .. (m x m), output.npy (m x c) and race.json
with the loss, its optimum and a first step to search from. Prints one JSON object. Double precision throughout.

    beta_1 = X V_1/d,  alpha_l = h(beta_{l-1}) V_l/m,  beta_l = beta_{l-1} + tanh(alpha_l),  f = h(beta_L) v/m

Each gradient is multiplied by the two adjacent widths, input width d and output width 1, as the theory of the wide limit asks.
"""

import json
import math
import os
import statistics
import sys
import time

import numpy as np

EXCESS = 1e-8
SEARCH_STEPS = 200
DIVERGED = 1e3
DEPTH = 3


def loss_and_gradient(name, f, y):
    """The mean loss and g = phi'(f, y)/N."""
    if name == "squared":
        r = f - y
        return 0.5 * np.sum(r * r) / len(y), r / len(y)
    top = f.max(axis=1, keepdims=True)
    e = np.exp(f - top)
    total = e.sum(axis=1, keepdims=True)
    value = np.sum(np.log(total[:, 0]) + top[:, 0] - np.sum(f * y, axis=1)) / len(y)
    return value, (e / total - y) / len(y)


class NumPyNetwork:
    """Forward, backward and update by hand; the m x m buffer of an update is reused."""

    def __init__(self, problem):
        self.x, self.y, self.loss = problem["inputs"], problem["targets"], problem["loss"]
        self.first = problem["input"].copy()
        self.hidden = [v.copy() for v in problem["hidden"]]
        self.last = problem["output"].copy()
        self.buffer = np.empty_like(self.hidden[0])

    def step(self, eta):
        """One step; returns the loss before it."""
        d, m = self.first.shape
        beta = self.x @ self.first
        beta /= d
        h = [np.tanh(beta)]
        residual = []
        for v in self.hidden:
            alpha = h[-1] @ v
            alpha /= m
            np.tanh(alpha, out=alpha)
            residual.append(alpha)
            beta = beta + alpha
            h.append(np.tanh(beta))
        f = h[-1] @ self.last
        f /= m
        value, g = loss_and_gradient(self.loss, f, self.y)
        delta = (g @ self.last.T) * (1 - h[-1] ** 2)
        updates = []
        for l in range(len(self.hidden) - 1, -1, -1):
            e = delta * (1 - residual[l] ** 2)
            back = e @ self.hidden[l].T
            back /= m
            delta = delta + (1 - h[l] ** 2) * back
            updates.append((l, e))
        for l, e in updates:
            e *= eta
            np.matmul(h[l].T, e, out=self.buffer)
            self.hidden[l] -= self.buffer
        self.last -= eta * (h[-1].T @ g)
        self.first -= eta * (self.x.T @ delta)
        return value


class TorchNetwork:
    """Forward by hand, backward by automatic differentiation, update in place."""

    def __init__(self, problem):
        import torch

        self.torch = torch
        tensor = lambda a: torch.tensor(a, dtype=torch.float64)
        self.x, self.y, self.loss = tensor(problem["inputs"]), tensor(problem["targets"]), problem["loss"]
        weights = [problem["input"], *problem["hidden"], problem["output"]]
        self.weights = [tensor(w).requires_grad_() for w in weights]
        d, m = problem["input"].shape
        self.scales = [d * m] + [m * m] * (len(weights) - 2) + [m]

    def step(self, eta):
        torch = self.torch
        first, *hidden, last = self.weights
        d, m = first.shape
        beta = self.x @ first / d
        for v in hidden:
            beta = beta + torch.tanh(torch.tanh(beta) @ v / m)
        f = torch.tanh(beta) @ last / m
        if self.loss == "squared":
            value = 0.5 * torch.sum((f - self.y) ** 2) / len(self.y)
        else:
            value = -torch.sum(torch.log_softmax(f, dim=1) * self.y) / len(self.y)
        gradients = torch.autograd.grad(value, self.weights)
        with torch.no_grad():
            for w, g, scale in zip(self.weights, gradients, self.scales):
                w.add_(g, alpha=-eta * scale)
        return value.item()


NETWORKS = {"numpy": NumPyNetwork, "torch": TorchNetwork}


def read(folder):
    load = lambda name: np.load(os.path.join(folder, name + ".npy"))
    with open(os.path.join(folder, "race.json")) as file:
        problem = json.load(file)
    for name in ("inputs", "targets", "input", "output"):
        problem[name] = load(name)
    problem["hidden"] = [load(f"hidden{l}") for l in range(DEPTH - 1)]
    return problem


def descend(make, eta, target, steps=None, seconds=math.inf):
    """Steps, seconds and the last loss; an infinite one if the run diverged."""
    network = make()
    begin = time.perf_counter()
    count = 0
    limit = None
    value = math.inf
    with np.errstate(over="ignore", invalid="ignore"):
        while True:
            value = network.step(eta)
            count += 1
            limit = DIVERGED * value if limit is None else limit
            elapsed = time.perf_counter() - begin
            if not value <= limit:
                return count, elapsed, math.inf
            if value <= target or count == steps or elapsed > seconds:
                return count, elapsed, value


def best_step(make, first):
    """The step of least loss after 200 steps: doubled or halved while that helps, then the square root of two to either side."""
    trial = lambda eta: (descend(make, eta, -math.inf, SEARCH_STEPS + 1)[2], eta)
    best = trial(first)
    for factor in (2, 0.5):
        while True:
            tried = trial(best[1] * factor)
            if not tried[0] < best[0]:
                break
            best = tried
    center = best[1]
    for eta in (center * math.sqrt(2), center / math.sqrt(2)):
        tried = trial(eta)
        best = tried if tried[0] < best[0] else best
    return best[1]


def race(folder, framework, seconds):
    problem = read(folder)
    make = lambda: NETWORKS[framework](problem)
    eta = best_step(make, problem["firstStep"])
    target = problem["optimum"] + EXCESS
    while True:
        steps, elapsed, value = descend(make, eta, target, seconds=seconds)
        if math.isfinite(value):
            break
        eta /= 2  # a step that was best after 200 steps can be too long later on
    return {"step": eta, "steps": steps, "seconds": elapsed, "excess": value - problem["optimum"], "reached": bool(value <= target)}


def step(framework, samples, width):
    random = np.random.default_rng(1)
    problem = {
        "loss": "squared",
        "inputs": random.standard_normal((samples, 5)),
        "targets": random.standard_normal((samples, 1)),
        "input": random.standard_normal((5, width)),
        "hidden": [random.standard_normal((width, width)) for _ in range(DEPTH - 1)],
        "output": random.standard_normal((width, 1)),
    }
    network = NETWORKS[framework](problem)
    begin = time.perf_counter()
    while time.perf_counter() - begin < 1:
        network.step(1e-3)
    times = []
    begin = time.perf_counter()
    while time.perf_counter() - begin < 3 or len(times) < 5:
        start = time.perf_counter()
        network.step(1e-3)
        times.append(time.perf_counter() - start)
    return {"seconds": statistics.median(times), "steps": len(times)}


def main(arguments):
    if "torch" in arguments:
        import torch

        torch.set_num_threads(int(os.environ["OPENBLAS_NUM_THREADS"]))
    if arguments[0] == "race":
        result = race(arguments[1], arguments[2], float(arguments[3]))
    else:
        result = step(arguments[1], int(arguments[2]), int(arguments[3]))
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
