import corpora from './corpora.json' with { type: 'json' }

/** Documents of others under an open licence, which a user's own machine can fetch; none of their text is shipped. */
export type Corpus = {
  readonly id: string
  readonly name: string
  /** SPDX identifier. */
  readonly licence: string
  /** Who is to be named. */
  readonly attribution: string
  /** Git repository; the only addresses that are ever cloned. */
  readonly url: string
  /** Of which the documents are taken. */
  readonly folder: string
}

export const CORPORA: readonly Corpus[] = corpora
