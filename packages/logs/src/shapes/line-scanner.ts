import { randomBytes } from 'node:crypto'
import { PIECE_BYTES } from '../lines/line-splitter.ts'
import { BATCH_RECORDS, createColumns } from '../records/batch-columns.ts'
import { createBatchLoops, type BatchCode } from '../records/batch-loops.ts'
import { createStampCells } from '../time/stamp-cells.ts'
import { createRunCells } from './line-run.ts'
import { LINE_SCANNER_CODE } from './line-scanner-code.ts'

/** Words with a digit that are remembered of a line; a header has fewer. */
export const MAX_WORDS = 48
const MAX_KEYS = 60
const MAX_PLANS = 131_072
const MAX_JSON_PLANS = 4096
/** Kinds of lines; ways of reading, stamps, and places of names that runs of lines know. */
export const MAX_LINES = 131_072
export const MAX_WAYS = 256
export const MAX_LISTS = 1024
export const MAX_PLACES = 1024
/** Values looked at for the time, and for the level. */
const MAX_TRIED = 4

export const TEXT = 1
export const EMPTY_TEXT = 2
export const OBJECT = 5
export const ARRAY = 6

/** A line with a shape that has no number yet. */
export const NEW_LINE = -1
/** A line that must be read in full: indented, long, with colours or many zeros, or an object that is not as usual. */
export const UNKNOWN_LINE = -2

/** In place of a plan: lines of the shape are always read in full. */
export const NEVER_LEARNED = -3

/** Words with a digit of the line that was scanned last; the first {@link MAX_WORDS} are in the columns. */
export type LineShape = { readonly words: number; readonly starts: Int32Array; readonly ends: Int32Array }

/** The keys of the JSON line that was scanned last, and where their values stand, texts without their quotes. */
export type JsonShape = {
  readonly end: number
  readonly keys: number
  readonly keyFrom: Int32Array
  readonly keyTo: Int32Array
  readonly from: Int32Array
  readonly to: Int32Array
  readonly types: Uint8Array
}

/** What is looked at in the words with a digit of a header, beyond the shape of its line. */
export type HeaderPlan = {
  /** This many words, counted from the start of the line. */
  readonly words: number
  /** Bit set of the words, among the first 32, of which the very bytes count. */
  readonly exact: number
  /** Bit set of the words, among the first 32, of which only the length counts. */
  readonly opaque: number
  /** Bit set of the words, among the first 32, that are in a stamp, which is compared byte by byte. */
  readonly stamped: number
  /** Which words are the same counts: some headers repeat a name. */
  readonly repeats: boolean
  /** Bit set of the words, among the first 32, whose length counts as well: those of a name that is read from each line. */
  readonly sized: number
}

/** Which values of lines with the same keys decide how a line is read. Indexes of keys, -1 for none. */
export type JsonPlan = {
  /** Looked at for a time, in turn: the way of writing counts. */
  readonly times: readonly number[]
  /** Looked at for a level, in turn: every byte counts. */
  readonly levels: readonly number[]
  readonly component: number
  readonly message: number
  readonly cause: number
}

/** Whether a plan for objects can be kept. */
export function isKeepable({ times, levels }: JsonPlan): boolean {
  return times.length <= MAX_TRIED && levels.length <= MAX_TRIED
}

/** What is used of it: the types of Node declare nothing. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
}

type Constant = { readonly value: number }
type Code = {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly loadInput: (length: number) => void
  readonly find: (from: number) => number
  readonly takeLines: (from: number, lastFeed: number, number: number, base: number) => number
  readonly keyWith: (from: number, plan: number, isObject: number) => number
  readonly reset: (seed: bigint) => void
  readonly setShape: (hash: bigint, plan: number) => number
  readonly setObject: (hash: bigint, plan: number) => number
  readonly setLine: (hash: bigint, line: number) => number
  readonly setNames: (hash: bigint, place: number) => number
  readonly nameOf: (from: number, to: number, kind: number) => number
  readonly setName: (name: number) => number
} & BatchCode &
  Readonly<Record<`${Part}At`, Constant>>
type Part =
  | 'input'
  | 'result'
  | 'words'
  | 'values'
  | 'textPlans'
  | 'jsonPlans'
  | 'names'
  | 'run'
  | 'rows'
  | 'ways'
  | 'stamps'
  | 'lists'
  | 'places'
  | 'columns'
  | 'groups'
  | 'origins'
  | 'followed'
  | 'present'
  | 'inBucket'
  | 'idStates'
  | 'rhythmStates'

// What `find` leaves, as numbers of four bytes.
const END = 0
const COUNT = 1
const SHAPE = 1
const BASE_KEY = 2
const KEY = 3
const PLAN = 8
const NAMES = 9

const module = new WebAssembly.Module(Buffer.from(LINE_SCANNER_CODE, 'base64'))
/** Scanners that were given back: each has 36 MB of addresses, of which memory is taken as they are used. */
const idle: LineScanner[] = []
const MAX_IDLE = 4

