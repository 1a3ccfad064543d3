// Limits: how much the lab takes on.

export const MOST_STEPS = 10_000_000
