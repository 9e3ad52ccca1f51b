import type { LogPreview } from '@faultmaven/contracts'
import { fullTime } from '../format/time.ts'
import { visibleText } from '@faultmaven/report'
import { ScrollRegion } from '../ui/scroll-region.tsx'

/** Lines as the proposed format reads them; those that it does not read stand whole. */
export function PreviewTable({ rows }: { readonly rows: readonly LogPreview[] }) {
  const fields = [...new Set(rows.flatMap(({ read }) => Object.keys(read?.fields ?? {})))].slice(0, 8)
  const columns = ['Time', 'Level', 'Host', 'Component', ...fields, 'Message']
  return (
    <ScrollRegion label="Lines as this format reads them" className="h-52 border border-line">
      <table className="w-full border-collapse font-mono text-xs">
        <thead className="sticky top-0 bg-panel text-left font-sans">
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className="px-1.5 py-1 font-semibold">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ text, read }, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- lines have no other identity and may be the same
            <tr key={at} className="border-t border-line align-top whitespace-pre">
              {read === undefined ? (
                <td colSpan={columns.length} className="px-1.5 text-warn">
                  ✕ not read: {visibleText(text.slice(0, 200))}
                </td>
              ) : (
                <>
                  <td className="px-1.5">{read.time === undefined ? '–' : fullTime(read.time)}</td>
                  <td className="px-1.5 uppercase">{read.severity ?? '–'}</td>
                  <td className="px-1.5">{visibleText(read.host ?? '–')}</td>
                  <td className="px-1.5">{visibleText(read.component ?? '–')}</td>
                  {fields.map((field) => (
                    <td key={field} className="px-1.5">
                      {visibleText(String(read.fields[field] ?? '–'))}
                    </td>
                  ))}
                  <td className="px-1.5">{visibleText(read.body.slice(0, 200))}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
