import { type ReactNode, useId } from 'react'

/** A titled part of the answer. */
export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="mt-4">
      <h3 id={id} className="mb-1.5 text-xs font-semibold tracking-wide text-mut uppercase">
        {title}
      </h3>
      {children}
    </section>
  )
}
