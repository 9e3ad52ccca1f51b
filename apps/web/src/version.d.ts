/** Version of the product, set by the build. */
declare const __VERSION__: string
