import { Check, Copy, TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'

type Props = { readonly text: string; readonly what: string; readonly children?: string }
type State = 'idle' | 'copied' | 'failed'

/** Copies a text and says so in its own place; the width of all its states is reserved. */
export function CopyButton({ text, what, children = 'Copy' }: Props) {
  const [state, setState] = useState<State>('idle')
  useEffect(() => {
    const timer = state === 'idle' ? undefined : setTimeout(() => setState('idle'), 2500)
    return () => clearTimeout(timer)
  }, [state])
  const copy = () => copyText(text).then(setState)
  return (
    <Button onClick={() => void copy()} aria-label={`${children} ${what}`} className="min-w-20 shrink-0">
      {state === 'idle' && <Copy size={13} aria-hidden />}
      {state === 'copied' && <Check size={13} aria-hidden className="text-ok" />}
      {state === 'failed' && <TriangleAlert size={13} aria-hidden className="text-warn" />}
      <span aria-live="polite">{{ idle: children, copied: 'Copied', failed: 'Blocked' }[state]}</span>
    </Button>
  )
}

/** Puts text on the clipboard; a browser may refuse. */
export async function copyText(text: string): Promise<'copied' | 'failed'> {
  try {
    await navigator.clipboard.writeText(text)
    return 'copied'
  } catch {
    return 'failed'
  }
}
