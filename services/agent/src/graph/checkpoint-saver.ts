import type { RunnableConfig } from '@langchain/core/runnables'
import {
  BaseCheckpointSaver,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointPendingWrite,
  type CheckpointTuple,
  type ChannelVersions,
  compareWritesSortKeys,
  getCheckpointId,
  maxChannelVersion,
  type PendingWrite,
  TASKS,
  WRITES_IDX_MAP,
  writesSortKey,
} from '@langchain/langgraph-checkpoint'
import { allRows, type Rows, rowText, rowValue } from '../cases/rows.ts'

type Dumped = readonly [type: string, base64: string]
type StoredCheckpoint = { readonly checkpoint: Dumped; readonly metadata: Dumped; readonly parentId?: string }
type StoredChannel = { readonly value?: Dumped }
type StoredWrite = {
  readonly taskId: string
  readonly taskPath: string
  readonly index: number
  readonly channel: string
  readonly value: Dumped
}
type Place = { readonly thread: string; readonly namespace: string }

/**
 * LangGraph checkpoints in the rows of a case: `checkpoint/<thread>/<namespace>/<id>`, `channel/<thread>/<namespace>/<channel>/<version>`
 * (a value is stored once, not again at every step) and `write/<thread>/<namespace>/<id>/<task>/<index>`. Ids are version 6 UUIDs, so the order of names is the order of time. A returned `put` survives a kill (`Kv` promises it).
 * Passes LangGraph's own validation suite.
 */
export class CheckpointSaver extends BaseCheckpointSaver {
  readonly #rows: Rows

  constructor(rows: Rows) {
    super()
    this.#rows = rows
  }

