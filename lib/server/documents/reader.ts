import "server-only"
import { join } from "node:path"
import { Worker } from "node:worker_threads"
import type { DocumentFailure, DocumentKind } from "@/lib/documents"
import { perProcess } from "../process"

/** What is written in a file, as the worker hands it over; one page for a file without pages. */
export type Read = { kind: DocumentKind; title: string | undefined; pages: string[] }
type Answer = Read | { failure: DocumentFailure }

/** Milliseconds one file may take. */
const SLOWEST = 60_000
/** Megabytes of objects that reading one file may make. */
const MEMORY = 256
/** Milliseconds without a file after which the worker ends: it holds what it has loaded. */
const IDLE = 30_000

type Reader = { last: Promise<unknown>; worker?: Worker; idle?: NodeJS.Timeout }

/** Reads one file after another in a thread of its own, which a bad file may fill or block, and which is then ended. */
export function read(name: string, content: Uint8Array): Promise<Answer> {
  const reader = perProcess<Reader>("document reader", () => ({ last: Promise.resolve() }))
  const answer = reader.last.then(() => readNext(reader, name, content))
  reader.last = answer
  return answer
}

async function readNext(reader: Reader, name: string, content: Uint8Array): Promise<Answer> {
  clearTimeout(reader.idle)
  const kept = reader.worker
  const answer = await ask(kept ?? start(reader), name, content)
  reader.idle = setTimeout(() => end(reader), IDLE).unref()
  if (answer !== "ended") return answer
  end(reader)
  // What the file before left behind may have ended it: a new one decides.
  return kept ? readNext(reader, name, content) : { failure: "damaged" }
}

function start(reader: Reader): Worker {
  // By its path, as the migrations are: a build finds neither the file nor its packages by itself, see next.config.ts.
  const file = join(/* turbopackIgnore: true */ process.cwd(), "lib/server/documents/worker/reader.mjs")
  const worker = new Worker(/* turbopackIgnore: true */ file, {
    env: {},
    execArgv: [],
    // What libraries say about a file is of no use, and may quote it: nobody reads it.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY },
  })
  worker.on("error", () => {})
  worker.on("exit", () => {
    if (reader.worker === worker) reader.worker = undefined
  })
  reader.worker = worker
  return worker
}

function end(reader: Reader): void {
  const { worker } = reader
  reader.worker = undefined
  void worker?.terminate()
}

/** "ended": the worker is gone, and it was neither time nor memory. */
function ask(worker: Worker, name: string, content: Uint8Array): Promise<Answer | "ended"> {
  return new Promise((resolve) => {
    const tell = (answer: Answer | "ended") => {
      clearTimeout(timer)
      worker.off("message", tell).off("error", fail).off("exit", left)
      worker.unref()
      resolve(answer)
    }
    const fail = (error: NodeJS.ErrnoException) =>
      tell(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? { failure: "too_large" } : "ended")
    const left = () => tell("ended")
    const timer = setTimeout(() => {
      tell({ failure: "too_slow" })
      void worker.terminate()
    }, SLOWEST)
    worker.on("message", tell).on("error", fail).on("exit", left)
    worker.ref()
    // A copy, which moves: what is given may be a piece of something larger, and stays with who gave it.
    const copy = new Uint8Array(content)
    worker.postMessage({ name, content: copy }, [copy.buffer])
  })
}
