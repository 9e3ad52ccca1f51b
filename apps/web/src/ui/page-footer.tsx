import type { ReactNode } from 'react'

/** The last line of a page. */
export function PageFooter({ children }: { readonly children: ReactNode }) {
  return (
    <footer className="flex flex-wrap items-center gap-x-4 border-t border-line px-3 py-1 text-xs text-mut">{children}</footer>
  )
}
