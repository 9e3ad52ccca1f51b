/** A live source could not be asked or did not answer: a result for whoever asked, no defect of ours. */
export class LiveSourceFailure extends Error {
  override readonly name = 'LiveSourceFailure'
  /** What the source itself said of it: text of strangers. */
  readonly said: string | undefined

  /** @param why our own words, without anything of the reply */
  constructor(why: string, { said, cause }: { readonly said?: string; readonly cause?: unknown } = {}) {
    super(why, { cause })
    this.said = said
  }
}
