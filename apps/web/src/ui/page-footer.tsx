import type { ReactNode } from 'react'

/** What left this server for a model. No provider exists in this version, so the figure is a fact of the build. */
export function PageFooter({ children }: { readonly children?: ReactNode }) {
  return (
    <footer className="flex flex-wrap items-center gap-x-4 border-t border-line px-3 py-1 text-xs text-mut">
      <span>0 bytes have gone to a model</span>
      {children}
    </footer>
  )
}
