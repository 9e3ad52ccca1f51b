import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

const LOOKS = {
  info: { icon: Info, box: 'border-line bg-panel', ink: 'text-mut' },
  partial: { icon: TriangleAlert, box: 'border-warn/60 bg-panel', ink: 'text-warn' },
  error: { icon: CircleAlert, box: 'border-err/70 bg-panel', ink: 'text-err' },
} as const

type Props = { readonly look: keyof typeof LOOKS; readonly title: string; readonly children?: ReactNode }

/** A boxed message: what happened in `title`, what still works and what to do in the children. */
export function Notice({ look, title, children }: Props) {
  const { icon: Icon, box, ink } = LOOKS[look]
  return (
    <div className={`flex gap-2 rounded border p-2.5 ${box}`} role={look === 'error' ? 'alert' : undefined}>
      <Icon size={15} aria-hidden className={`mt-0.5 shrink-0 ${ink}`} />
      <div className="min-w-0 flex-1 wrap-anywhere">
        <p className="font-semibold">{title}</p>
        {children && <div className="mt-0.5 text-mut">{children}</div>}
      </div>
    </div>
  )
}
