/** The model could not be used, and why in words that end the sentence "The model was not used: …". */
export class ModelFailure extends Error {
  override readonly name = 'ModelFailure'
}
