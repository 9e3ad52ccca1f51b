import { api } from '@faultmaven/contracts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { messageOf } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import { visibleText } from '@faultmaven/report'
import { Button } from '../ui/button.tsx'

const QUERY_KEY = ['log-formats']

/** The formats taught so far, for every case of this server; each can be forgotten. */
export function TaughtFormats() {
  const queries = useQueryClient()
  const { data } = useQuery({
    queryKey: QUERY_KEY,
    queryFn: ({ signal }) => call(api.operations.listLogFormats, {}, { signal }),
    staleTime: 0,
  })
  const forget = useMutation({
    mutationFn: (formatId: string) => call(api.operations.deleteLogFormat, { formatId }),
    onSettled: () => queries.invalidateQueries({ queryKey: QUERY_KEY }),
  })
  const formats = data?.formats ?? []
  if (formats.length === 0) return null
  return (
    <details className="text-mut">
      <summary>Formats taught on this server: {formats.length}</summary>
      {forget.error && <p className="text-err">{messageOf(forget.error)}</p>}
      <ul className="mt-1 flex flex-wrap gap-2">
        {formats.map(({ id, title }) => (
          <li key={id} className="flex items-center gap-1 rounded border border-line px-1">
            {visibleText(title)}
            <Button look="quiet" disabled={forget.isPending} onClick={() => forget.mutate(id)} aria-label={`Forget ${title}`}>
              Forget
            </Button>
          </li>
        ))}
      </ul>
    </details>
  )
}
