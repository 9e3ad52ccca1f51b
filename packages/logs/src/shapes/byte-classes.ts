/** Classes of bytes for the scanners; letters, digits and bytes of other alphabets make words, all else stands between them. */
export const LETTER = 1
export const DIGIT = 2
/** First class that ends a word. */
export const MARK = 8
/** A mark that joins parameters: `10.0.0.1:80` is one. */
export const JOINT = 9
/** Ends a line: LF or CR. */
export const LINE_END = 16
/** A zero or the escape character of terminal colours: such lines are read in full. */
export const UNUSUAL = 17

export const CLASS_OF_BYTE = new Uint8Array(256).fill(LETTER)
CLASS_OF_BYTE.fill(MARK, 0, 128)
for (let byte = 65; byte <= 90; byte++) CLASS_OF_BYTE[byte] = CLASS_OF_BYTE[byte + 32] = LETTER
for (let byte = 48; byte <= 57; byte++) CLASS_OF_BYTE[byte] = DIGIT
CLASS_OF_BYTE[95] = LETTER
for (const joint of '.:-/,@+') CLASS_OF_BYTE[joint.charCodeAt(0)] = JOINT
CLASS_OF_BYTE[10] = CLASS_OF_BYTE[13] = LINE_END
CLASS_OF_BYTE[0] = CLASS_OF_BYTE[27] = UNUSUAL
