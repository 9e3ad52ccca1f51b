import { createLayoutRecogniser } from './bundle-layout.ts'
import { bunzip2 } from './bunzip2.ts'
import { createByteReader, type ByteReader, type Bytes } from './byte-reader.ts'
import { CONTAINER_HEAD_BYTES, detectContainer, type Container } from './detect-container.ts'
import { gunzip } from './inflate.ts'
import { memberName } from './member-name.ts'
import { OpenError } from './open-error.ts'
import { readCutZip } from './read-cut-zip.ts'
import { readTar } from './read-tar.ts'
import { readZip, type RandomAccess, type ZipMember } from './read-zip.ts'
import { createUnpackBudget, type UnpackBudget } from './unpack-budget.ts'
import type { OpenLimits } from './open-limits.ts'
import { unxz } from './unxz.ts'
import { unzstd } from './unzstd.ts'

/** What became of an archive: members read, members not read by reason, and why reading ended early if it did. */
export type ArchiveReport = {
  readonly name: string
  readonly container: 'tar' | 'zip'
  /** Support bundle that the members' paths tell of. */
  readonly layout?: string
  readonly members: number
  readonly skipped: ReadonlyMap<string, number>
  readonly fault?: OpenError
}

/** Receives what an upload turns out to hold, one thing after another. */
export type OpenVisitor = {
  /**
   * A file that is no container, to be read to its end; its bytes may fail with an {@link OpenError} after the good ones.
   * @returns the reason when it is a member that is only to be counted as skipped
   */
  file(file: { readonly name: string; readonly bytes: Bytes; readonly isMember: boolean }): Promise<string | undefined>
  /** Whether a file is one whole by its name, though its bytes are those of a container. @default none is */
  isWhole?(name: string): boolean
  /** Puts a zip where it can be read anywhere. */
  spool(bytes: Bytes): Promise<RandomAccess & { readonly fault?: OpenError; remove(): Promise<void> }>
  archive(report: ArchiveReport): Promise<void>
}

type Opening = { readonly budget: UnpackBudget; readonly visitor: OpenVisitor; readonly depth: number }

/** Unpacks an upload by what its bytes are, layer by layer, and shows every file in it to the visitor. Reads `body` to its end. */
export async function openUpload(
  { name, body }: { readonly name: string; readonly body: Bytes },
  { limits, visitor }: { readonly limits: OpenLimits; readonly visitor: OpenVisitor },
): Promise<void> {
  const budget = createUnpackBudget(limits)
  const reader = createByteReader(budget.received(body))
  await open({ name, reader, isMember: false }, { budget, visitor, depth: 0 })
  // What was not wanted is still part of the upload, and the sender waits until it is taken.
  for await (const _ of reader.rest());
}

type Item = { readonly name: string; readonly reader: ByteReader; readonly isMember: boolean; readonly isUnpacked?: boolean }

async function open(item: Item, opening: Opening): Promise<string | undefined> {
  const head = await item.reader.peek(CONTAINER_HEAD_BYTES)
  // As a source of its own, each of 60 000 empty members would cost a millisecond of sealing and writing.
  if (head.length === 0 && item.isMember) return openEmpty(item, opening)
  const container = opening.visitor.isWhole?.(item.name) === true ? undefined : detectContainer(head)
  if (container === undefined) return opening.visitor.file({ ...item, bytes: item.reader.rest() })
  // A tarball in its compression is one archive, as people count.
  const depth = container === 'tar' && item.isUnpacked === true ? opening.depth : opening.depth + 1
  if (depth > opening.budget.limits.depth) return refuse(item, opening, new OpenError('limit', 'Archives are nested too deeply'))
  const deeper = { ...opening, depth }
  if (container === 'tar') return openTar(item, deeper)
  if (container === 'zip') return openZip(item, deeper)
  return openCompressed(item, container, deeper)
}

/** A damaged member may give nothing either: that is told at its end. */
async function openEmpty(item: Item, opening: Opening): Promise<string | undefined> {
  try {
    for await (const _ of item.reader.rest());
    return 'empty'
  } catch (error) {
    if (error instanceof OpenError) return refuse(item, opening, error)
    throw error
  }
}

async function openCompressed(
  item: Item,
  container: Exclude<Container, 'tar' | 'zip'>,
  opening: Opening,
): Promise<string | undefined> {
  const packed = item.reader
  const start = packed.position
  const unpacked = decompress(container, packed.rest(), opening.budget.limits)
  const reader = createByteReader(opening.budget.guard(unpacked, () => packed.position - start))
  try {
    return await open({ ...item, reader, isUnpacked: true }, opening)
  } finally {
    await reader.close()
  }
}