export type LineScanner = ReturnType<typeof createLineScanner>

/** A scanner that knows no line. To be given back, unless it is dropped. */
export function takeScanner(): LineScanner {
  const scanner = idle.pop() ?? createLineScanner()
  scanner.forget()
  scanner.loops.clear()
  return scanner
}
export function giveBack(scanner: LineScanner): void {
  if (idle.length < MAX_IDLE) idle.push(scanner)
}

/** Scans lines of bytes and numbers their kinds. Lines of the same shape that differ where its plan looks are of different kinds. */
function createLineScanner() {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the exports are those of our own source
  const code = new WebAssembly.Instance(module).exports as Code
  const { buffer } = code.memory
  const at = ({ value }: Constant): number => value
  const input = Buffer.from(buffer, at(code.inputAt), PIECE_BYTES + 8)
  const result = new Int32Array(buffer, at(code.resultAt), 10)
  const hashes = new BigUint64Array(buffer, at(code.resultAt), 4)
  const column = (start: Constant, size: number, index: number) => new Int32Array(buffer, at(start) + 4 * size * index, size)
  const textPlans = new Int32Array(buffer, at(code.textPlansAt), 6 * MAX_PLANS)
  const jsonPlans = new Int32Array(buffer, at(code.jsonPlansAt), 13 * MAX_JSON_PLANS)
  const names = new Int32Array(buffer, at(code.namesAt), MAX_PLANS)
  const stamps = createStampCells(buffer, at(code.stampsAt))
  const places = {
    groups: at(code.groupsAt),
    origins: at(code.originsAt),
    followed: at(code.followedAt),
    present: at(code.presentAt),
    inBucket: at(code.inBucketAt),
    idStates: at(code.idStatesAt),
    rhythmStates: at(code.rhythmStatesAt),
  }
  let loaded: Buffer | undefined

  const load = (bytes: Buffer): void => {
    if (bytes === loaded) return
    input.set(bytes)
    code.loadInput(bytes.length)
    loaded = bytes
  }
  return {
    /** The bytes that were scanned last: places are offsets in it. */
    input,
    line: {
      get words() {
        return result[COUNT]!
      },
      starts: column(code.wordsAt, MAX_WORDS, 0),
      ends: column(code.wordsAt, MAX_WORDS, 1),
    } satisfies LineShape,
    object: {
      get end() {
        return result[END]!
      },
      get keys() {
        return result[COUNT]!
      },
      keyFrom: column(code.valuesAt, MAX_KEYS, 0),
      keyTo: column(code.valuesAt, MAX_KEYS, 1),
      from: column(code.valuesAt, MAX_KEYS, 2),
      to: column(code.valuesAt, MAX_KEYS, 3),
      types: new Uint8Array(buffer, at(code.valuesAt) + 16 * MAX_KEYS, MAX_KEYS),
    } satisfies JsonShape,
    /** Where the line ends that was scanned last. */
    end: (): number => result[END]!,
    /**
     * Number of the kind of the line that begins at `from` and is followed by a terminator, {@link NEW_LINE} or {@link UNKNOWN_LINE}.
     * @param bytes at most {@link PIECE_BYTES}; copied once, until `unload`
     */
    find: (bytes: Buffer, from: number): number => {
      load(bytes)
      return code.find(from)
    },
    /** What a run of lines starts with, and what it leaves. */
    run: createRunCells(buffer, at(code.runAt)),
    /** How lines of each kind are counted, and what of that is told once for many: see `kind-rows.ts`. */
    tables: {
      rows: new Int32Array(buffer, at(code.rowsAt), 8 * MAX_LINES),
      ways: new Int32Array(buffer, at(code.waysAt), 3 * MAX_WAYS),
      lists: new Int32Array(buffer, at(code.listsAt), 10 * MAX_LISTS),
      places: new Int32Array(buffer, at(code.placesAt), 4 * MAX_PLACES),
    },
    stamps,
    /** Where records are collected. */
    columns: createColumns(BATCH_RECORDS, buffer, at(code.columnsAt)),
    /** What counts them. */
    loops: createBatchLoops(code, buffer, places),
    /**
     * Takes lines into the columns, up to the first that must be looked at, or for which there is no room.
     * @param lastFeed where the last line feed of the bytes stands
     * @param number of the first line
     * @param base offset in the source of the first of the bytes
     * @returns where the first line begins that was not taken
     */
    takeLines: (bytes: Buffer, from: number, lastFeed: number, number: number, base: number): number => {
      load(bytes)
      return code.takeLines(from, lastFeed, number, base)
    },
    /** The bytes may have changed. */
    unload: (): void => {
      loaded = undefined
    },
    /** Place of the plan of the line found last; -1 for none, 0 for a text whose shape was only noted, {@link NEVER_LEARNED}. */
    plan: (): number => result[PLAN]!,
    /** Place of the names of the line found last, -1 for none. */
    names: (): number => result[NAMES]!,
    /** Keys of the line found last: with the names in it, and without; 0 where it has no plan, or none that fits. */
    keys: (): { readonly key: bigint; readonly baseKey: bigint } => ({ key: hashes[KEY]!, baseKey: hashes[BASE_KEY]! }),
    shape: (): bigint => hashes[SHAPE]!,
    /** Computes the keys of the line found last with the plan at a place. @returns false when the line must be read in full */
    rekey: (from: number, place: number, isObject: boolean): boolean =>
      code.keyWith(from, place, isObject ? 1 : 0) !== UNKNOWN_LINE,
    /** Notes that a shape of text was seen. @returns false when there is no room */
    noteShape: (shape: bigint): boolean => code.setShape(shape, 0) === 1,
    /** Notes that lines of a shape of text need not be studied again. @returns false when there is no room */
    giveUpShape: (shape: bigint): boolean => code.setShape(shape, NEVER_LEARNED) === 1,
    /** Sets the plan of a shape, at a place from 1 on. @returns false when there is no room */
    setPlan: (shape: bigint, place: number, { words, exact, opaque, stamped, repeats, sized }: HeaderPlan): boolean => {
      if (place >= MAX_PLANS) return false
      textPlans.set([words, exact, opaque, stamped, repeats ? 1 : 0, sized], 6 * place)
      return code.setShape(shape, place) === 1
    },
    setJsonPlan: (shape: bigint, place: number, plan: JsonPlan): boolean => {
      if (place >= MAX_JSON_PLANS) return false
      const { component, message, cause, times, levels } = plan
      jsonPlans.set([component, message, cause, times.length, levels.length], 13 * place)
      jsonPlans.set(times, 13 * place + 5)
      jsonPlans.set(levels, 13 * place + 5 + MAX_TRIED)
      return code.setObject(shape, place) === 1
    },
    /** Numbers the lines of a key. */
    setLine: (key: bigint, line: number): boolean => code.setLine(key, line) === 1,
    /** In lines of this base key these parameters count with every byte. */
    setNames: (baseKey: bigint, place: number, named: number): boolean => {
      if (place >= MAX_PLANS) return false
      names[place] = named
      return code.setNames(baseKey, place) === 1
    },
    /** Number of the name that stands in bytes `[from, to)`, -1 when it has none. Names of JSON are kept apart: they have escapes. */
    nameOf: (from: number, to: number, isJson: boolean): number => code.nameOf(from, to, isJson ? 1 : 0),
    /** Numbers the name that was looked for last. @returns false when there is no room */
    setName: (name: number): boolean => code.setName(name) === 1,
    /** Forgets all shapes and lines. */
    forget: (): void => {
      loaded = undefined
      stamps.clear()
      // Nobody who writes a log can know which lines collide.
      code.reset(randomBytes(8).readBigUInt64LE())
    },
  }
}
