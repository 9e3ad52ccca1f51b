import { useEffect, useState } from 'react'
import { droppedFiles } from './dropped-files.ts'
import type { PickedFile } from './picked-file.ts'

type Props = { readonly onFiles: (files: readonly PickedFile[]) => void; readonly hint?: string }

/** Takes files and folders dropped anywhere on the page, and shows so while they hover. */
export function DropTarget({ onFiles, hint = 'Drop to add. Nothing is sent before you press Send.' }: Props) {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const take = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setOver(event.type === 'dragover')
      if (event.type === 'drop') void droppedFiles(event.dataTransfer).then(onFiles)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    addEventListener('dragover', take)
    addEventListener('drop', take)
    addEventListener('dragleave', leave)
    return () => {
      removeEventListener('dragover', take)
      removeEventListener('drop', take)
      removeEventListener('dragleave', leave)
    }
  }, [onFiles])
  if (!over) return null
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-bg/85">
      <p className="rounded-lg border-2 border-dashed border-acc px-10 py-8 text-lg font-semibold">{hint}</p>
    </div>
  )
}