  override async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    const place = config.configurable?.['thread_id'] ? placeOf(config) : undefined
    const id = getCheckpointId(config)
    if (!place) return undefined
    if (id) {
      const value = await this.#rows.get(checkpointName(place, id))
      return value && this.#tuple(place, id, value)
    }
    const latest = (await allRows(this.#rows, checkpointName(place, ''))).at(-1)
    return latest && this.#tuple(place, lastPart(latest.name), latest.value)
  }

  override async *list(config: RunnableConfig, options: CheckpointListOptions = {}): AsyncGenerator<CheckpointTuple> {
    const { before, filter, limit = Number.POSITIVE_INFINITY } = options
    const beforeId: string | undefined = before?.configurable?.['checkpoint_id']
    let left = limit
    for (const { place, id, value } of await this.#listed(config)) {
      if (beforeId && id >= beforeId) continue
      const tuple = await this.#tuple(place, id, value)
      if (!matches(tuple.metadata, filter)) continue
      if (left-- <= 0) return
      yield tuple
    }
  }

  override async put(
    config: RunnableConfig,
    { channel_values: values, ...checkpoint }: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    const place = placeOf(config)
    const parentId: string | undefined = config.configurable?.['checkpoint_id']
    const stored: StoredCheckpoint = {
      checkpoint: await this.#dump(checkpoint),
      metadata: await this.#dump(metadata),
      ...(parentId ? { parentId } : {}),
    }
    const channels = Object.entries(newVersions).map(async ([channel, version]) => {
      const value: StoredChannel = Object.hasOwn(values, channel) ? { value: await this.#dump(values[channel]) } : {}
      return { set: channelName(place, channel, version), value: rowValue(value) }
    })
    const row = { set: checkpointName(place, checkpoint.id), value: rowValue(stored) }
    await this.#rows.write([...(await Promise.all(channels)), row])
    return configOf(place, checkpoint.id)
  }

  override async putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string, taskPath = ''): Promise<void> {
    const place = placeOf(config)
    const checkpointId = getCheckpointId(config)
    if (!checkpointId) throw new TypeError('Cannot store writes: "checkpoint_id" is missing in the configuration')
    const changes = []
    for (const [ordinal, [channel, value]] of writes.entries()) {
      const index = WRITES_IDX_MAP[channel] ?? ordinal
      const name = `${writePrefix(place, checkpointId)}${part(taskId)}/${index}`
      // The first write wins: running a task again must not change history. Errors and interrupts (index < 0) are replaced.
      if (index >= 0 && (await this.#rows.get(name))) continue
      const stored: StoredWrite = { taskId, taskPath, index, channel, value: await this.#dump(value) }
      changes.push({ set: name, value: rowValue(stored) })
    }
    if (changes.length > 0) await this.#rows.write(changes)
  }

  override async deleteThread(thread: string): Promise<void> {
    const kinds = ['checkpoint', 'channel', 'write'].map((kind) => allRows(this.#rows, `${kind}/${part(thread)}/`))
    const rows = (await Promise.all(kinds)).flat()
    if (rows.length > 0) await this.#rows.write(rows.map(({ name }) => ({ delete: name })))
  }

  async #listed({ configurable = {} }: RunnableConfig): Promise<{ place: Place; id: string; value: Uint8Array }[]> {
    const thread: string | undefined = configurable['thread_id']
    const namespace: string | undefined = configurable['checkpoint_ns']
    const id: string | undefined = configurable['checkpoint_id']
    const rows = await allRows(this.#rows, thread === undefined ? 'checkpoint/' : `checkpoint/${part(thread)}/`)
    return rows
      .map(({ name, value }) => ({ ...checkpointOf(name), value }))
      .filter((row) => (namespace === undefined || row.place.namespace === namespace) && (!id || row.id === id))
      .reverse()
  }

  async #tuple(place: Place, id: string, value: Uint8Array): Promise<CheckpointTuple> {
    const { checkpoint: dumped, metadata, parentId }: StoredCheckpoint = JSON.parse(rowText(value))
    const bare = await this.#load<Omit<Checkpoint, 'channel_values'>>(dumped)
    const checkpoint = { ...bare, channel_values: await this.#channelValues(place, bare.channel_versions) }
    if (checkpoint.v < 4 && parentId) await this.#migrateSends(checkpoint, place, parentId)
    return {
      config: configOf(place, id),
      checkpoint,
      metadata: await this.#load<CheckpointMetadata>(metadata),
      pendingWrites: await this.#pendingWrites(place, id),
      ...(parentId ? { parentConfig: configOf(place, parentId) } : {}),
    }
  }

  async #channelValues(place: Place, versions: ChannelVersions): Promise<Record<string, unknown>> {
    const load = async ([channel, version]: [string, number | string]): Promise<[string, unknown][]> => {
      const row = await this.#rows.get(channelName(place, channel, version))
      const { value }: StoredChannel = row ? JSON.parse(rowText(row)) : {}
      return value ? [[channel, await this.#load(value)]] : []
    }
    return Object.fromEntries((await Promise.all(Object.entries(versions).map(load))).flat())
  }

  async #pendingWrites(place: Place, id: string): Promise<CheckpointPendingWrite[]> {
    const writes = await this.#writes(place, id)
    const load = async ({ taskId, channel, value }: StoredWrite): Promise<CheckpointPendingWrite> => [
      taskId,
      channel,
      await this.#load(value),
    ]
    return Promise.all(writes.map(load))
  }

  async #writes(place: Place, id: string): Promise<StoredWrite[]> {
    const rows = await allRows(this.#rows, writePrefix(place, id))
    const key = ({ taskPath, taskId, index }: StoredWrite) => writesSortKey(taskPath, taskId, index)
    const writes = rows.map(({ value }): StoredWrite => JSON.parse(rowText(value)))
    return writes.sort((a, b) => compareWritesSortKeys(key(a), key(b)))
  }

  /** Before version 4 the sends of a step stood in the writes of its parent. */
  async #migrateSends(checkpoint: Checkpoint, place: Place, parentId: string): Promise<void> {
    const sends = (await this.#writes(place, parentId)).filter(({ channel }) => channel === TASKS)
    checkpoint.channel_values[TASKS] = await Promise.all(sends.map(({ value }) => this.#load(value)))
    const versions = Object.values(checkpoint.channel_versions)
    checkpoint.channel_versions[TASKS] = versions.length > 0 ? maxChannelVersion(...versions) : this.getNextVersion(undefined)
  }

  async #dump(value: unknown): Promise<Dumped> {
    const [type, bytes] = await this.serde.dumpsTyped(value)
    return [type, Buffer.from(bytes).toString('base64')]
  }

  /** What `#dump` made; the caller names the type that it gave. */
  async #load<T>([type, base64]: Dumped): Promise<T> {
    return this.serde.loadsTyped(type, Buffer.from(base64, 'base64'))
  }
}

function placeOf({ configurable = {} }: RunnableConfig): Place {
  const thread: string | undefined = configurable['thread_id']
  if (!thread) throw new TypeError('Cannot use a checkpoint: "thread_id" is missing in the configuration')
  const namespace: string | undefined = configurable['checkpoint_ns']
  return { thread, namespace: namespace ?? '' }
}

function configOf({ thread, namespace }: Place, id: string): RunnableConfig {
  return { configurable: { thread_id: thread, checkpoint_ns: namespace, checkpoint_id: id } }
}

const part = encodeURIComponent
const checkpointName = ({ thread, namespace }: Place, id: string) => `checkpoint/${part(thread)}/${part(namespace)}/${part(id)}`
const channelName = ({ thread, namespace }: Place, channel: string, version: number | string) =>
  `channel/${part(thread)}/${part(namespace)}/${part(channel)}/${version}`
const writePrefix = ({ thread, namespace }: Place, id: string) => `write/${part(thread)}/${part(namespace)}/${part(id)}/`
const lastPart = (name: string) => decodeURIComponent(name.slice(name.lastIndexOf('/') + 1))

function checkpointOf(name: string): { place: Place; id: string } {
  const [, thread = '', namespace = '', id = ''] = name.split('/').map(decodeURIComponent)
  return { place: { thread, namespace }, id }
}

function matches(metadata: CheckpointMetadata | undefined, filter: Record<string, unknown> = {}): boolean {
  const values = new Map(Object.entries(metadata ?? {}))
  return Object.entries(filter).every(([key, value]) => values.get(key) === value)
}
