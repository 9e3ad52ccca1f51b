import type { Microseconds } from '@faultmaven/signals'

/** What is wrong with an entity, in the words of a dashboard. */
export type Indicator = 'cpu' | 'memory' | 'disk' | 'network' | 'latency' | 'errors' | 'availability' | 'code' | 'change'

/** Where a piece of evidence comes from; a counterfactual leaves one kind of one entity out. */
export type EvidenceKind =
  | 'cpu'
  | 'memory'
  | 'disk'
  | 'network'
  | 'latency'
  | 'errors'
  | 'availability'
  | 'own-time'
  | 'edge-time'
  | 'failed-spans'
  | 'path'
  | 'log'
  | 'change'

/** One reason to suspect one entity. */
export type Evidence = {
  readonly entity: string
  readonly kind: EvidenceKind
  readonly indicator: Indicator
  /** -ln of how many such observations chance alone would give, 0 or more, times the part of the damage that began here. */
  readonly nats: number
  /** The same for the entity alone, once it is known that it is this one: without the other entities' looks and parts. */
  readonly alone: number
  /** One sentence with the figures. */
  readonly statement: string
  /** When it is first seen in the window. */
  readonly onset?: Microseconds
}
