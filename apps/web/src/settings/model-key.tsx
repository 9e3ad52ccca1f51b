import { api } from '@faultmaven/contracts'
import { useMutation } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { messageOf } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import { useModelsChanged } from '../api/settings.ts'
import { Button } from '../ui/button.tsx'

type Props = { readonly model: string; readonly hasSealedKey: boolean }

/** Gives a model its key, which nothing shows again, or takes it back. */
export function ModelKey({ model, hasSealedKey }: Props) {
  const id = useId()
  const changed = useModelsChanged()
  const [key, setKey] = useState('')
  const [done, setDone] = useState('')
  const change = useMutation({
    async mutationFn(what: 'give' | 'forget') {
      if (what === 'give') await call(api.operations.setModelKey, { model, key })
      else await call(api.operations.removeModelKey, { model })
      setKey('')
      setDone(
        what === 'give'
          ? 'Sealed. From now on the model is asked with it; try it with Test.'
          : 'Forgotten. That of the file holds again.',
      )
      await changed()
    },
  })
  return (
    <form
      className="mt-2 border-t border-line pt-2"
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate('give')
      }}
    >
      <label htmlFor={id} className="block text-xs text-mut">
        Key of the provider for “{model}”. It is sealed on the server and goes before that of the file; nothing shows it again.
      </label>
      <div className="mt-1 flex flex-wrap gap-1.5">
        <input
          id={id}
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={key}
          onChange={(event) => setKey(event.target.value)}
          className="h-8 min-w-0 flex-1 basis-48 rounded border border-edge bg-bg px-2 font-mono"
        />
        <Button type="submit" look="main" disabled={key.trim() === '' || change.isPending}>
          Seal the key
        </Button>
        {hasSealedKey && (
          <Button look="danger" disabled={change.isPending} onClick={() => change.mutate('forget')}>
            Forget the key
          </Button>
        )}
      </div>
      <p aria-live="polite" className={change.error ? 'mt-1 text-err' : 'mt-1 text-ok'}>
        {change.error ? messageOf(change.error) : done}
      </p>
    </form>
  )
}
