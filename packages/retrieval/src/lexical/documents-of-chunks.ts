/** The document of each chunk, from the first chunk of each document. */
export function documentsOfChunks(chunkStart: Uint32Array): Uint32Array {
  const documents = new Uint32Array(chunkStart.at(-1) ?? 0)
  for (let document = 0; document + 1 < chunkStart.length; document++) {
    documents.fill(document, chunkStart[document], chunkStart[document + 1])
  }
  return documents
}
