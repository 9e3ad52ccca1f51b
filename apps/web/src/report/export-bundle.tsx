import { api, MIN_PASSPHRASE } from '@faultmaven/contracts'
import { useParams } from '@tanstack/react-router'
import { Package } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '../api/api-error.ts'
import { request } from '../api/call.ts'
import { Button } from '../ui/button.tsx'
import { saveBlob } from './download.ts'

type State = { readonly name: 'closed' | 'asking' | 'sending' | 'done' } | { readonly name: 'failed'; readonly why: string }

/** Exports the whole case as a file that only a passphrase opens. The passphrase leaves this component in the body of one request. */
export function ExportBundle() {
  const { id: caseId } = useParams({ from: '/c/$id' })
  const [state, setState] = useState<State>({ name: 'closed' })

  async function send(passphrase: string): Promise<void> {
    setState({ name: 'sending' })
    try {
      const response = await request(api.operations.exportBundle, { caseId, passphrase })
      saveBlob(`faultmaven-${caseId.slice(0, 8)}.fmbundle`, await response.blob())
      setState({ name: 'done' })
    } catch (error) {
      setState({ name: 'failed', why: messageOf(error) })
    }
  }

  if (state.name === 'closed')
    return (
      <Button onClick={() => setState({ name: 'asking' })}>
        <Package size={13} aria-hidden />
        Export bundle
      </Button>
    )
  return (
    <section aria-label="Export bundle" className="mt-1.5 w-full rounded border border-line bg-panel p-2">
      <p className="mb-1.5 text-mut">
        Everything of this case as you sent it, unredacted: questions, files, answers. Whoever has the file and the passphrase
        reads all of it, also after this case has ended; nobody can open it without. <code>faultmaven replay</code> comes to the
        same answers from it.
      </p>
      {state.name === 'done' ? (
        <output>Saved. The export is noted in this case and will stand in its receipt.</output>
      ) : (
        <PassphraseForm isSending={state.name === 'sending'} onPassphrase={(passphrase) => void send(passphrase)} />
      )}
      {state.name === 'failed' && (
        <p role="alert" className="mt-1 text-err">
          {state.why}
        </p>
      )}
    </section>
  )
}

type FormProps = { readonly isSending: boolean; readonly onPassphrase: (passphrase: string) => void }

function PassphraseForm({ isSending, onPassphrase }: FormProps) {
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const why = whyNot(passphrase, again)
  const box = (label: string, value: string, onChange: (value: string) => void) => (
    <input
      type="password"
      autoComplete="new-password"
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="h-7 min-w-32 flex-1 rounded border border-edge bg-bg px-1.5 placeholder:text-mut"
    />
  )
  return (
    <form
      className="flex flex-wrap items-center gap-1.5"
      onSubmit={(event) => {
        event.preventDefault()
        if (why !== undefined) return
        setPassphrase('')
        setAgain('')
        onPassphrase(passphrase)
      }}
    >
      {box('Passphrase', passphrase, setPassphrase)}
      {box('Passphrase again', again, setAgain)}
      <Button type="submit" look="main" disabled={isSending || why !== undefined}>
        {isSending ? 'Sealing…' : 'Seal and save'}
      </Button>
      {passphrase !== '' && why !== undefined && <span className="text-mut">{why}</span>}
    </form>
  )
}

function whyNot(passphrase: string, again: string): string | undefined {
  if (passphrase.length < MIN_PASSPHRASE) return `At least ${MIN_PASSPHRASE} characters`
  return passphrase === again ? undefined : 'The two are not the same yet'
}
