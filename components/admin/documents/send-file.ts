import { pageWords } from "@/lib/words/page"

/** What became of a file that got through. */
export type Sent = { id: string; outcome: "added" | "replaced" | "unchanged" }

type Sending = {
  file: File
  /** The document whose place it takes, whatever it is called. */
  replaces?: string
  /** From 0 to 1. */
  onShare: (share: number) => void
  signal: AbortSignal
}

/** Sends one file; throws an error whose message is for the operator. Not by fetch, which does not tell how far it is. */
export function sendFile({ file, replaces, onShare, signal }: Sending): Promise<Sent> {
  const { promise, resolve, reject } = Promise.withResolvers<Sent>()
  const request = new XMLHttpRequest()
  const fail = () => reject(new Error(pageWords.notThrough))
  request.open(
    "POST",
    `/api/admin/documents?${new URLSearchParams({ name: file.name, ...(replaces && { replaces }) })}`,
  )
  request.upload.onprogress = ({ loaded, total }) => onShare(total > 0 ? loaded / total : 1)
  request.onerror = fail
  request.onabort = fail
  request.onload = () => {
    const answer = parse(request.responseText)
    if (request.status === 200 && answer?.id) resolve(answer as Sent)
    else reject(new Error(answer?.error ?? pageWords.notThrough))
  }
  signal.addEventListener("abort", () => request.abort())
  request.send(file)
  return promise
}

function parse(text: string): (Partial<Sent> & { error?: string }) | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
