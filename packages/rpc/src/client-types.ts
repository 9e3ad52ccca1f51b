import type { Readable } from 'node:stream'
import type { Contract, Download, Stream, Unary, Upload } from '@faultmaven/contracts'
import type * as z from 'zod/mini'
import type { CallContext } from './context.ts'

/** What a caller sends (a schema's input) and gets (its output), for each operation of a contract. */
export type Client<C extends Contract> = {
  readonly [K in keyof C['operations']]: C['operations'][K] extends Unary<infer I, infer O>
    ? (input: z.input<I>, context: CallContext) => Promise<z.output<O>>
    : C['operations'][K] extends Stream<infer I, infer E>
      ? (input: z.input<I>, context: CallContext) => AsyncIterable<z.output<E>>
      : C['operations'][K] extends Upload<infer I, infer O>
        ? (input: z.input<I>, body: Readable, context: CallContext) => Promise<z.output<O>>
        : C['operations'][K] extends Download<infer I>
          ? (input: z.input<I>, context: CallContext) => AsyncIterable<Uint8Array>
          : never
}

/** The same from the other side: a handler gets parsed input and answers with what the schema takes. */
export type Handlers<C extends Contract> = {
  readonly [K in keyof C['operations']]: C['operations'][K] extends Unary<infer I, infer O>
    ? (input: z.output<I>, context: CallContext) => Promise<z.input<O>>
    : C['operations'][K] extends Stream<infer I, infer E>
      ? (input: z.output<I>, context: CallContext) => AsyncIterable<z.input<E>>
      : C['operations'][K] extends Upload<infer I, infer O>
        ? (input: z.output<I>, body: Readable, context: CallContext) => Promise<z.input<O>>
        : C['operations'][K] extends Download<infer I>
          ? (input: z.output<I>, context: CallContext) => AsyncIterable<Uint8Array>
          : never
}
