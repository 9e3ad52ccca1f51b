import type { EvidenceNeed } from '@faultmaven/contracts'
import { visibleText } from '@faultmaven/report'
import { CopyButton } from '../ui/copy-button.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
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
    <div className="mt-2 rounded border border-line">
      <div className="flex items-center gap-2 p-2">
        <p className="flex-1">
          <b>Collect script</b> <span className="text-mut">reads all of it in one go; drop its output here</span>
        </p>
        <CopyButton text={script} what="collect script">
          Copy script
        </CopyButton>
      </div>
      <details className="border-t border-line">
        <summary className="px-2 py-1 text-mut">Read it first</summary>
        <ScrollRegion label="Collect script" className="max-h-64">
          <pre className="p-2 font-mono text-xs break-all whitespace-pre-wrap">{visibleText(script)}</pre>
        </ScrollRegion>
      </details>
    </div>
  )
}
