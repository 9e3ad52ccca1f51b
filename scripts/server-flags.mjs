/**
 * Flags of Node with which the server runs, wherever it is started: of each thread, MiB for new objects, twice: what V8 takes by itself is four times that
 * and made nothing faster. And by how much old objects may grow before they are looked through: of a busy gateway they grew from 37 to 92 MiB before V8 did
 * it by itself, and reading logs is no slower.
 */
export const SERVER_FLAGS = ['--max-semi-space-size=4', '--heap-growing-percent=50']
