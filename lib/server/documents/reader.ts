import "server-only"
import { type ChildProcess, spawn } from "node:child_process"
import { constants, setPriority } from "node:os"
import { join } from "node:path"
import type { DocumentFailure, DocumentKind } from "@/lib/documents"
import { perProcess } from "../process"

/** What is written in a file, as the process that read it hands it over; one page for a file without pages. */
export type Read = { kind: DocumentKind; title: string | undefined; pages: string[] }
type Answer = Read | { failure: DocumentFailure }

/** Milliseconds one file may take. */
const SLOWEST = 60_000
/** Megabytes of objects that reading one file may make. */
const MEMORY = 256
/** Milliseconds without a file after which the process ends: it holds what it has loaded. */
const IDLE = 30_000

type Reader = { last: Promise<unknown>; worker?: ChildProcess; idle?: NodeJS.Timeout }

/**
 * Reads one file after another in a process of its own, which a bad file may fill, block or end: a thread that runs out
 * of memory may end the app with it.
 */
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

function start(reader: Reader): ChildProcess {
  // By its path, as the migrations are: a build finds neither the file nor its packages by itself, see next.config.ts.
  const file = join(/* turbopackIgnore: true */ process.cwd(), "lib/server/documents/worker/reader.mjs")
  const worker = spawn(process.execPath, [`--max-old-space-size=${MEMORY}`, file], {
    // No settings, no secrets: it needs none.
    env: {} as NodeJS.ProcessEnv,
    serialization: "advanced",
    // What libraries say about a file is of no use, and may quote it.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  })
  // What visitors wait for goes first.
  if (worker.pid !== undefined) setPriority(worker.pid, constants.priority.PRIORITY_BELOW_NORMAL)
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
  worker?.kill("SIGKILL")
}

/** "ended": the process is gone, and it was neither time nor memory. */
function ask(worker: ChildProcess, name: string, content: Uint8Array): Promise<Answer | "ended"> {
  return new Promise((resolve) => {
    const tell = (answer: Answer | "ended") => {
      clearTimeout(timer)
      worker.off("message", tell).off("exit", left)
      worker.unref()
      worker.channel?.unref()
      resolve(answer)
    }
    // What runs out of memory is aborted.
    const left = (_: unknown, signal: NodeJS.Signals | null) =>
      tell(signal === "SIGABRT" ? { failure: "too_large" } : "ended")
    const timer = setTimeout(() => {
      tell({ failure: "too_slow" })
      worker.kill("SIGKILL")
    }, SLOWEST)
    worker.on("message", tell).on("exit", left)
    worker.ref()
    worker.channel?.ref()
    worker.send({ name, content })
  })
}
