"""How far a share of a few cases can be trusted."""

from __future__ import annotations

import math

Z95 = 1.959964
"""The standard normal's 97.5 % quantile."""


def wilson(hits: int, n: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval (Wilson 1927) for a share of ``hits`` in ``n`` cases; (0, 1) without any.

    Unlike the normal approximation it stays inside 0 and 1 and holds for few cases.
    """
    if n == 0:
        return 0.0, 1.0
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # With no case wrong, or none right, the interval ends at the share: rounding must not keep it away.
    return max(0.0, middle - half) if hits else 0.0, min(1.0, middle + half) if hits < n else 1.0
