import { useState } from 'react'

type Steady<T> = {
  readonly list: readonly T[]
  /** How many the list does not show yet. */
  readonly waiting: number
  readonly refresh: () => void
  readonly hold: {
    readonly onPointerEnter: () => void
    readonly onPointerLeave: () => void
    readonly onFocus: () => void
    readonly onBlur: () => void
  }
}

/** A list that stands still while the pointer or the focus is in it, however fast its items change order. */
export function useSteadyList<T>(items: readonly T[]): Steady<T> {
  const [held, setHeld] = useState<readonly T[]>()
  const list = held ?? items
  const holdNow = () => setHeld((now) => now ?? items)
  const release = () => setHeld(undefined)
  return {
    list,
    waiting: items.length - list.length,
    refresh: () => setHeld(items),
    hold: { onPointerEnter: holdNow, onPointerLeave: release, onFocus: holdNow, onBlur: release },
  }
}
