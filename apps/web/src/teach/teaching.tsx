import { Dialog } from '@base-ui/react/dialog'
import type { ProposedLogFormat } from '@faultmaven/contracts'
import { type FormEvent, useState } from 'react'
import { messageOf } from '../api/api-error.ts'
import { plural } from '../format/amounts.ts'
import { visibleText } from '@faultmaven/report'
import { Button, buttonClass } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { ExampleLine, type Selected } from './example-line.tsx'
import { PartButtons } from './part-buttons.tsx'
import { PreviewTable } from './preview-table.tsx'
import { TaughtFormats } from './taught-formats.tsx'
import { useTeaching } from './use-teaching.ts'

type Props = { readonly caseId: string; readonly sourceId: string; readonly line: number | undefined }

/** Example lines, what was made of them, and a preview that follows every change. */
export function Teaching(props: Props) {
  const { examples, marks, proposal, save, assign, remove, clear } = useTeaching(props)
  const [selected, setSelected] = useState<Selected>()
  const isSelected = selected !== undefined && selected.from < selected.to
  const assignTo = (part: string, at: Selected | undefined) => at && assign({ ...at, part })
  if (save.data) return <Saved title={save.data.title} />
  return (
    <>
      <ol className="flex flex-col gap-1.5">
        {examples.map((text, index) => (
          <ExampleLine
            // oxlint-disable-next-line react/no-array-index-key -- lines have no other identity and may be the same
            key={index}
            index={index}
            text={text}
            marks={marks.filter(({ line }) => line === index)}
            onSelect={setSelected}
            onAssign={assignTo}
            onRemove={remove}
          />
        ))}
      </ol>
      <div className="flex flex-wrap items-center gap-2">
        <PartButtons enabled={isSelected} onAssign={(part) => assignTo(part, selected)} />
        <Button look="quiet" disabled={marks.length === 0} onClick={clear}>
          Clear all
        </Button>
      </div>
      {proposal.error && (
        <Notice look="error" title="No proposal could be made">
          {messageOf(proposal.error)}. What you marked is still here.
        </Notice>
      )}
      {proposal.data && <Proposal proposal={proposal.data} />}
      <SaveForm canSave={proposal.data?.canSave === true && !proposal.isPlaceholderData} save={save} />
      <TaughtFormats />
    </>
  )
}

function Proposal({ proposal }: { readonly proposal: ProposedLogFormat }) {
  const { examples, sample, share, sampledLines, conflicts } = proposal
  const percent = Math.floor(share * 100)
  return (
    <>
      <output className={share < 0.5 ? 'text-warn' : 'text-ok'}>
        Reads {percent}% of {plural(sampledLines, 'line')} looked at in this source.
      </output>
      <ul className="min-h-10 text-warn">
        {conflicts.slice(0, 5).map(({ line, problem }) => (
          <li key={`${line} ${problem}`}>
            {line === undefined ? '' : `Line ${line + 1}: `}
            {visibleText(problem)}
          </li>
        ))}
      </ul>
      <PreviewTable rows={[...examples, ...sample]} />
    </>
  )
}

type SaveProps = { readonly canSave: boolean; readonly save: ReturnType<typeof useTeaching>['save'] }

function SaveForm({ canSave, save }: SaveProps) {
  const [title, setTitle] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (canSave && title.trim() !== '') save.mutate(title.trim())
  }
  return (
    <form onSubmit={submit} className="flex flex-wrap items-center gap-2">
      {save.error && <p className="basis-full text-err">{messageOf(save.error)}</p>}
      <label className="flex items-center gap-1.5">
        Name of the format
        <input
          value={title}
          maxLength={60}
          onChange={(event) => setTitle(event.target.value)}
          className="h-7 w-56 rounded border border-edge bg-panel px-1.5"
        />
      </label>
      <span className="flex-1 text-mut">Kept on this server for every case: what stands between the parts, no values.</span>
      <Dialog.Close className={buttonClass()}>Cancel</Dialog.Close>
      <Button type="submit" look="main" disabled={!canSave || title.trim() === '' || save.isPending}>
        Save
      </Button>
    </form>
  )
}

function Saved({ title }: { readonly title: string }) {
  return (
    <>
      <Notice look="info" title={`Saved as “${visibleText(title)}”`}>
        Files that are added from now on are read with it, in every case. This source was read before: add the file again to have
        it read with the format.
      </Notice>
      <TaughtFormats />
      <Dialog.Close className={`${buttonClass('main')} self-end`}>Done</Dialog.Close>
    </>
  )
}
