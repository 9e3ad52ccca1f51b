import { useState } from 'react'

/** A setting kept in local storage; the first of `values` is the default. */
export function usePreference<T extends string>(name: string, values: readonly [T, ...T[]]): [T, (value: T) => void] {
  const [value, setValue] = useState(() => readPreference(name, values))
  return [
    value,
    (next) => {
      setValue(next)
      quietly(() => localStorage.setItem(`fm-${name}`, next))
    },
  ]
}

/** The stored value of a setting, or its default when there is none or storage is blocked. */
export function readPreference<T extends string>(name: string, values: readonly [T, ...T[]]): T {
  const stored = quietly(() => localStorage.getItem(`fm-${name}`))
  return values.find((value) => value === stored) ?? values[0]
}

function quietly<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch {
    return undefined
  }
}
