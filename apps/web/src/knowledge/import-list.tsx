import { messageOf } from '../api/api-error.ts'
import { useImports } from '../api/knowledge.ts'
import { Notice } from '../ui/notice.tsx'
import { ImportRow } from './import-row.tsx'

/** What was imported together, the last import of each. */
export function ImportList() {
  const { data, error } = useImports()
  if (error)
    return (
      <div className="mt-3">
        <Notice look="error" title="The imports cannot be listed">
          {messageOf(error)}
        </Notice>
      </div>
    )
  if (!data || data.imports.length === 0) return undefined
  return (
    <section aria-label="Imports" className="mt-4">
      <h2 className="mb-1.5 font-semibold">Imports</h2>
      <ul className="flex flex-col gap-1.5">
        {data.imports.map((one) => (
          <ImportRow key={one.importId} last={one} />
        ))}
      </ul>
    </section>
  )
}
