/** Beyond, sums and squares leave what numbers can hold. Nothing that is measured is so large. */
const LARGEST = 1e150

/** A value with which can be reckoned: one beyond ±1e150 counts as that. */
export const bounded = (value: number): number => Math.max(-LARGEST, Math.min(LARGEST, value))
