import { api } from '@faultmaven/contracts'
import { useMutation } from '@tanstack/react-query'
import { messageOf } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import { useCorpora, useKnowledgeChanged, useMayShare } from '../api/knowledge.ts'
import { Button } from '../ui/button.tsx'

/** Openly licensed documents of others, which the server fetches from those who publish them. */
export function CorpusList() {
  const { data } = useCorpora()
  const { withAll = false } = useMayShare() ?? {}
  const changed = useKnowledgeChanged()
  const fetching = useMutation({
    mutationFn: (corpusId: string) => call(api.operations.importCorpus, { corpusId }),
    onSuccess: changed,
  })
  return (
    <section aria-label="What others published">
      <h2 className="font-semibold">What others published</h2>
      <p className="text-xs text-mut">
        Your server fetches them with git from where they are published; FaultMaven ships none of them.
        {!withAll && ' They are for everybody: an administrator imports them.'}
      </p>
      <ul className="mt-1.5 flex flex-col gap-1.5">
        {data?.corpora.map(({ id, name, licence, attribution, url }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="min-w-0 flex-1 basis-60 wrap-anywhere">
              {name}{' '}
              <span className="text-xs text-mut">
                {licence}, {attribution}, {url}
              </span>
            </span>
            {withAll && (
              <Button disabled={fetching.isPending} aria-label={`Import ${name}`} onClick={() => fetching.mutate(id)}>
                Import
              </Button>
            )}
          </li>
        ))}
      </ul>
      {fetching.error && (
        <p role="alert" className="mt-1 text-err">
          {messageOf(fetching.error)}
        </p>
      )}
    </section>
  )
}
