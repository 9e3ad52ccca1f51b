import { useEffect, useEffectEvent, useState } from 'react'

/** Whether the browser shows this tab; `onShown` runs each time it comes back. */
export function useTabVisible(onShown: () => void): boolean {
  const [visible, setVisible] = useState(() => document.visibilityState === 'visible')
  const changed = useEffectEvent(() => {
    const now = document.visibilityState === 'visible'
    setVisible(now)
    if (now) onShown()
  })
  useEffect(() => {
    const listen = () => changed()
    document.addEventListener('visibilitychange', listen)
    return () => document.removeEventListener('visibilitychange', listen)
  }, [])
  return visible
}
