import type { DraftFinding } from '../draft.ts'
import { containersOf, nodeAt, sameNamespace, textOf, type Found, type NamedObject } from './references-objects.ts'
import { draftOf, plainFault, type Proof } from './structure-draft.ts'

type Target = { readonly resource: string; readonly container?: string; readonly proof: Proof }

/**
 * Autoscalers that aim at a share of what containers request, where a container requests none of it: the share is not defined, and the
 * autoscaler does nothing.
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#how-does-a-horizontalpodautoscaler-work
 */
export function findAutoscalersWithoutRequests(objects: readonly NamedObject[]): DraftFinding[] {
  const autoscalers = objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')
  return autoscalers.flatMap((autoscaler) => {
    const kind = textOf(nodeAt(autoscaler, 'spec', 'scaleTargetRef', 'kind'))
    const name = textOf(nodeAt(autoscaler, 'spec', 'scaleTargetRef', 'name'))
    const scaled = objects.find((object) => object.kind === kind && object.name === name && sameNamespace(object, autoscaler))
    if (!scaled) return []
    const containers = containersOf(scaled).filter(({ path }) => path.includes('containers'))
    return targetsOf(autoscaler).flatMap((target) => {
      const without = containers.filter(
        (container) =>
          (target.container === undefined || target.container === nameOf(container)) && !requests(container, target.resource),
      )
      return without.slice(0, 1).map((container) => finding(autoscaler, { scaled, container, target }))
    })
  })
}

function targetsOf(autoscaler: NamedObject): Target[] {
  const old = nodeAt(autoscaler, 'spec', 'targetCPUUtilizationPercentage')
  const metrics = nodeAt(autoscaler, 'spec', 'metrics')
  const items = metrics?.node.kind === 'list' ? metrics.node.items.map((_, index) => index) : []
  return [
    ...(old ? [{ resource: 'cpu', proof: old }] : []),
    ...items.flatMap((index) =>
      ['resource', 'containerResource'].flatMap((key) => {
        const at = ['spec', 'metrics', index, key] as const
        const proof =
          nodeAt(autoscaler, ...at, 'target', 'averageUtilization') ?? nodeAt(autoscaler, ...at, 'targetAverageUtilization')
        const resource = textOf(nodeAt(autoscaler, ...at, 'name'))
        const container = textOf(nodeAt(autoscaler, ...at, 'container'))
        return proof && resource !== undefined ? [{ resource, proof, ...(container !== undefined && { container }) }] : []
      }),
    ),
  ]
}

const nameOf = ({ node }: Found) => (node.kind === 'map' ? textOf(node.entries.get('name')) : undefined)

/** A limit without a request counts as the request, too. */
function requests({ node }: Found, resource: string): boolean {
  const resources = node.kind === 'map' ? node.entries.get('resources') : undefined
  return ['requests', 'limits'].some((part) => {
    const amounts = resources?.kind === 'map' ? resources.entries.get(part) : undefined
    return amounts?.kind === 'map' && textOf(amounts.entries.get(resource)) !== undefined
  })
}

type Missing = { readonly scaled: NamedObject; readonly container: Found; readonly target: Target }

function finding(autoscaler: NamedObject, { scaled, container, target }: Missing): DraftFinding {
  const { resource, proof } = target
  const named = nameOf(container) ?? ''
  const name = container.node.kind === 'map' ? container.node.entries.get('name') : undefined
  const own = scaled.sourceName === autoscaler.sourceName && name ? [{ pointer: `${container.pointer}/name`, node: name }] : []
  return draftOf({
    sourceName: autoscaler.sourceName,
    kind: 'state',
    check: 'autoscaler-requests',
    title: `HorizontalPodAutoscaler ${autoscaler.name} cannot scale ${scaled.kind} ${scaled.name}: container ${named} sets no ${resource} request`,
    score: 0.8,
    severity: 'error',
    proofs: [proof, ...own],
    entities: [autoscaler.name, scaled.name, named],
    fault: plainFault('config', 'not-found', {
      entity: scaled.name,
      cause: `resources.requests.${resource} is missing, so there is nothing of which the autoscaler could take ${textOf(proof.node) ?? ''}%`,
    }),
    details: [`its target is a share of the ${resource} request (resources.requests.${resource}), which is missing`],
  })
}
