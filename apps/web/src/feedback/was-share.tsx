import type { Hypothesis } from '@faultmaven/contracts'

/** "▼ was 81%" beside a confidence that feedback moved; takes the same room when it did not. */
export function WasShare({ hypothesis: { was, confidence } }: { readonly hypothesis: Hypothesis }) {
  const before = Math.round((was ?? confidence) * 100)
  const now = Math.round(confidence * 100)
  const fell = now < before
  return (
    <span className="inline-block w-20 shrink-0 text-right font-mono text-mut">
      {before !== now && (
        <>
          <span aria-hidden className={fell ? 'text-err' : 'text-ok'}>
            {fell ? '▼' : '▲'}
          </span>
          <span className="sr-only">{fell ? 'fell,' : 'rose,'}</span> was {before}%
        </>
      )}
    </span>
  )
}
