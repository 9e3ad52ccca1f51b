import type { ReactNode } from 'react'
import { visibleText } from '@faultmaven/report'
import { CopyButton } from '../ui/copy-button.tsx'

type Props = { readonly command: string; readonly children?: ReactNode }

/** A command to copy. It wraps and is never clipped: a cut-off command is dangerous. */
export function Command({ command, children }: Props) {
  return (
    <div className="mt-1 flex flex-wrap items-end gap-x-2 gap-y-1 rounded bg-raised p-1.5">
      <pre className="min-w-56 flex-1 py-1 font-mono text-xs break-all whitespace-pre-wrap">{visibleText(command)}</pre>
      <div className="ml-auto flex items-center gap-2">
        {children}
        <CopyButton text={command} what="command" />
      </div>
    </div>
  )
}