function decompress(container: Exclude<Container, 'tar' | 'zip'>, bytes: Bytes, { windowBytes }: OpenLimits): Bytes {
  switch (container) {
    case 'gzip':
      return gunzip(bytes)
    case 'zstd':
      return unzstd(bytes, { maxWindowBytes: windowBytes })
    case 'bzip2':
      return bunzip2(bytes)
    default:
      return unxz(bytes, { maxWindowBytes: windowBytes })
  }
}

async function openTar(item: Item, opening: Opening): Promise<undefined> {
  const tally = createTally(item.name, opening)
  try {
    for await (const member of readTar(item.reader, (bytes) => tally.damage(bytes))) {
      if (member.type === 'folder') continue
      const reason = tally.refusal(member.name, member.type === 'file' ? undefined : TYPE_REASONS[member.type])
      if (reason === undefined) await tally.open(member.name, member.bytes)
      else tally.skip(reason)
    }
    // A checksum at the end of the compression is only verified by whoever reads to it.
    for await (const _ of item.reader.rest());
  } catch (error) {
    tally.stop(error)
  }
  await opening.visitor.archive(tally.report('tar'))
  return undefined
}

const TYPE_REASONS = { link: 'link', device: 'device or pipe', sparse: 'sparse file', other: 'unknown kind of member' } as const

async function openZip(item: Item, opening: Opening): Promise<undefined> {
  const tally = createTally(item.name, opening)
  const spool = await opening.visitor.spool(item.reader.rest())
  try {
    const members = (await hasDirectory(spool)) ? readZip(spool) : readCutZip(spool)
    if (spool.fault !== undefined) tally.stop(spool.fault)
    for await (const member of members) await openZipMember(member, tally, opening)
  } catch (error) {
    tally.stop(error)
  } finally {
    await spool.remove()
  }
  await opening.visitor.archive(tally.report('zip'))
  return undefined
}

async function openZipMember(member: ZipMember, tally: Tally, { budget }: Opening): Promise<void> {
  if (member.type === 'folder') return
  const special = member.type === 'file' ? member.refused : TYPE_REASONS[member.type]
  const reason = budget.isSpent ? 'limit of the upload reached' : tally.refusal(member.name, special)
  if (reason === undefined)
    await tally.open(
      member.name,
      budget.guard(member.bytes, () => member.packedBytes),
    )
  else tally.skip(reason)
}

/** The end record must stand in the last 64 KiB; a cut archive has none. */
async function hasDirectory(source: RandomAccess): Promise<boolean> {
  const tail = await source.read(Math.max(0, source.size - 65_557), source.size)
  return Buffer.from(tail).lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1')) >= 0
}

async function refuse(item: Item, { visitor }: Opening, error: OpenError): Promise<string | undefined> {
  return visitor.file({ ...item, bytes: failing(error) })
}
// oxlint-disable-next-line require-yield
async function* failing(error: OpenError): AsyncGenerator<Uint8Array, void> {
  throw error
}

type Tally = ReturnType<typeof createTally>

/** Counts what an archive's members come to. */
function createTally(archive: string, opening: Opening) {
  const skipped = new Map<string, number>()
  const recogniser = createLayoutRecogniser()
  let members = 0
  let fault: OpenError | undefined

  function skip(reason: string): void {
    skipped.set(reason, (skipped.get(reason) ?? 0) + 1)
  }
  return {
    skip,
    refusal(raw: string, special: string | undefined): string | undefined {
      const checked = memberName(raw)
      if (special !== undefined) return special
      if ('refused' in checked) return checked.refused
      return opening.budget.takeMember() ? undefined : 'too many members in one upload'
    },
    async open(raw: string, bytes: Bytes): Promise<void> {
      const checked = memberName(raw)
      if ('refused' in checked) return skip(checked.refused)
      recogniser.see(checked.name)
      members++
      const reader = createByteReader(bytes)
      const reason = await open({ name: `${archive}!/${checked.name}`, reader, isMember: true }, opening)
      await reader.close()
      if (reason !== undefined) skip(reason)
    },
    damage(bytes: number): void {
      fault ??= new OpenError('corrupt', `The archive is damaged: ${bytes} bytes between members could not be read`)
    },
    stop(error: unknown): void {
      if (!(error instanceof OpenError)) throw error
      fault ??= error
    },
    report(container: 'tar' | 'zip'): ArchiveReport {
      const { layout } = recogniser
      return {
        name: archive,
        container,
        members,
        skipped,
        ...(layout === undefined ? {} : { layout }),
        ...(fault === undefined ? {} : { fault }),
      }
    },
  }
}
