/**
 * Runs the app in a process that ends with its launcher, also when the launcher is killed and cannot say so:
 * then the channel between the two breaks.
 *
 *     node serve.mjs ENTRY [ARGUMENT…]
 */
import { pathToFileURL } from "node:url"

const [entry = "", ...rest] = process.argv.slice(2)
process.argv = [process.execPath, entry, ...rest]
process.once("disconnect", leave)
// The output is not read any more once the launcher is gone; that is no reason to fail on the way out.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {})

if (process.connected) await import(pathToFileURL(entry).href)

function leave() {
  process.kill(process.pid, "SIGTERM")
  setTimeout(() => process.kill(-process.pid, "SIGKILL"), 15_000)
}
