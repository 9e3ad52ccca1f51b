import { FileText, X } from 'lucide-react'
import { bytes, plural } from '../format/amounts.ts'
import { Button } from '../ui/button.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { SourceName } from '../ui/source-name.tsx'
import type { PickedFile } from './picked-file.ts'

type Props = { readonly files: readonly PickedFile[]; readonly onRemove: (id: string) => void }
const SHOWN = 100

/** The files that Send will take, with their sizes. */
export function FileList({ files, onRemove }: Props) {
  if (files.length === 0) return null
  const total = files.reduce((sum, { file }) => sum + file.size, 0)
  return (
    <div>
      <ScrollRegion label="Files to send" className="max-h-44 rounded border border-line">
        <ul>
          {files.slice(0, SHOWN).map(({ id, name, file }) => (
            <li key={id} className="flex items-center gap-2 border-b border-line px-2 last:border-b-0">
              <FileText size={13} aria-hidden className="shrink-0 text-mut" />
              <span className="min-w-0 flex-1 py-1">
                <SourceName name={name} />
              </span>
              <span className="shrink-0 text-mut">{file.size === 0 ? 'empty' : bytes(file.size)}</span>
              <Button look="quiet" onClick={() => onRemove(id)} aria-label={`Remove ${name}`}>
                <X size={13} aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      </ScrollRegion>
      <p className="mt-1 text-mut">
        {plural(files.length, 'file')}, {bytes(total)} in all
        {files.length > SHOWN && `; the first ${SHOWN} are listed, all will be sent`}
      </p>
    </div>
  )
}
