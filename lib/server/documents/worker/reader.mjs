/**
 * Runs in a worker thread: takes one file after another and answers with what is written in it. It is started by its
 * path and not bundled, so that it is the same in the app, in a command and in a test; it knows no settings and no secrets.
 */
import { parentPort } from "node:worker_threads"
import { readFile } from "./read-file.mjs"

parentPort?.on("message", async (/** @type {{ name: string, content: Uint8Array }} */ { name, content }) => {
  parentPort?.postMessage(await readFile(name, content))
})
