import type { EvidenceNeed } from '@faultmaven/contracts'
import { visibleText } from '../format/visible-text.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { Command } from './command.tsx'
import { Section } from './section.tsx'

type Props = { readonly needs: readonly EvidenceNeed[]; readonly collectScript: string | undefined }

/** What would decide, each with the read-only command that gets it, and all of them as one script. */
export function EvidenceNeeds({ needs, collectScript }: Props) {
  if (needs.length === 0 && collectScript === undefined) return null
  return (
    <Section title="Evidence that would decide">
      <ul className="flex flex-col gap-2">
        {needs.map((need) => (
          <li key={need.id} className="rounded border border-line p-2 wrap-anywhere">
            <p>{visibleText(need.text)}</p>
            <p className="text-mut">{visibleText(need.why)}</p>
            {need.command !== undefined && <Command command={need.command} />}
          </li>
        ))}
      </ul>
      {collectScript !== undefined && <CollectScript script={collectScript} />}
    </Section>
  )
}

function CollectScript({ script }: { readonly script: string }) {
  return (
    <details className="mt-2 rounded border border-line">
      <summary className="flex items-center gap-2 p-2">
        <span className="flex-1">
          <b>Collect script</b> <span className="text-mut">reads all of it in one go; drop its output here</span>
        </span>
        <CopyButton text={script} what="collect script">
          Copy script
        </CopyButton>
      </summary>
      <pre
        tabIndex={0}
        className="max-h-64 overflow-auto border-t border-line p-2 font-mono text-xs break-all whitespace-pre-wrap"
      >
        {visibleText(script)}
      </pre>
    </details>
  )
}
