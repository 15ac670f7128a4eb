"""Logistic regression with a ridge, for the scripts that train: numpy only, nothing random, the same weights on every run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

MEMORY = 10
# Steps of Newton's method, and the share of the loss that one must gain for another to follow.
NEWTON_STEPS, NEWTON_GAIN = 30, 3e-6
# The share of a step below which no step helps.
LEAST_LENGTH = 1e-4


def fit_logistic(matrix: Array, labels: Array, weights: Array, ridge: float, *, steps: int, least_gain: float = 0.0) -> Array:
    """The weights of the columns that make the labels likeliest; the last column is the bias, which is hardly held back.

    `matrix` has one row per line, float32; `labels` are 0 or 1; `weights` say how much a row counts, and `ridge` half of what a
    squared weight does. The search ends after `steps`, or when one gains less than `least_gain`, a share of the loss.
    """
    pull = np.full(matrix.shape[1], ridge)
    pull[-1] = 1e-6

    def loss(b: Array) -> tuple[float, Array]:
        scores = (matrix @ b.astype(np.float32)).astype(np.float64)
        errors = weights * (1 / (1 + np.exp(-scores)) - labels)
        value = (weights * (np.logaddexp(0, scores) - labels * scores)).sum() + 0.5 * (pull * b * b).sum()
        return float(value), matrix.T @ errors.astype(np.float32) + pull * b

    return minimize(loss, np.zeros(matrix.shape[1]), steps, least_gain)


def minimize(loss: Callable[[Array], tuple[float, Array]], start: Array, steps: int, least_gain: float) -> Array:
    """L-BFGS with a backtracking search (Nocedal and Wright, Numerical Optimization, algorithm 7.4)."""
    at, (value, slope) = start, loss(start)
    moves: list[tuple[Array, Array]] = []
    for _ in range(steps):
        direction = _find_direction(slope, moves)
        length, gain = 1.0, float(slope @ direction)
        for _ in range(20):
            following = at - length * direction
            new_value, new_slope = loss(following)
            if new_value <= value - 1e-4 * length * gain:
                break
            length /= 2
        if (following - at) @ (new_slope - slope) > 1e-16:
            moves = [*moves, (following - at, new_slope - slope)][-MEMORY:]
        gained = (value - new_value) / value
        at, value, slope = following, new_value, new_slope
        if gained < least_gain:
            break
    return at


def _find_direction(slope: Array, moves: list[tuple[Array, Array]]) -> Array:
    if not moves:
        return np.asarray(slope / max(1.0, float(np.abs(slope).max())))
    direction, steps = slope.copy(), []
    for move, change in reversed(moves):
        steps.append((move @ direction) / (move @ change))
        direction -= steps[-1] * change
    direction *= (moves[-1][0] @ moves[-1][1]) / (moves[-1][1] @ moves[-1][1])
    for (move, change), step in zip(moves, reversed(steps), strict=True):
        direction += move * (step - (change @ direction) / (move @ change))
    return direction


class NewtonFit(NamedTuple):
    """The weights of the columns, and the curvature of the loss there, with which fits to similar rows begin."""

    weights: Array
    curvature: Array


def fit_by_newton(matrix: Array, labels: Array, shares: Array, ridge: float, start: NewtonFit | None = None) -> NewtonFit:
    """The weights that `fit_logistic` looks for by Newton's method, which takes few steps where columns are hundreds.

    `shares` are weights of the rows, of which many may be 0. With `start`, the fit of other rows, its curvature is kept: more
    steps, each of which is a hundred times as fast.
    """
    pull = np.full(matrix.shape[1], ridge)
    pull[-1] = 1e-6

    def loss(b: Array) -> tuple[float, Array]:
        scores = (matrix @ b.astype(np.float32)).astype(np.float64)
        return float((shares * (np.logaddexp(0, scores) - labels * scores)).sum() + 0.5 * (pull * b * b).sum()), scores

    at, curvature = (np.zeros(len(pull)), np.diag(pull)) if start is None else start
    value, scores = loss(at)
    for _ in range(NEWTON_STEPS):
        chances = 1 / (1 + np.exp(-scores))
        slope = matrix.T @ (shares * (chances - labels)).astype(np.float32) + pull * at
        if start is None:
            curvature = measure_curvature(matrix, shares * chances * (1 - chances)) + np.diag(pull)
        direction = np.linalg.solve(curvature, slope)
        length, gain = 1.0, float(slope @ direction)
        while not (new := loss(at - length * direction))[0] <= value - 1e-4 * length * gain and length > LEAST_LENGTH:
            length /= 2
        if length <= LEAST_LENGTH:
            break
        gained = (value - new[0]) / value
        at, (value, scores) = at - length * direction, new
        if gained < NEWTON_GAIN:
            break
    return NewtonFit(at, curvature)


def measure_curvature(matrix: Array, weights: Array) -> Array:
    """How the loss bends where its rows have such weights."""
    rows = np.flatnonzero(weights)
    scaled = matrix[rows] * np.sqrt(weights[rows]).astype(np.float32)[:, None]
    return (scaled.T @ scaled).astype(np.float64)
