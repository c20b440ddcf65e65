/**
 * Runs in a process of its own: takes one file after another and answers with what is written in it. It is started by its
 * path and not bundled, so that it is the same in the app, in a command and in a test; it knows no settings and no
 * secrets, and ends with who started it.
 */
import { readFile } from "./read-file.mjs"

process.on("message", async (/** @type {{ name: string, content: Uint8Array }} */ { name, content }) => {
  process.send?.(await readFile(name, content))
})
process.on("disconnect", () => process.exit())
