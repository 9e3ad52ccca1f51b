import type { LiveSourceKind } from '@faultmaven/contracts'
import { RadioTower } from 'lucide-react'
import { useLiveSources } from '../api/queries.ts'

const KINDS: Readonly<Record<LiveSourceKind, string>> = {
  prometheus: 'Prometheus',
  loki: 'Loki',
  elasticsearch: 'Elasticsearch',
  kubernetes: 'Kubernetes',
  mcp: 'MCP',
}

/** Which running systems the operator attached; nothing where there are none. */
export function LiveSources() {
  const attached = useLiveSources().data?.liveSources ?? []
  if (attached.length === 0) return null
  return (
    <p
      className="flex flex-wrap items-center gap-x-2 text-xs text-mut"
      title="A model, where one takes part, may read them. Nothing is changed there."
    >
      <RadioTower size={13} aria-hidden />
      <span>Live sources, read-only:</span>
      {attached.map(({ name, kind }) => (
        <span key={name}>
          <span className="font-mono">{name}</span> ({KINDS[kind]})
        </span>
      ))}
    </p>
  )
}
