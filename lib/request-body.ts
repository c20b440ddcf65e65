/**
 * The longest message `MESSAGE_MAX_BYTES` can allow (262,144 bytes), each byte written as six (\u0001), and a little
 * around it: nothing larger is read.
 */
export const LARGEST_BODY = 1_638_400

/** What is wrong with the body of a request to a page: 400 when it cannot be read, 413 when it is too large. */
export async function bodyProblem(request: Request): Promise<400 | 413 | undefined> {
  try {
    if (request.headers.has("next-action")) return argumentsProblem(await request.text())
    const isForm = request.headers.get("content-type")?.startsWith("multipart/form-data")
    if (isForm) await request.formData()
  } catch {
    return 400
  }
}

function argumentsProblem(text: string): 400 | 413 | undefined {
  if (Buffer.byteLength(text) > LARGEST_BODY) return 413
  return Array.isArray(JSON.parse(text, refuseReferences)) ? undefined : 400
}

/**
 * React writes a string that begins with a dollar sign with two of them, and what JSON cannot say (nothing at all, no
 * number) as `$undefined` or `$NaN`. Whatever else begins with one points at parts of a form, which our pages never send.
 */
function refuseReferences(_: string, value: unknown): unknown {
  if (typeof value === "string" && /^\$(?!\$|(?:undefined|NaN|-?Infinity|-0)$)/.test(value))
    throw new TypeError("a reference")
  return value
}
