import type { ReactNode } from 'react'

/** What a panel without content says: why it is empty, and what to do. */
export function EmptyState({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="mx-auto max-w-prose px-4 py-10 text-center">
      <p className="font-semibold">{title}</p>
      <div className="mt-1 text-mut">{children}</div>
    </div>
  )
}
