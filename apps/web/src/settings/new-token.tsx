import { api } from '@faultmaven/contracts'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import { useTokensChanged } from '../api/settings.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Notice } from '../ui/notice.tsx'

const DAYS = [7, 30, 90, 365] as const

/** Makes a token and shows it, this once. */
export function NewToken() {
  const changed = useTokensChanged()
  const [name, setName] = useState('')
  const [days, setDays] = useState(90)
  const create = useMutation({
    mutationFn: () => call(api.operations.createToken, { name: name.trim(), days }),
    async onSuccess() {
      setName('')
      await changed()
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        create.mutate()
      }}
    >
      <div className="flex flex-wrap gap-1.5">
        <input
          aria-label="Name of a new token"
          placeholder="For which program, e.g. my editor"
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.target.value)}
          className="h-8 min-w-0 flex-1 basis-48 rounded border border-edge bg-bg px-2 placeholder:text-mut"
        />
        <select
          aria-label="How long it holds"
          value={days}
          onChange={(event) => setDays(Number(event.target.value))}
          className="h-8 rounded border border-edge bg-bg px-1"
        >
          {DAYS.map((each) => (
            <option key={each} value={each}>
              {each} days
            </option>
          ))}
        </select>
        <Button type="submit" disabled={name.trim() === '' || create.isPending}>
          Make a token
        </Button>
      </div>
      {create.error && (
        <p role="alert" className="mt-1 text-err">
          {messageOf(create.error)}
        </p>
      )}
      {create.data && (
        <div className="mt-2">
          <Notice look="partial" title={`The token “${create.data.name}”: copy it now, nothing shows it again`}>
            <span className="mt-1 flex flex-wrap items-center gap-2">
              <code className="min-w-0 flex-1 basis-60 font-mono text-fg wrap-anywhere">{create.data.token}</code>
              <CopyButton text={create.data.token} what="the token" />
            </span>
          </Notice>
        </div>
      )}
    </form>
  )
}
