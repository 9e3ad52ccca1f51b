import type { DraftFinding } from '../draft.ts'
import { everyNode, textOf, type Found, type NamedObject } from './references-objects.ts'
import { nearestName } from './references-distance.ts'
import { draftOf, plainFault } from './structure-draft.ts'

const HOST_KEY = /host|addr|endpoint|server|url|uri|upstream|backend|broker|dsn/i
const MAX_NODES = 20_000
const MAX_HOSTS = 500

/** Host names in settings that look like a service of the evidence, only spelt otherwise. A name near to nothing may live elsewhere. */
export function findHostMismatches(objects: readonly NamedObject[]): DraftFinding[] {
  const services = new Set(objects.filter((object) => object.kind === 'Service').map((object) => object.name))
  if (services.size === 0) return []
  const nearest = new Map<string, string | undefined>()
  const nearestOf = (host: string) => {
    if (!nearest.has(host) && nearest.size < MAX_HOSTS) nearest.set(host, nearestName(host, services))
    return nearest.get(host)
  }
  return objects.flatMap((object) => {
    const found: DraftFinding[] = []
    let count = 0
    for (const at of [...everyNode(object, 'spec'), ...everyNode(object, 'data')]) {
      if ((count += 1) > MAX_NODES) break
      const host = hostOf(at)
      const near = host === undefined || services.has(host) ? undefined : nearestOf(host)
      if (host !== undefined && near !== undefined) found.push(hostFinding(object, at, { host, near }))
    }
    return found
  })
}

/** The first label of a host, from a URL, `host:port`, or a bare name under a key for hosts. */
function hostOf({ node, path }: Found): string | undefined {
  const text = textOf(node)
  if (text === undefined || text.length > 300 || typeof text !== 'string') return undefined
  const inUrl = /:\/\/(?:[^@/\s]{0,100}@)?([a-z][a-z0-9-]{1,62})(?:\.[a-z0-9.-]{1,200})?(?::\d{1,5})?(?:[/?]|$)/.exec(text)?.[1]
  if (inUrl) return inUrl
  const bare = /^([a-z][a-z0-9-]{1,62})(?:\.[a-z0-9-]{1,63}){0,4}(?::\d{2,5})?$/.exec(text)
  const isHost =
    /:\d{2,5}$/.test(text) || path.some((step) => typeof step === 'string' && HOST_KEY.test(step)) || /\.svc(?:\.|$)/.test(text)
  return bare && isHost ? bare[1] : undefined
}

function hostFinding(object: NamedObject, at: Found, { host, near }: { host: string; near: string }): DraftFinding {
  return draftOf({
    sourceName: object.sourceName,
    kind: 'reference',
    check: 'host-names',
    title: `${object.kind} ${object.name} calls host “${host}”, but no service has that name; there is “${near}”`,
    score: 0.7,
    severity: 'error',
    proofs: [at],
    entities: [host, object.name],
    fault: plainFault('name', 'not-found', { entity: host }),
    details: [`“${near}” is spelt alike`],
  })
}
