import { api, type ConfiguredModel } from '@faultmaven/contracts'
import { visibleText } from '@faultmaven/report'
import { useMutation } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import { useModelsChanged } from '../api/settings.ts'
import { count, plural } from '../format/amounts.ts'
import { Button } from '../ui/button.tsx'
import { useNow } from '../ui/use-now.ts'
import { ModelKey } from './model-key.tsx'
import { priceAge } from './price-age.ts'

/** One model: where it is, what it costs and since when that is known, whether it answers, its key. */
export function ModelRow({ model }: { readonly model: ConfiguredModel }) {
  const { name, provider, modelId, host, use, region, contextTokens, isResting, hasSealedKey } = model
  const [isKeyOpen, setKeyOpen] = useState(false)
  const changed = useModelsChanged()
  const test = useMutation({ mutationFn: () => call(api.operations.testModel, { model: name }), onSettled: changed })
  return (
    <li className="rounded border border-line px-2 py-1.5 wrap-anywhere">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-0 flex-1 basis-60">
          <p>
            <span className="font-semibold">{name}</span>{' '}
            <span className="text-mut">
              {visibleText(modelId)} at {visibleText(host)}
            </span>
          </p>
          <p className="text-xs text-mut">
            {[provider, use, region, `${count(contextTokens)} tokens at once`, hasSealedKey ? 'key given here' : undefined]
              .filter((part) => part !== undefined)
              .join(' · ')}
          </p>
        </div>
        {isResting && <span className="text-xs text-warn">rests after failures</span>}
        <span className="flex gap-1.5">
          <Button disabled={test.isPending} onClick={() => test.mutate()} aria-label={`Test ${name}`}>
            {test.isPending ? 'Asking…' : 'Test'}
          </Button>
          <Button aria-expanded={isKeyOpen} onClick={() => setKeyOpen(!isKeyOpen)} aria-label={`Key of ${name}`}>
            Key
          </Button>
        </span>
      </div>
      <Price price={model.price} />
      <div aria-live="polite">
        {test.error && <p className="mt-1 text-err">{messageOf(test.error)}</p>}
        {test.data && <TestResult {...test.data} />}
      </div>
      {isKeyOpen && <ModelKey model={name} hasSealedKey={hasSealedKey} />}
    </li>
  )
}

type Tested = {
  readonly ok: boolean
  readonly latencyMs: number
  readonly said?: string | undefined
  readonly why?: string | undefined
}

function TestResult({ ok, latencyMs, said, why }: Tested) {
  const words = said === undefined ? '' : `: “${visibleText(said.trim())}”`
  return ok ? (
    <p className="mt-1 text-ok">
      Answered in {count(latencyMs)} ms{words}
    </p>
  ) : (
    <p className="mt-1 text-err">
      No answer after {count(latencyMs)} ms. {visibleText(why ?? '')}
      {words}
    </p>
  )
}

function Price({ price }: Pick<ConfiguredModel, 'price'>) {
  const nowMs = useNow(3_600_000)
  if (!price) return <p className="mt-0.5 text-xs text-mut">Its price is not known: it counts as no dollars.</p>
  const { days, isOld } = priceAge(price.date, nowMs)
  return (
    <p className="mt-0.5 text-xs text-mut">
      ${price.input} in, ${price.output} out a million tokens, read on {price.date} from {visibleText(price.source)}
      {isOld && (
        <span className="mt-0.5 flex items-center gap-1 text-warn">
          <TriangleAlert size={12} aria-hidden className="shrink-0" />
          This is {plural(days, 'day')} old: look it up and write the price into the file of models.
        </span>
      )}
    </p>
  )
}
