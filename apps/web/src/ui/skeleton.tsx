import { useEffect, useState } from 'react'

const DELAY_MS = 300

/** Grey bars in the place of what loads; nothing for the first 300 ms, so that quick answers do not flicker. */
export function Skeleton({ rows, label }: { readonly rows: number; readonly label: string }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), DELAY_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <output aria-busy="true" aria-label={label} className="flex flex-col gap-2 p-3">
      {late && Array.from({ length: rows }, (_, row) => <span key={row} className="h-3.5 rounded bg-raised" />)}
    </output>
  )
}
